import type { OperationName } from '../provider/capabilities.js';

/**
 * What goes wrong with a request.
 *
 * Nothing happens at the gateway: `unreachable`, no connection comes about; `rate-limit`, status 429
 * in the gateway's own words, with a `retry-after` of one second; `refusal`, a no with `code`;
 * `server-error`, status 500; `reset-before`, the connection breaks.
 *
 * It happens, and the caller does not hear of it: `reset-after`, the connection breaks; `timeout`, no
 * answer comes for as long as the caller waits; `not-json`, an answer nobody can read;
 * `wrong-content`, a readable one without the fields it must have.
 */
export type FakeFaultKind =
  | 'unreachable'
  | 'rate-limit'
  | 'refusal'
  | 'server-error'
  | 'reset-before'
  | 'reset-after'
  | 'timeout'
  | 'not-json'
  | 'wrong-content';

/** Something that shall go wrong. */
export interface FakeFault {
  readonly kind: FakeFaultKind;
  /** The contract method it happens to, such as `createPayout`. Absent: to any. */
  readonly operation?: OperationName | undefined;
  /**
   * How many requests it happens to; `Infinity` for all until the faults are cleared. Repeats are
   * requests of their own: with the default of three, a call gives up at the fourth. @defaultValue `1`
   */
  readonly times?: number | undefined;
  /** The gateway's own code in a `refusal`; `unauthorized` refuses the credentials. @defaultValue `refused` */
  readonly code?: string | undefined;
}

/** The faults still to come, oldest first. */
export class FakeFaults {
  #pending: { readonly fault: FakeFault; left: number }[] = [];

  add(fault: FakeFault): void {
    const left = fault.times ?? 1;
    if (!(left >= 1)) throw new RangeError('A fault happens at least once.');
    this.#pending.push({ fault, left });
  }

  clear(): void {
    this.#pending = [];
  }

  /** The fault that a request meets, if any; used up by it. */
  take(operation: string): FakeFault | undefined {
    const met = this.#pending.find(({ fault }) => fault.operation === undefined || fault.operation === operation);
    if (met === undefined) return undefined;
    met.left -= 1;
    this.#pending = this.#pending.filter(({ left }) => left > 0);
    return met.fault;
  }
}
