import {
  addMoney,
  type Money,
  multiplyMoney,
  normaliseDecimal,
  PaymentsError,
  type ProviderRegistry,
} from '@paymux/core';
import type { RoutedOperation } from '../routing/routing-rule.js';
import type { OfferedAsset, OfferedRate, PreviewRequest, QuotingProvider } from './quoting-provider.js';

/** What accounts answered, and why others did not. */
export interface Quoted<Answer> {
  readonly quotes: readonly (Answer & { readonly account: string })[];
  readonly missing: readonly { readonly account: string; readonly because: string }[];
}

/** What a payout would cost at one account. Nothing is reserved. */
export interface PayoutFeeQuote {
  readonly fee: Money;
  /** `previewed`: the provider computed it; `listed`: it follows from the fees that it lists. */
  readonly source: 'previewed' | 'listed';
  /** What the receiver would get. Absent where the provider does not tell. */
  readonly sentAmount?: Money | undefined;
  /** What would leave the balance. Absent where the provider does not tell. */
  readonly debitedAmount?: Money | undefined;
}

/** What one account takes or sends of an asset. */
export interface AssetLimits {
  readonly currency: string;
  readonly network: string;
  readonly minimum: Money;
  readonly maximum: Money;
}

const NOT_OFFERED = 'it does not offer this';

/**
 * What payouts cost, what assets are worth, how much may be moved, and what is there, across the accounts whose providers
 * tell. Each question goes to all of them at once; one that fails keeps no other answer back.
 */
export class Quotes {
  readonly #providers: ProviderRegistry;

  constructor({ providers }: { readonly providers: ProviderRegistry }) {
    this.#providers = providers;
  }

  /** Whether an account tells fees of an operation at all. */
  offersFees(account: string, operation: RoutedOperation): boolean {
    const { payments, payouts } = this.#providers.get(account) as QuotingProvider;
    if (operation === 'payment') return payments?.listServices !== undefined;
    return payouts?.quotePayout !== undefined || payouts?.listServices !== undefined;
  }

  /**
   * What a payout would cost at each account, in their order. Without a destination only fees that are listed are told.
   *
   * @param accounts - Asks no others. All of them when absent.
   */
  async payoutFees(
    request: Omit<PreviewRequest, 'destination'> & { readonly destination?: PreviewRequest['destination'] | undefined },
    accounts?: readonly string[],
  ): Promise<Quoted<PayoutFeeQuote>> {
    const { destination, feeFrom = 'balance', network, amount } = request;
    return this.#ask(accounts, async ({ payouts }): Promise<readonly PayoutFeeQuote[] | undefined> => {
      if (payouts?.quotePayout !== undefined && destination !== undefined) {
        const previewed = await payouts.quotePayout({ amount, destination, network, feeFrom });
        return [{ ...previewed, source: 'previewed' }];
      }
      const assets = await payouts?.listServices?.();
      const offered = assets?.filter((asset) => isOffered(asset, amount.currency, network));
      // Without a network several may fit, each with its own fee.
      return offered?.map((asset) => ({ fee: listedFee(asset, amount), source: 'listed' }));
    });
  }

  /** What a provider keeps of a payment, at each account that lists it. */
  async paymentFees(
    { amount, network }: { readonly amount: Money; readonly network?: string | undefined },
    accounts?: readonly string[],
  ): Promise<Quoted<{ readonly fee: Money }>> {
    return this.#ask(accounts, async ({ payments }) => {
      const assets = await payments?.listServices?.();
      return assets
        ?.filter((asset) => isOffered(asset, amount.currency, network))
        .map((asset) => ({ fee: listedFee(asset, amount) }));
    });
  }

  /** The least and the most of a currency that can be paid in or out at once. */
  async limits(
    query: {
      readonly operation: RoutedOperation;
      readonly currency: string;
      readonly network?: string | undefined;
    },
    accounts?: readonly string[],
  ): Promise<Quoted<AssetLimits>> {
    const { currency, network, operation } = query;
    return this.#ask(accounts, async ({ payments, payouts }) => {
      const part = operation === 'payout' ? payouts : payments;
      const assets = await part?.listServices?.();
      return assets
        ?.filter((asset) => isOffered(asset, currency, network))
        .map((asset) => ({
          currency: asset.currency,
          network: asset.network,
          minimum: { amount: normaliseDecimal(asset.minimum), currency: asset.currency },
          maximum: { amount: normaliseDecimal(asset.maximum), currency: asset.currency },
        }));
    });
  }

  /** What one unit of `from` is worth in `to`, or in everything that is told. */
  async rates(
    { from, to }: { readonly from: string; readonly to?: string | undefined },
    accounts?: readonly string[],
  ): Promise<Quoted<OfferedRate>> {
    return this.#ask(accounts, async ({ exchangeRates }) => {
      const rates = await exchangeRates?.listExchangeRates?.({ currency: from });
      return rates?.filter((rate) => to === undefined || sameCode(rate.to, to));
    });
  }

  /** What can be paid out, by asset. */
  async balances(accounts?: readonly string[]): Promise<Quoted<{ readonly balance: Money }>> {
    return this.#ask(accounts, async ({ account }) => {
      const told = await account?.getBalance?.();
      return told?.merchant.map(({ balance }) => ({ balance }));
    });
  }

  async #ask<Answer extends object>(
    accounts: readonly string[] = this.#providers.ids,
    question: (provider: QuotingProvider) => Promise<readonly Answer[] | undefined>,
  ): Promise<Quoted<Answer>> {
    const asked = await Promise.all(
      accounts.map(async (account) => {
        try {
          const answers = await question(this.#providers.get(account) as QuotingProvider);
          if (answers === undefined) return { account, because: NOT_OFFERED };
          return answers.map((answer) => ({ ...answer, account }));
        } catch (error) {
          return { account, because: PaymentsError.isInstance(error) ? error.code : 'an error without a name' };
        }
      }),
    );
    return {
      quotes: asked.flatMap((told) => ('because' in told ? [] : told)),
      missing: asked.flatMap((told) => ('because' in told ? [told] : [])),
    };
  }
}

function isOffered(asset: OfferedAsset, currency: string, network: string | undefined): boolean {
  const isOn = asset.available && asset.enabled !== false;
  return isOn && sameCode(asset.currency, currency) && (network === undefined || sameCode(asset.network, network));
}

function listedFee({ feeAmount, feePercent }: OfferedAsset, amount: Money): Money {
  const share = multiplyMoney(multiplyMoney(amount, feePercent), '0.01');
  const { amount: fee, currency } = addMoney({ amount: feeAmount, currency: amount.currency }, share);
  return { amount: normaliseDecimal(fee), currency };
}

function sameCode(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
