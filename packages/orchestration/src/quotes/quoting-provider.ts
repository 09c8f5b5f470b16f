import type { CreatePayoutRequest, Money } from '@paymux/core';

/** What a payout would cost at a provider that previews it. */
export interface PayoutPreview {
  readonly sentAmount?: Money | undefined;
  readonly debitedAmount: Money;
  readonly fee: Money;
}

/** What a provider takes or sends in one currency and network, and for what. Amounts are in major units. */
export interface OfferedAsset {
  readonly currency: string;
  readonly network: string;
  readonly available: boolean;
  /** Whether the merchant switched it on. Absent where the provider does not say. */
  readonly enabled?: boolean | undefined;
  readonly minimum: string;
  readonly maximum: string;
  readonly feeAmount: string;
  /** In percent of the amount. */
  readonly feePercent: string;
}

/** What one unit of a currency is worth in another. */
export interface OfferedRate {
  readonly from: string;
  readonly to: string;
  readonly rate: string;
}

/** What can be asked of a payout before it is made. */
export type PreviewRequest = Pick<CreatePayoutRequest, 'amount' | 'destination' | 'network' | 'feeFrom'>;

/**
 * What a provider may offer beside the contract, for quotes. An adapter that has such methods needs nothing else to be
 * asked, and one that has none of them is left out.
 */
export interface QuotingProvider {
  readonly payouts?:
    | {
        quotePayout?(request: PreviewRequest): Promise<PayoutPreview>;
        listServices?(): Promise<readonly OfferedAsset[]>;
      }
    | undefined;
  readonly payments?: { listServices?(): Promise<readonly OfferedAsset[]> } | undefined;
  readonly account?:
    | { getBalance?(): Promise<{ readonly merchant: readonly { readonly balance: Money }[] }> }
    | undefined;
  readonly exchangeRates?:
    | { listExchangeRates?(request: { readonly currency: string }): Promise<readonly OfferedRate[]> }
    | undefined;
}
