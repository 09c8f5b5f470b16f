import type { SimulatedClock } from '../control/simulated-clock.js';
import { MolamRefusal } from './refusal.js';

/** An answer as it was given, or will be. */
export interface MolamAnswer {
  readonly status: number;
  readonly text: string;
}

interface Entry {
  /** Canonical text of the request's body. */
  readonly body: string;
  readonly at: number;
  /** `undefined` while the call is running. */
  answer: MolamAnswer | undefined;
}

/** Answers kept under idempotency keys. */
export class IdempotentAnswers {
  readonly #clock: SimulatedClock;
  readonly #lifetimeMs: number;
  readonly #entries = new Map<string, Entry>();

  constructor(clock: SimulatedClock, lifetimeMs: number) {
    this.#clock = clock;
    this.#lifetimeMs = lifetimeMs;
  }

  /**
   * The answer kept under a key, or `undefined` for a key that is now reserved
   * for the call at hand, which must {@link keep} or {@link forget} it.
   *
   * @throws MolamRefusal if the key belongs to another body, or to a call that is still running.
   */
  find(key: string, body: string): MolamAnswer | undefined {
    const entry = this.#entries.get(key);
    if (entry !== undefined && this.#clock.now() - entry.at < this.#lifetimeMs) {
      if (entry.body !== body) throw new MolamRefusal('idempotency_conflict');
      if (entry.answer === undefined) throw new MolamRefusal('idempotency_in_progress');
      return entry.answer;
    }
    this.#entries.set(key, { body, at: this.#clock.now(), answer: undefined });
    return undefined;
  }

  keep(key: string, answer: MolamAnswer): void {
    const entry = this.#entries.get(key);
    if (entry !== undefined) entry.answer = answer;
  }

  forget(key: string): void {
    this.#entries.delete(key);
  }
}
