import type { Money } from '../money/money.js';
import type { PaymentException, PaymentStatus } from '../payment/payment-status.js';

/** One arrival of money on a static wallet. */
export interface WalletDeposit {
  /** The provider's id, such as `cryptomus`. */
  readonly provider: string;
  /** The provider's identifier of this arrival. */
  readonly providerId: string;
  /** The provider's identifier of the wallet. */
  readonly walletId: string | undefined;
  /** The reference the wallet was opened with. */
  readonly reference: string | undefined;
  readonly status: PaymentStatus;
  readonly exception?: PaymentException | undefined;
  readonly final: boolean;
  readonly providerStatus: string;
  /** What arrived. */
  readonly amount: Money;
  /** What is credited to the merchant after fees. */
  readonly creditedAmount?: Money | undefined;
  readonly fee?: Money | undefined;
  readonly network?: string | undefined;
  readonly transactionId?: string | undefined;
}
