import {
  type Clock,
  compareDecimals,
  type CreatePayoutRequest,
  type Money,
  multiplyMoney,
  normaliseDecimal,
} from '@paymux/core';
import type { Quoted, Quotes } from '../quotes/quotes.js';
import type { Router } from './router.js';
import type { RouteQuery } from './routing-rule.js';

/** What is to be routed, with what its cost depends on. */
export interface CostQuery extends RouteQuery {
  readonly destination?: CreatePayoutRequest['destination'] | undefined;
  readonly feeFrom?: CreatePayoutRequest['feeFrom'] | undefined;
}

/** What something would cost at one account. */
export interface AccountCost {
  readonly account: string;
  /** The fee, in the currency of the amount. Absent where the account did not tell in time, or cannot take it. */
  readonly cost?: Money | undefined;
  /** Why there is no cost. */
  readonly because?: string | undefined;
  /** When it was told, or asked for in vain. */
  readonly at: Date;
}

/** What {@link RouteCosts} works with. */
export interface RouteCostsDependencies {
  readonly router: Router;
  readonly quotes: Quotes;
  readonly clock: Clock;
}

/** Costs that are remembered, each for as long as its rule allows. */
const REMEMBERED = 1000;

/**
 * Asks accounts what something would cost, for rules that choose the cheapest. What is not told in time, or not in a
 * currency that can be compared, is not guessed.
 */
export class RouteCosts {
  readonly #dependencies: RouteCostsDependencies;
  readonly #known = new Map<string, AccountCost>();

  constructor(dependencies: RouteCostsDependencies) {
    this.#dependencies = dependencies;
  }

  /** What it would cost at each account that is compared; `undefined` where the rule that decides compares none. */
  async of(query: CostQuery): Promise<readonly AccountCost[] | undefined> {
    const { clock, router } = this.#dependencies;
    const comparison = router.comparisonFor(query);
    if (comparison === undefined) return undefined;
    const { accounts, maxAgeMs, withinMs } = comparison;
    const oldest = clock.now().getTime() - maxAgeMs;
    const known = new Map(
      accounts.flatMap((account) => {
        const cost = this.#known.get(keyOf(account, query));
        return cost === undefined || cost.at.getTime() <= oldest ? [] : [[account, cost]];
      }),
    );
    const missing = accounts.filter((account) => !known.has(account));
    await Promise.all(
      missing.map(async (account) => {
        const cost = await this.#within(withinMs, account, this.#ask(account, query));
        known.set(account, cost);
        if (cost.cost !== undefined) this.#remember(keyOf(account, query), cost);
      }),
    );
    return accounts.flatMap((account) => known.get(account) ?? []);
  }

  async #within(ms: number, account: string, asked: Promise<AccountCost>): Promise<AccountCost> {
    const { clock } = this.#dependencies;
    const answered = new AbortController();
    const late = clock.sleep(ms, answered.signal).then(
      (): AccountCost => ({ account, because: `it did not say within ${String(ms)} ms`, at: clock.now() }),
      () => asked,
    );
    try {
      return await Promise.race([asked, late]);
    } finally {
      answered.abort('answered');
    }
  }

  async #ask(account: string, query: CostQuery): Promise<AccountCost> {
    const { clock, quotes } = this.#dependencies;
    const { amount, destination, feeFrom, network, operation } = query;
    const only = [account];
    const [fees, limits] = await Promise.all([
      operation === 'payout'
        ? quotes.payoutFees({ amount, destination, feeFrom, network }, only)
        : quotes.paymentFees({ amount, network }, only),
      quotes.limits({ operation, currency: amount.currency, network }, only),
    ]);
    const at = clock.now();
    const because = reasonAgainst(amount, fees, limits);
    if (because !== undefined) return { account, because, at };
    const [quote] = fees.quotes;
    const cost = quote && (await this.#inCurrencyOf(amount, quote.fee, account));
    return cost === undefined ? { account, because: 'its fee cannot be compared', at } : { account, cost, at };
  }

  /** A fee in the currency of the amount, by the rate of the account that it is a fee of. */
  async #inCurrencyOf({ currency }: Money, fee: Money, account: string): Promise<Money | undefined> {
    if (sameCode(fee.currency, currency)) return { amount: normaliseDecimal(fee.amount), currency };
    const { quotes } = await this.#dependencies.quotes.rates({ from: fee.currency, to: currency }, [account]);
    const [rate] = quotes;
    if (rate === undefined || quotes.length > 1) return undefined;
    return { amount: normaliseDecimal(multiplyMoney(fee, rate.rate).amount), currency };
  }

  #remember(key: string, cost: AccountCost): void {
    this.#known.delete(key);
    this.#known.set(key, cost);
    const [oldest] = this.#known.keys();
    if (this.#known.size > REMEMBERED && oldest !== undefined) this.#known.delete(oldest);
  }
}

function reasonAgainst(
  amount: Money,
  fees: Quoted<{ readonly fee: Money }>,
  limits: Quoted<{ readonly minimum: Money; readonly maximum: Money }>,
): string | undefined {
  const [missing] = fees.missing;
  if (missing !== undefined) return missing.because;
  if (fees.quotes.length === 0) return 'it does not offer this currency and network';
  if (fees.quotes.length > 1) return 'it has several fees for this, by network';
  const isWithin = limits.quotes.every(
    ({ maximum, minimum }) =>
      compareDecimals(amount.amount, minimum.amount) >= 0 && compareDecimals(amount.amount, maximum.amount) <= 0,
  );
  return isWithin ? undefined : 'the amount is outside its limits';
}

function keyOf(account: string, { amount, destination, feeFrom, network, operation }: CostQuery): string {
  return JSON.stringify([account, operation, amount, network, destination, feeFrom]);
}

function sameCode(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
