import { type PaymentProvider, ProviderRegistry, ProviderUnreachableError } from '@paymux/core';
import { createFakeClock } from '@paymux/core/testing';
import { describe, expect, test } from 'vitest';
import { openTill } from '../../test/till.js';
import { Quotes } from '../quotes/quotes.js';
import type { OfferedAsset, OfferedRate, PayoutPreview } from '../quotes/quoting-provider.js';
import { HealthMonitor } from './account-health.js';
import { RouteCosts } from './route-costs.js';
import { Router } from './router.js';
import type { RouteQuery, RoutingRule } from './routing-rule.js';

const RULE: RoutingRule = {
  id: 'usdt',
  accounts: [{ account: 'a' }, { account: 'b' }, { account: 'c' }],
  choose: 'cheapest',
  fallback: ['d'],
};
const QUERY: RouteQuery = { operation: 'payout', reference: 'r-1', amount: { amount: '100', currency: 'USDT' } };
const DESTINATION = { type: 'crypto_address', address: 'TXYZ' } as const;
const ASSET: OfferedAsset = {
  currency: 'USDT',
  network: 'tron',
  available: true,
  minimum: '1',
  maximum: '1000',
  feeAmount: '1',
  feePercent: '0',
};

interface Offer {
  readonly fee?: string;
  readonly asset?: Partial<OfferedAsset>;
  readonly preview?: () => Promise<PayoutPreview>;
  readonly rates?: readonly OfferedRate[];
}

/** Accounts `a` to `d`, each with its offer. An account without one tells nothing. */
function open(offers: Readonly<Record<string, Offer>>, rule: Partial<RoutingRule> = {}) {
  const asked: string[] = [];
  const { provider } = openTill();
  const providers = new ProviderRegistry(
    ['a', 'b', 'c', 'd'].map((id) => {
      const offer = offers[id];
      if (offer === undefined) return { id, provider };
      const { asset, fee = '1', preview, rates } = offer;
      const listServices = (): Promise<readonly OfferedAsset[]> => {
        asked.push(id);
        return Promise.resolve([{ ...ASSET, feeAmount: fee, ...asset }]);
      };
      const quoting = {
        ...provider,
        payouts: { ...provider.payouts, listServices, ...(preview === undefined ? {} : { quotePayout: preview }) },
        payments: { ...provider.payments, listServices },
        ...(rates === undefined ? {} : { exchangeRates: { listExchangeRates: () => Promise.resolve(rates) } }),
      };
      return { id, provider: quoting as unknown as PaymentProvider };
    }),
  );
  const clock = createFakeClock();
  const health = new HealthMonitor({ clock });
  const quotes = new Quotes({ providers });
  const router = new Router({
    rules: [{ ...RULE, ...rule }],
    accounts: providers.ids,
    defaultAccount: 'a',
    clock,
    health,
    offersFees: (account, operation) => quotes.offersFees(account, operation),
  });
  return { asked, clock, health, router, costs: new RouteCosts({ router, quotes, clock }) };
}

