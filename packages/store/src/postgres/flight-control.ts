/** How much of a new measurement is believed. */
const WEIGHT = 0.1;
/** About what the server computes for one row. */
const MS_PER_WRITE = 0.02;
/** For each of these that a statement waits for the disk or the network, one more is worth having under way. */
const WAIT_MS_PER_FLIGHT = 0.6;

/**
 * Says how many statements may be under way. Where a commit takes no longer than its computing, one at a time makes the
 * largest groups; where it waits for a disk or a network, others use that time.
 */
export class FlightControl {
  readonly #most: number;
  #waitMs = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Statements at a time. */
  get allowed(): number {
    return Math.max(1, Math.min(this.#most, 1 + Math.floor(this.#waitMs / WAIT_MS_PER_FLIGHT)));
  }

  /** Takes in how long a statement took that made so many writes. */
  note(tookMs: number, writes: number): void {
    const waitMs = Math.max(0, tookMs - writes * MS_PER_WRITE);
    this.#waitMs += (waitMs - this.#waitMs) * WEIGHT;
  }
}
