import type { TransportFailure } from '../errors/transport-error.js';
import type { Clock } from '../time/clock.js';
import { startDeadline } from './deadline.js';

/**
 * How far a request has come. It only ever moves forward.
 *
 * - `preparing`: no transport has seen it.
 * - `handed_over`: a transport has it, and nothing is known about what became of it.
 * - `queued`: our connection pool has it, and no connection has begun to write it.
 * - `sending`: a connection has begun to write it.
 * - `answering`: the status line and the headers of the answer are here.
 */
export type AttemptPhase = 'preparing' | 'handed_over' | 'queued' | 'sending' | 'answering';

/** Why we end an attempt ourselves. */
export type AttemptEnd = Extract<TransportFailure, 'timeout' | 'aborted' | 'redirected' | 'answer_too_large'>;

/** The life of one request: its phase, its deadline, and what ended it. */
export class Attempt {
  phase: AttemptPhase = 'preparing';
  #ended: AttemptEnd | undefined;
  #onEnd: (() => void) | undefined;
  #over = false;
  readonly #callerSignal: AbortSignal | undefined;
  readonly #onCallerAbort: (() => void) | undefined;
  readonly #cancelDeadline: () => void;

  /** @param timeoutMs - The deadline starts to run at once and covers the whole answer. */
  constructor(clock: Clock, timeoutMs: number, callerSignal: AbortSignal | undefined) {
    if (callerSignal !== undefined) {
      this.#callerSignal = callerSignal;
      this.#onCallerAbort = () => this.end('aborted');
      callerSignal.addEventListener('abort', this.#onCallerAbort, { once: true });
    }
    this.#cancelDeadline = startDeadline(clock, timeoutMs, () => this.end('timeout'));
  }

  /** Why we ended it, if we did. */
  get ended(): AttemptEnd | undefined {
    return this.#ended;
  }

  /**
   * Has a function called if the attempt ends by our own doing.
   *
   * @throws An error of no meaning if it has ended already.
   */
  whenEnded(onEnd: () => void): void {
    if (this.#ended !== undefined) throw new Error('The attempt is over.');
    this.#onEnd = onEnd;
  }

  /** Ends the attempt, unless it is over already. */
  end(reason: AttemptEnd): void {
    if (this.#over) return;
    this.#ended = reason;
    this.settle();
    this.#onEnd?.();
  }

  /** Lets go of the deadline and of the caller's signal. */
  settle(): void {
    if (this.#over) return;
    this.#over = true;
    this.#cancelDeadline();
    if (this.#onCallerAbort !== undefined) this.#callerSignal?.removeEventListener('abort', this.#onCallerAbort);
  }
}
