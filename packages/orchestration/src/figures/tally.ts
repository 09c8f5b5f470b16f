import { addMoney, type Money, normaliseCurrency } from '@paymux/core';

/** How many, and how much in each asset. */
export interface Volume {
  readonly count: number;
  /** Exact sums, by currency in order of its name. */
  readonly volume: readonly Money[];
}

/** What the statuses are gathered to: `pending` and `broadcast`, `failed` and `cancelled` are one each. */
export type StatusGroup = 'pending' | 'confirmed' | 'failed' | 'reversed';

/** Figures of a set of payouts or payments. */
export interface Tally extends Volume {
  readonly statuses: Readonly<Record<string, Volume>>;
  readonly groups: Readonly<Record<StatusGroup, Volume>>;
  /** Shares of the count, from 0 to 1; absent where there is nothing. */
  readonly confirmationRate?: number | undefined;
  readonly pendingRate?: number | undefined;
  readonly failureRate?: number | undefined;
  /** Fees of what was paid, by currency. */
  readonly fees: readonly Money[];
}

/** One payout or payment as it is counted. */
export interface Counted {
  readonly status: string;
  readonly group: StatusGroup;
  readonly amount: Money;
  readonly fee?: Money | undefined;
}

/** Adds up figures one at a time. */
export class TallyCounter {
  readonly #statuses = new Map<string, Sum>();
  readonly #groups: Readonly<Record<StatusGroup, Sum>> = {
    pending: new Sum(),
    confirmed: new Sum(),
    failed: new Sum(),
    reversed: new Sum(),
  };
  readonly #all = new Sum();
  readonly #fees = new Sum();

  add({ amount, fee, group, status }: Counted): void {
    const ofStatus = this.#statuses.get(status) ?? new Sum();
    this.#statuses.set(status, ofStatus);
    for (const sum of [this.#all, this.#groups[group], ofStatus]) sum.add(amount);
    if (fee !== undefined) this.#fees.add(fee);
  }

  tally(): Tally {
    const all = this.#all.volume();
    const { confirmed, failed, pending, reversed } = this.#groups;
    const rate = (sum: Sum): number | undefined => (all.count === 0 ? undefined : sum.volume().count / all.count);
    const statuses = [...this.#statuses].sort(([one], [other]) => (one < other ? -1 : 1));
    return {
      ...all,
      statuses: Object.fromEntries(statuses.map(([status, sum]) => [status, sum.volume()])),
      groups: {
        pending: pending.volume(),
        confirmed: confirmed.volume(),
        failed: failed.volume(),
        reversed: reversed.volume(),
      },
      confirmationRate: rate(confirmed),
      pendingRate: rate(pending),
      failureRate: rate(failed),
      fees: this.#fees.volume().volume,
    };
  }
}

class Sum {
  #count = 0;
  readonly #sums = new Map<string, Money>();

  add(amount: Money): void {
    const currency = normaliseCurrency(amount.currency);
    this.#count += 1;
    this.#sums.set(currency, addMoney(this.#sums.get(currency) ?? { amount: '0', currency }, amount));
  }

  volume(): Volume {
    const sums = [...this.#sums].sort(([one], [other]) => (one < other ? -1 : 1));
    return { count: this.#count, volume: sums.map(([, sum]) => sum) };
  }
}
