import type { Money } from '../money/money.js';
import type { PaymentException, PaymentStatus } from './payment-status.js';

/** Where and how much the payer of a crypto payment sends. */
export interface DepositInstructions {
  /** The amount in the asset to be sent, where it is settled already. */
  readonly amount?: Money | undefined;
  readonly network: string;
  readonly address: string;
  readonly memo?: string | undefined;
  /** A QR code of the address as a `data:` URI. */
  readonly qrCode?: string | undefined;
}

/** What the payer has to do next. */
export interface NextAction {
  /** `redirect`: open `url`; `3ds`: card holder verification at `url`; `otp`: a code sent over `channel`. */
  readonly type: 'redirect' | '3ds' | 'otp';
  readonly url?: string | undefined;
  readonly channel?: string | undefined;
}

/** A payment as its provider sees it at one moment. */
export interface Payment {
  /** The provider's id, such as `cryptomus`. */
  readonly provider: string;
  /** The provider's identifier of this payment. */
  readonly providerId: string;
  /** The caller's reference, where the provider tells it. */
  readonly reference: string | undefined;
  readonly status: PaymentStatus;
  readonly exception?: PaymentException | undefined;
  /** Whether the provider will accept no more money for it. Says nothing about success. */
  readonly final: boolean;
  /** The provider's own word, never translated. */
  readonly providerStatus: string;
  /** What was asked for. */
  readonly amount: Money;
  /** What has arrived so far, in the asset that was sent. */
  readonly receivedAmount?: Money | undefined;
  /** What is credited to the merchant after fees. */
  readonly creditedAmount?: Money | undefined;
  /** What the provider keeps. */
  readonly fee?: Money | undefined;
  /** The page on which the payer pays. */
  readonly checkoutUrl?: string | undefined;
  readonly deposit?: DepositInstructions | undefined;
  readonly nextAction?: NextAction | undefined;
  /** The state of a refund that the payment's own status speaks of. */
  readonly refundStatus?: 'pending' | 'succeeded' | 'failed' | undefined;
  /** The transfer on the asset's network. */
  readonly transactionId?: string | undefined;
  readonly createdAt?: Date | undefined;
  readonly updatedAt?: Date | undefined;
  readonly expiresAt?: Date | undefined;
  /** What the caller handed over to be kept with the payment, as the provider returned it. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}
