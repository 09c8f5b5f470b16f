import { createSeededRandom } from '@paymux/core/testing';

/** Chance from one seed. */
export class Chance {
  readonly #next: () => number;

  constructor(seed: number) {
    const random = createSeededRandom(seed);
    // The first numbers of neighbouring seeds resemble each other.
    for (let skipped = 0; skipped < 4; skipped += 1) random.next();
    this.#next = () => random.next();
  }

  next(): number {
    return this.#next();
  }

  /** True once in `1 / probability` times. */
  happens(probability: number): boolean {
    return probability > 0 && this.#next() < probability;
  }

  /** From `low` to `high`, most often nearer to `low`. */
  between(low: number, high: number): number {
    return low + (high - low) * this.#next() ** 2;
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[Math.floor(this.#next() * items.length)];
    if (item === undefined) throw new TypeError('nothing to pick from');
    return item;
  }

  bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => Math.floor(this.#next() * 256));
  }
}
