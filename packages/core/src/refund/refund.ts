import type { Money } from '../money/money.js';

/** Where a refund stands in its lifecycle. `unrecognised`: the provider used a word nobody has mapped. */
export type RefundStatus = 'pending' | 'succeeded' | 'failed' | 'cancelled' | 'unrecognised';

/** A refund as its provider sees it at one moment. */
export interface Refund {
  /** The provider's id, such as `cryptomus`. */
  readonly provider: string;
  /** The provider's identifier of the refund. `undefined` where refunds have none: follow the payment instead. */
  readonly providerId: string | undefined;
  readonly reference: string | undefined;
  /** The provider's identifier of the refunded payment. */
  readonly paymentId: string;
  readonly status: RefundStatus;
  readonly final: boolean;
  /** The provider's own word; `undefined` where it answers without one. */
  readonly providerStatus: string | undefined;
  /** What is paid back. `undefined` where the provider does not tell: everything. */
  readonly amount?: Money | undefined;
  readonly createdAt?: Date | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}