describe('a rule that chooses the cheapest', () => {
  test.each(['payout', 'payment'] as const)(
    'sends a %s where it costs least, and tells every cost',
    async (operation) => {
      const { costs, router } = open({ a: { fee: '1' }, b: { fee: '0.25' }, c: { fee: '0.5' } });
      const query = { ...QUERY, operation };
      const told = await costs.of(query);

      expect(router.route(query, told)).toMatchObject({
        account: 'b',
        fallback: ['c', 'a', 'd'],
        because: 'usdt is the first rule that fits; the cheapest (a: 1 USDT, b: 0.25 USDT, c: 0.5 USDT)',
        costs: [
          { account: 'a', cost: { amount: '1', currency: 'USDT' } },
          { account: 'b', cost: { amount: '0.25', currency: 'USDT' } },
          { account: 'c', cost: { amount: '0.5', currency: 'USDT' } },
        ],
      });
      expect(router.explain(query, told)).toMatchObject({ account: 'b', accounts: [{ share: 0 }, {}, {}, {}] });
    },
  );

  test('takes the first of those that cost the same, whatever the reference', async () => {
    const { costs, router } = open({ a: { fee: '0.50' }, b: { fee: '0.5' }, c: { fee: '2' } });
    const references = ['r-1', 'r-2', 'r-3', 'r-4', 'r-5'];
    const chosen = references.map(async (reference) =>
      router.route({ ...QUERY, reference }, await costs.of({ ...QUERY, reference })),
    );

    expect((await Promise.all(chosen)).map(({ account }) => account)).toEqual(['a', 'a', 'a', 'a', 'a']);
  });

  test('puts accounts that tell nothing after those that do, and guesses nothing of them', async () => {
    const { costs, router } = open({ b: { fee: '2' }, c: { fee: '1' } });

    expect(router.route(QUERY, await costs.of(QUERY))).toMatchObject({
      account: 'c',
      fallback: ['b', 'a', 'd'],
      because: expect.stringContaining('a: it does not offer this') as string,
    });
  });

  test('stays in its order where fewer than two tell their cost', async () => {
    const { costs, router } = open({ c: { fee: '0.1' } });

    expect(router.route(QUERY, await costs.of(QUERY))).toMatchObject({
      account: 'a',
      fallback: ['b', 'c', 'd'],
      because: expect.stringContaining('too few quotes to compare, so in their order') as string,
    });
    expect(router.route(QUERY)).toMatchObject({ account: 'a', fallback: ['b', 'c', 'd'] });
  });

  test('leaves out of the comparison who cannot take the amount, or whose fee is in another currency', async () => {
    const { costs } = open({ a: { asset: { minimum: '200' } }, b: { asset: { maximum: '99.99' } }, c: { fee: '3' } });
    const fee = { amount: '5', currency: 'TRX' };
    const preview = (): Promise<PayoutPreview> => Promise.resolve({ fee, debitedAmount: QUERY.amount });
    const inTrx = open({
      a: { preview },
      b: { preview, rates: [{ from: 'TRX', to: 'USDT', rate: '0.125' }] },
      c: { fee: '1' },
    });

    expect(await costs.of(QUERY)).toMatchObject([
      { account: 'a', because: 'the amount is outside its limits' },
      { account: 'b', because: 'the amount is outside its limits' },
      { account: 'c', cost: { amount: '3' } },
    ]);
    expect(await inTrx.costs.of({ ...QUERY, destination: DESTINATION })).toMatchObject([
      { account: 'a', because: 'its fee cannot be compared' },
      { account: 'b', cost: { amount: '0.625', currency: 'USDT' } },
      { account: 'c', cost: { amount: '1', currency: 'USDT' } },
    ]);
  });

  test('waits no longer than it says, and names who failed', async () => {
    const { clock, costs } = open(
      {
        a: { preview: () => new Promise(() => undefined) },
        b: { preview: () => Promise.reject(new ProviderUnreachableError('connection_refused')) },
        c: {},
      },
      { quotes: { withinMs: 300 } },
    );
    const told = costs.of({ ...QUERY, destination: DESTINATION });
    await clock.whenSleeping(1);
    await clock.advance(300);

    expect(await told).toMatchObject([
      { account: 'a', because: 'it did not say within 300 ms' },
      { account: 'b', because: 'provider_unreachable' },
      { account: 'c', cost: { amount: '1' } },
    ]);
    expect(clock.pending).toBe(0);
  });

  test('asks again once a quote is too old, or for another amount', async () => {
    const { asked, clock, costs } = open({ a: {}, b: {}, c: {} }, { quotes: { maxAgeMs: 5000 } });
    await costs.of(QUERY);
    const first = asked.length;
    await clock.advance(4999);
    await costs.of(QUERY);
    expect(asked.length).toBe(first);

    await costs.of({ ...QUERY, amount: { amount: '101', currency: 'USDT' } });
    expect(asked.length).toBe(first * 2);
    await clock.advance(1);
    await costs.of(QUERY);
    expect(asked.length).toBe(first * 3);
  });

  test('passes the cheapest over while it is left alone', async () => {
    const { costs, health, router } = open({ a: { fee: '3' }, b: { fee: '1' }, c: { fee: '2' } });
    for (let time = 0; time < 5; time += 1) health.note('b', 'not_sent');

    expect(router.route(QUERY, await costs.of(QUERY))).toMatchObject({
      account: 'c',
      fallback: ['b', 'a', 'd'],
      because: expect.stringContaining('b fails too often') as string,
    });
  });

  test('is found wanting where there is nothing to compare', () => {
    const two = { accounts: [{ account: 'a' }, { account: 'b' }] };

    expect(open({ a: {} }, { ...two, when: { operations: ['payout'] } }).router.analyse()).toEqual([
      { rule: 'usdt', kind: 'incomparable', finding: 'for a payout there is nothing to compare: b quotes nothing' },
    ]);
    expect(open({ a: {} }, { accounts: [{ account: 'a' }] }).router.analyse()).toMatchObject([
      { finding: 'for a payment there is nothing to compare: there is one account alone' },
      { finding: 'for a payout there is nothing to compare: there is one account alone' },
    ]);
    expect(open({ a: {}, b: {} }, two).router.analyse()).toEqual([]);
  });

  test('asks nobody where the rule goes by weight', async () => {
    const { asked, costs } = open({ a: {}, b: {} }, { choose: 'weight' });

    expect(await costs.of(QUERY)).toBeUndefined();
    expect(asked).toEqual([]);
  });

  test.each([
    [{ choose: 'dearest' }, 'rules.0.choose must be one of weight, cheapest'],
    [{ choose: 'weight', quotes: {} }, 'rules.0.quotes is for rules that choose "cheapest"'],
    [{ quotes: 5 }, 'rules.0.quotes must be an object of times'],
    [{ quotes: { withinMs: 0 } }, 'rules.0.quotes.withinMs must be whole milliseconds above zero'],
    [{ quotes: { age: 1 } }, 'rules.0.quotes.age is not known; there are withinMs, maxAgeMs'],
  ])('is refused where it cannot be meant: %j', (rule, problem) => {
    let problems: readonly string[] = [];
    try {
      open({}, rule as Partial<RoutingRule>);
    } catch (error) {
      problems = (error as { problems: readonly { path: string; message: string }[] }).problems.map(
        ({ message, path }) => `${path} ${message}`,
      );
    }

    expect(problems).toEqual([problem]);
  });
});
