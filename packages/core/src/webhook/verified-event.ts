import type { Payment } from '../payment/payment.js';
import type { Payout } from '../payout/payout.js';
import type { Refund } from '../refund/refund.js';
import type { WalletDeposit } from './wallet-deposit.js';

declare const verified: unique symbol;

/** What every verified event tells. */
export interface EventBase {
  /** Exists in the type only: no literal, cast-free code can make an event. */
  readonly [verified]: true;
  /** The provider's id, such as `cryptomus`. */
  readonly provider: string;
  /** The provider's own name of what happened. */
  readonly type: string;
  /**
   * The same for every delivery of the same event, different for any other: the
   * provider's event id, else a digest of the verified content.
   */
  readonly deduplicationKey: string;
  /** Whether real money is meant, where the wire tells. */
  readonly mode?: 'live' | 'test' | undefined;
  readonly occurredAt?: Date | undefined;
  /**
   * True when the signature proves little, because it carries no time stamp, uses a weak
   * hash, or also signs test deliveries. Nothing may happen because of such an event
   * before a look-up at the provider agrees on id, amount and currency.
   */
  readonly needsConfirmation: boolean;
}

/** A payment changed. `payment` is the provider's view at the moment of sending. */
export interface PaymentEvent extends EventBase {
  readonly kind: 'payment';
  readonly payment: Payment;
}

/** A payout changed. `payout` is the provider's view at the moment of sending. */
export interface PayoutEvent extends EventBase {
  readonly kind: 'payout';
  readonly payout: Payout;
}

/** A refund changed. `refund` is the provider's view at the moment of sending. */
export interface RefundEvent extends EventBase {
  readonly kind: 'refund';
  readonly refund: Refund;
}

/** Money arrived on a static wallet. */
export interface DepositEvent extends EventBase {
  readonly kind: 'deposit';
  readonly deposit: WalletDeposit;
}

/** The provider sent something authentic that nobody has mapped. It is kept and shown, never acted on. */
export interface UnrecognisedEvent extends EventBase {
  readonly kind: 'unrecognised';
}

/**
 * An event whose origin was proven. It cannot be written down or parsed into being:
 * only a {@link WebhookValidator} makes one, and handlers accept nothing else.
 */
export type VerifiedEvent = PaymentEvent | PayoutEvent | RefundEvent | DepositEvent | UnrecognisedEvent;
