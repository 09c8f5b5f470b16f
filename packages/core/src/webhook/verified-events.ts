import type { Payment } from '../payment/payment.js';
import type { Payout } from '../payout/payout.js';
import type { VerifiedEvent } from './verified-event.js';
import type { WalletDeposit } from './wallet-deposit.js';

const REGISTRY = Symbol.for('@paymux/core/VerifiedEvents');

interface EventRegister {
  add(event: object): void;
  has(value: object): boolean;
}

/** A constructor whose instance is what it is handed: a class below it gives its private field to any object. */
const Adopted = function (value: object): object {
  return value;
} as unknown as new (
  value: object,
) => object;

/** An object of any shape with a private field: no copy has it, and no other code can give it. */
class Proven extends Adopted {
  readonly #isProven = true;

  static add(event: object): void {
    new Proven(event);
  }

  static has(value: object): boolean {
    return #isProven in value && value.#isProven;
  }
}

/** One register per process, so that two copies of this package know each other's events. */
const events: EventRegister = ((globalThis as { [REGISTRY]?: EventRegister | undefined })[REGISTRY] ??= Proven);

/** An event's content before it is known to be genuine. */
export type EventContent = VerifiedEvent extends infer Event
  ? Event extends VerifiedEvent
    ? Omit<Event, Exclude<keyof Event, string> | 'provider' | 'deduplicationKey' | 'needsConfirmation'>
    : never
  : never;

/**
 * Whether `value` is an event that a validator of this process made.
 *
 * @see docs/decisions/2026-11-21-events-exist-only-when-verified.md
 */
export function isVerifiedEvent(value: unknown): value is VerifiedEvent {
  return typeof value === 'object' && value !== null && events.has(value);
}

/** Registers content as verified. Reserved for the authoring kit, after a signature was proven. */
export function registerVerified(
  content: EventContent,
  proof: Pick<VerifiedEvent, 'provider' | 'deduplicationKey' | 'needsConfirmation'>,
): VerifiedEvent {
  const { deduplicationKey, needsConfirmation, provider } = proof;
  const event = Object.freeze({ ...content, provider, deduplicationKey, needsConfirmation });
  events.add(event);
  return event as VerifiedEvent;
}

/**
 * The same event after a look-up at the provider agreed: what was looked up replaces
 * what was delivered, and no further confirmation is needed.
 *
 * @throws {@link TypeError} `event` was not verified in this process, or speaks of nothing
 *   that can be looked up.
 */
export function confirmEvent(event: VerifiedEvent, found: Payment | Payout | WalletDeposit): VerifiedEvent {
  if (!isVerifiedEvent(event)) throw new TypeError('Only an event that was verified can be confirmed.');
  if (event.kind === 'unrecognised') throw new TypeError('An event that nobody has mapped cannot be confirmed.');
  const confirmed = Object.freeze({ ...event, [event.kind]: found, needsConfirmation: false });
  events.add(confirmed);
  return confirmed;
}

/**
 * The event that was written down when it was verified, after it was read back. For inboxes alone, which keep events
 * from the moment they are verified until they are applied: whoever hands in anything else vouches for it.
 *
 * @throws {@link TypeError} It does not look like an event.
 */
export function restoreVerifiedEvent(written: unknown): VerifiedEvent {
  if (!isEventLike(written)) throw new TypeError('What was written down is not an event.');
  const event = Object.freeze({ ...written });
  events.add(event);
  return event;
}

function isEventLike(written: unknown): written is VerifiedEvent {
  if (typeof written !== 'object' || written === null) return false;
  const { deduplicationKey, kind, needsConfirmation, provider, type } = written as Partial<Record<string, unknown>>;
  return (
    [deduplicationKey, provider, type].every((text) => typeof text === 'string') &&
    typeof needsConfirmation === 'boolean' &&
    (kind === 'unrecognised' || (typeof kind === 'string' && Object.hasOwn(written, kind)))
  );
}
