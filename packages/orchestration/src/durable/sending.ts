import type { OperationCapability } from '@paymux/core';

/** What is known of the sendings of one request under one reference. */
export interface Sending {
  /** How often it was sent. */
  readonly sends: number;
  /** Those of which nobody knows what became of them, by their number. */
  readonly openSends: readonly number[];
  readonly firstSentAt?: Date | undefined;
  /** Look-ups that found nothing, one after another, and the first of them. */
  readonly absences: number;
  readonly firstAbsentAt?: Date | undefined;
}

/** How long to wait, and how long to go on. All in milliseconds. */
export interface SendingPolicy {
  /** Two look-ups that find nothing count as an absence only this far apart. */
  readonly absenceMs: number;
  /** How long the outcome of a request is asked for. */
  readonly lookBackMs: number;
  /** Time for one call to the provider. */
  readonly callTimeoutMs: number;
  /**
   * How late a request may arrive, long after its sender gave it up. Whichever of two sendings arrives first, the other
   * must arrive while the provider still remembers it: nothing is repeated later than that before the window ends.
   * @defaultValue 1 hour
   */
  readonly lateByMs: number;
}

/** How the object of a request can be found by the reference that it was sent with. */
export function canLookUp(capability: OperationCapability, reference: string): boolean {
  const { longReferences, lookup } = capability;
  const how = longReferences !== undefined && reference.length > longReferences.length ? longReferences.lookup : lookup;
  return how === 'reference' || how === 'scan';
}

/** Whether the same request, sent once more now, is sure to be recognised by the provider as the one it may hold. */
export function canRepeat(
  sending: Sending,
  capability: OperationCapability,
  now: Date,
  { callTimeoutMs, lateByMs }: SendingPolicy,
): boolean {
  const { firstSentAt } = sending;
  return (
    firstSentAt !== undefined && isRecognised(firstSentAt, now, capability.deduplicatesForMs, callTimeoutMs + lateByMs)
  );
}

/** Whether a repeat sent now arrives while the provider still knows the first request, however late either of them is. */
export function isRecognised(firstSentAt: Date, now: Date, deduplicatesForMs: number, lateByMs: number): boolean {
  const age = now.getTime() - firstSentAt.getTime();
  // A clock that was set back makes an age below zero: nothing is known of the window then.
  return age >= 0 && age + lateByMs < deduplicatesForMs;
}

/** Notes one more sending, before it happens. */
export function withSend(sending: Sending, now: Date): Sending & { readonly firstSentAt: Date } {
  const number = sending.sends + 1;
  return {
    ...sending,
    sends: number,
    openSends: [...sending.openSends, number],
    firstSentAt: sending.firstSentAt ?? now,
  };
}

/** Notes that a sending provably had no effect. Noting it twice changes nothing. */
export function withoutSend(sending: Sending, number: number): Sending {
  return { ...sending, openSends: sending.openSends.filter((open) => open !== number) };
}

/** Notes a look-up that found nothing. */
export function withAbsence(sending: Sending, now: Date): Sending {
  return { ...sending, absences: sending.absences + 1, firstAbsentAt: sending.firstAbsentAt ?? now };
}

/** Whether what was sent has been looked for twice, far enough apart, and was not there. */
export function isAbsent(sending: Sending, now: Date, { absenceMs }: SendingPolicy): boolean {
  return (
    sending.absences >= 2 &&
    sending.firstAbsentAt !== undefined &&
    now.getTime() - sending.firstAbsentAt.getTime() >= absenceMs
  );
}

/** Doubles from `baseMs` with each try up to `mostMs`. */
export function backOffMs(tries: number, baseMs: number, mostMs: number): number {
  return Math.min(mostMs, baseMs * 2 ** Math.min(Math.max(tries, 0), 30));
}

/** How long the provider wants to be left alone, in milliseconds. */
export function retryAfterMsOf(error: unknown): number {
  return typeof error === 'object' &&
    error !== null &&
    'retryAfterMs' in error &&
    typeof error.retryAfterMs === 'number'
    ? error.retryAfterMs
    : 0;
}
