import type { Books } from '../control/books.js';
import { randomUuid, type RandomSource } from '../control/identifiers.js';
import type { SimulatedClock } from '../control/simulated-clock.js';
import type { WebhookCourier } from '../control/webhook-courier.js';
import type { Fixed } from '../money/fixed.js';
import type { Assets } from './assets.js';
import type { MerchantBrand } from './merchant-brand.js';
import type { MerchantSettings } from './merchant-settings.js';
import type { BalanceRow, MerchantState } from './state.js';

/** One simulated merchant account and everything it works with. */
export interface Merchant {
  readonly brand: MerchantBrand;
  readonly settings: MerchantSettings;
  readonly assets: Assets;
  readonly clock: SimulatedClock;
  readonly random: RandomSource;
  readonly books: Books;
  readonly courier: WebhookCourier;
  readonly state: MerchantState;
  /** Where the simulator listens, without a slash at the end. */
  baseUrl: string;
}

/** An account that has only its start balances. */
export function emptyState(assets: Assets, random: RandomSource): MerchantState {
  const balances = new Map(
    assets
      .startBalances()
      .map(([currency, merchant]): [string, BalanceRow] => [
        currency,
        { currency, merchantUuid: randomUuid(random), merchant, userUuid: randomUuid(random), user: 0n },
      ]),
  );
  return {
    invoices: [],
    payouts: [],
    wallets: [],
    recurrences: [],
    balances,
    discounts: new Map(),
    forbidden: new Set(),
  };
}

/** The balance row of a crypto currency. @throws RangeError if the account has none. */
export function balanceRow(merchant: Merchant, currency: string): BalanceRow {
  const row = merchant.state.balances.get(currency);
  if (row === undefined) throw new RangeError(`The account has no balance in ${currency}.`);
  return row;
}

/** The address of a page for payers. */
export function payerPageUrl({ settings, baseUrl }: Merchant, path: string): string {
  return (settings.payerPagesUrl ?? baseUrl) + path;
}

/** Adds to the merchant's balance, or takes from it. */
export function changeBalance(merchant: Merchant, currency: string, change: Fixed): void {
  balanceRow(merchant, currency).merchant += change;
}

/** An instant as the provider writes it: ISO 8601 at UTC+3. */
export function providerTime(at: number): string {
  return new Date(at + 3 * 3_600_000).toISOString().replace(/\.\d+Z$/, '+03:00');
}

/** An instant as the books write it. */
export function isoTime(merchant: Merchant): string {
  return new Date(merchant.clock.now()).toISOString();
}
