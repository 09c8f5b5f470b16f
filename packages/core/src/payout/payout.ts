import type { Money } from '../money/money.js';
import type { PayoutStatus } from './payout-status.js';

/** Where a payout goes: an address on a network, or an account at a bank. */
export type PayoutDestination =
  | { readonly type: 'crypto_address'; readonly address: string }
  | {
      readonly type: 'bank_account';
      readonly bankCode: string;
      readonly accountNumber: string;
      readonly holder: string;
    };

/** A payout as its provider sees it at one moment. */
export interface Payout {
  /** The provider's id, such as `cryptomus`. */
  readonly provider: string;
  /** The provider's identifier of this payout. */
  readonly providerId: string;
  /** The caller's reference, where the provider tells it. */
  readonly reference: string | undefined;
  readonly status: PayoutStatus;
  /** Whether the provider calls it finished. Says nothing about success. */
  readonly final: boolean;
  /** The provider's own word, never translated. */
  readonly providerStatus: string;
  /** What was asked for. */
  readonly amount: Money;
  /** What the receiver gets, in the asset that is sent, where the provider tells it. */
  readonly sentAmount?: Money | undefined;
  /** What leaves the balance, fee included. */
  readonly debitedAmount?: Money | undefined;
  readonly fee?: Money | undefined;
  /** The balance left after it, where the provider tells it. */
  readonly balanceAfter?: string | undefined;
  readonly network?: string | undefined;
  readonly destination?: PayoutDestination | undefined;
  readonly memo?: string | undefined;
  /** The transfer on the asset's network. */
  readonly transactionId?: string | undefined;
  readonly createdAt?: Date | undefined;
  readonly updatedAt?: Date | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}
