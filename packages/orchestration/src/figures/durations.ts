/** How long something took, over many times. All in milliseconds, by nearest rank: each is one that occurred. */
export interface DurationFigures {
  readonly count: number;
  readonly medianMs: number;
  readonly p90Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  /** False beyond so many durations that they are kept by three significant digits. */
  readonly isExact: boolean;
}

/** Collects durations in bounded memory: each of the first so many, then three significant digits of all. */
export class Durations {
  readonly #mostExact: number;
  readonly #counts = new Map<number, number>();
  #count = 0;
  #isExact = true;

  constructor(mostExact = 100_000) {
    this.#mostExact = mostExact;
  }

  /** @param ms - Below zero counts as zero: clocks differ. */
  add(ms: number): void {
    this.#count += 1;
    this.#put(Math.max(0, ms), 1);
    if (!this.#isExact || this.#counts.size <= this.#mostExact) return;
    this.#isExact = false;
    const exact = [...this.#counts];
    this.#counts.clear();
    for (const [each, count] of exact) this.#put(each, count);
  }

  /** What they come to; absent where there are none. */
  figures(): DurationFigures | undefined {
    if (this.#count === 0) return undefined;
    const sorted = [...this.#counts].sort(([one], [other]) => one - other);
    const at = (share: number): number => {
      let left = Math.ceil(share * this.#count);
      for (const [ms, count] of sorted) {
        left -= count;
        if (left <= 0) return ms;
      }
      return 0;
    };
    const [medianMs, p90Ms, p95Ms, p99Ms] = [at(0.5), at(0.9), at(0.95), at(0.99)];
    return { count: this.#count, medianMs, p90Ms, p95Ms, p99Ms, isExact: this.#isExact };
  }

  #put(ms: number, count: number): void {
    const kept = this.#isExact ? ms : Number(ms.toPrecision(3));
    this.#counts.set(kept, (this.#counts.get(kept) ?? 0) + count);
  }
}
