import { MisconfiguredError } from '@paymux/core';
import { createFakeClock } from '@paymux/core/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HealthMonitor } from './account-health.js';
import { analyseRules } from './analyse-rules.js';
import { Router } from './router.js';
import type { RouteQuery, RoutingConditions, RoutingRule } from './routing-rule.js';

const ACCOUNTS = ['a', 'b', 'c'];
const PAYOUT: RouteQuery = { operation: 'payout', reference: 'r-1', amount: { amount: '40', currency: 'USDT' } };

function openRouter(rules: readonly RoutingRule[]) {
  const clock = createFakeClock();
  const health = new HealthMonitor({ clock });
  return { clock, health, router: new Router({ rules, accounts: ACCOUNTS, defaultAccount: 'a', clock, health }) };
}

function fail(health: HealthMonitor, account: string): void {
  for (let time = 0; time < 5; time += 1) health.note(account, 'not_sent');
}

const text = (...names: string[]): fc.Arbitrary<string[]> => fc.subarray(names, { minLength: 0 });
const aCondition: fc.Arbitrary<RoutingConditions> = fc.record(
  {
    operations: fc.subarray(['payment', 'payout'] as const),
    currencies: text('USDT', 'usd', 'EUR'),
    networks: text('tron', 'ETH'),
    amount: fc.record(
      {
        currency: fc.constantFrom('USDT', 'USD'),
        atLeast: fc.constantFrom('0', '10', '100'),
        below: fc.constantFrom('10', '50', '1000'),
      },
      { requiredKeys: ['currency'] },
    ),
    countries: text('AO', 'pt'),
    tags: text('vip', 'slow'),
    customers: text('anna', 'bruno'),
    hours: fc.record({
      timeZone: fc.constantFrom('UTC', 'Africa/Luanda'),
      from: fc.constantFrom('09:00', '22:00'),
      until: fc.constantFrom('06:00', '17:00'),
    }),
  },
  { requiredKeys: [] },
);
const theRules: fc.Arbitrary<readonly RoutingRule[]> = fc
  .array(fc.record({ when: aCondition, account: fc.constantFrom(...ACCOUNTS) }), { minLength: 1, maxLength: 6 })
  .map((drafts) =>
    drafts.map(({ account, when }, index) => ({ id: `rule-${String(index)}`, when, accounts: [{ account }] })),
  );
const aQuery: fc.Arbitrary<RouteQuery> = fc.record(
  {
    operation: fc.constantFrom('payment', 'payout'),
    reference: fc.constantFrom('r-1', 'r-2'),
    amount: fc.record({
      amount: fc.constantFrom('5', '10', '49.99', '50', '500'),
      currency: fc.constantFrom('USDT', 'usdt', 'USD', 'EUR'),
    }),
    network: fc.constantFrom('tron', 'eth'),
    country: fc.constantFrom('AO', 'PT'),
    tags: text('vip', 'slow', 'other'),
    customer: fc.constantFrom('anna', 'bruno', 'carla'),
  },
  { requiredKeys: ['operation', 'reference', 'amount'] },
);

describe('a rule', () => {
  test.each<readonly [string, RoutingConditions, Partial<RouteQuery>, Partial<RouteQuery>]>([
    ['the operation', { operations: ['payout'] }, {}, { operation: 'payment' }],
    ['the currency, in either case', { currencies: ['usdt'] }, {}, { amount: { amount: '40', currency: 'USD' } }],
    ['the network', { networks: ['TRON'] }, { network: 'tron' }, { network: 'eth' }],
    ['the network, where none is told', { networks: ['tron'] }, { network: 'tron' }, {}],
    [
      'the least amount',
      { amount: { currency: 'USDT', atLeast: '40.00' } },
      {},
      { amount: { amount: '39.99', currency: 'USDT' } },
    ],
    [
      'the amount it must stay below',
      { amount: { currency: 'USDT', below: '40.01' } },
      {},
      { amount: { amount: '40.01', currency: 'USDT' } },
    ],
    ['the country', { countries: ['ao'] }, { country: 'AO' }, { country: 'PT' }],
    ['one of the tags', { tags: ['vip', 'old'] }, { tags: ['new', 'old'] }, { tags: ['VIP'] }],
    ['the customer', { customers: ['anna'] }, { customer: 'anna' }, { customer: 'Anna' }],
  ])('decides by %s', (_what, when, fits, differs) => {
    const { router } = openRouter([{ id: 'rule', when, accounts: [{ account: 'b' }] }]);

    expect(router.route({ ...PAYOUT, ...fits })).toMatchObject({ account: 'b', rule: 'rule' });
    expect(router.route({ ...PAYOUT, ...differs })).toMatchObject({
      account: 'a',
      rule: 'default',
      because: 'no rule fits',
    });
  });

  test('decides by the hours of its zone, also over midnight, on the days on which they begin', async () => {
    const hours = { timeZone: 'Africa/Luanda', from: '22:00', until: '06:00', days: ['thu'] } as const;
    const { clock, router } = openRouter([{ id: 'night', when: { hours }, accounts: [{ account: 'b' }] }]);
    // The clock begins on Thursday, 1 January 2026, at 01:00 in Luanda: that night began on Wednesday.
    const chosen = async (hoursLater: number): Promise<string> => {
      await clock.advance(hoursLater * 3_600_000);
      return router.route(PAYOUT).account;
    };

    expect(await chosen(0)).toBe('a');
    expect(await chosen(20.9)).toBe('a');
    expect(await chosen(0.1)).toBe('b');
    expect(await chosen(7.9)).toBe('b');
    expect(await chosen(0.1)).toBe('a');
  });

  test('is passed by for the first one that fits, and says so', () => {
    const { router } = openRouter([
      { id: 'card', when: { operations: ['payment'], currencies: ['EUR'] }, accounts: [{ account: 'c' }] },
      { id: 'tron', when: { currencies: ['USDT'] }, accounts: [{ account: 'b' }], fallback: ['c'], failoverOn: ['17'] },
      { id: 'rest', accounts: [{ account: 'a' }] },
    ]);

    expect(router.explain(PAYOUT)).toEqual({
      rule: 'tron',
      account: 'b',
      because: 'tron is the first rule that fits',
      fallback: ['c'],
      failoverOn: ['17'],
      failoverAfter: 3,
      rules: [
        {
          rule: 'card',
          verdict: 'does_not_fit',
          because: ['the operation is payout, not payment', 'the currency is USDT, not EUR'],
        },
        { rule: 'tron', verdict: 'decided', because: ['it is the first that fits'] },
        { rule: 'rest', verdict: 'passed_over', because: ['tron comes before it'] },
      ],
      accounts: [
        { account: 'b', state: 'healthy', failures: 0, outcomes: 0, share: 1 },
        { account: 'c', state: 'healthy', failures: 0, outcomes: 0, share: 0 },
      ],
    });
  });

  test('sends each account its share, and the same reference always to the same one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.string(), (one, other, salt) => {
        const { router } = openRouter([
          {
            id: 'shared',
            accounts: [
              { account: 'a', weight: one },
              { account: 'b', weight: other },
            ],
          },
        ]);
        const chosen = Array.from({ length: 2000 }, (_, index) => {
          const query = { ...PAYOUT, reference: `${salt}-${String(index)}` };
          const { account } = router.route(query);
          expect(router.explain(query).account).toBe(account);
          return account;
        });
        const share = chosen.filter((account) => account === 'a').length / chosen.length;
        // Five standard deviations of a sample of 2,000.
        expect(Math.abs(share - one / (one + other))).toBeLessThan(0.056);
      }),
      { numRuns: 15 },
    );
  });

  test('moves no reference between two accounts when a third one joins them', () => {
    const two = openRouter([{ id: 'shared', accounts: [{ account: 'a' }, { account: 'b' }] }]).router;
    const three = openRouter([
      { id: 'shared', accounts: [{ account: 'a' }, { account: 'b' }, { account: 'c' }] },
    ]).router;
    for (let index = 0; index < 500; index += 1) {
      const query = { ...PAYOUT, reference: `r-${String(index)}` };
      expect([two.route(query).account, 'c']).toContain(three.route(query).account);
    }
  });

  test('goes on to the next account while one fails too often, and tells why', () => {
    const { health, router } = openRouter([{ id: 'tron', accounts: [{ account: 'b' }], fallback: ['c', 'a'] }]);
    fail(health, 'b');

    expect(router.route(PAYOUT)).toMatchObject({
      account: 'c',
      fallback: ['b', 'a'],
      because: 'tron is the first rule that fits; b fails too often',
    });
    fail(health, 'c');
    fail(health, 'a');
    expect(router.route(PAYOUT)).toMatchObject({
      account: 'b',
      because: 'tron is the first rule that fits; all of its accounts are left alone, so the first is tried',
    });
  });

  test('explains any query as it then decides it', () => {
    fc.assert(
      fc.property(theRules, aQuery, (rules, query) => {
        const { router } = openRouter(rules.filter((rule) => analyseRules([rule]).length === 0));
        const told = router.explain(query);
        const { account, rule } = router.route(query);
        expect(told).toMatchObject({ account, rule });
        const decided = told.rules.filter(({ verdict }) => verdict === 'decided');
        expect(decided.map((verdict) => verdict.rule)).toEqual(rule === 'default' ? [] : [rule]);
        for (const verdict of told.rules) expect(verdict.because).not.toEqual([]);
      }),
    );
  });
});

describe('the analysis of rules', () => {
  test('calls nothing dead or shadowed that ever decides', () => {
    let found = 0;
    fc.assert(
      fc.property(theRules, fc.array(aQuery, { minLength: 20, maxLength: 20 }), (rules, queries) => {
        const { router } = openRouter(rules);
        const never = new Set(router.analyse().flatMap(({ kind, rule }) => (kind === 'conflicting' ? [] : [rule])));
        found += never.size;
        for (const query of queries) expect(never).not.toContain(router.route(query).rule);
      }),
      { numRuns: 300 },
    );
    expect(found).toBeGreaterThan(50);
  });

  test.each<readonly [string, RoutingConditions]>([
    ['an empty list', { currencies: [] }],
    ['bounds that exclude each other', { amount: { currency: 'USDT', atLeast: '10', below: '10.00' } }],
    ['an amount in a currency that is not listed', { currencies: ['EUR'], amount: { currency: 'USD' } }],
  ])('finds a rule that is dead because of %s', (_what, when) => {
    expect(analyseRules([{ id: 'rule', when, accounts: [{ account: 'a' }] }])).toMatchObject([
      { rule: 'rule', kind: 'dead' },
    ]);
  });

  test('finds a rule that an earlier and wider one shadows', () => {
    const rules: readonly RoutingRule[] = [
      { id: 'large', when: { amount: { currency: 'USDT', atLeast: '10' } }, accounts: [{ account: 'a' }] },
      {
        id: 'larger',
        when: { amount: { currency: 'usdt', atLeast: '100' }, tags: ['vip'] },
        accounts: [{ account: 'b' }],
      },
    ];

    expect(analyseRules(rules)).toEqual([
      { rule: 'larger', kind: 'shadowed', finding: 'large takes all that fits it' },
    ]);
  });

  test('finds two rules that take some of the same and disagree', () => {
    const rules: readonly RoutingRule[] = [
      { id: 'tron', when: { networks: ['tron'] }, accounts: [{ account: 'a' }] },
      { id: 'vip', when: { tags: ['vip'] }, accounts: [{ account: 'b' }] },
    ];

    expect(analyseRules(rules)).toMatchObject([{ rule: 'vip', kind: 'conflicting' }]);
  });

  test('finds nothing in an exception before its rule, in rules that are apart, or that agree', () => {
    const rules: readonly RoutingRule[] = [
      { id: 'vip', when: { currencies: ['USDT'], tags: ['vip'] }, accounts: [{ account: 'b' }] },
      {
        id: 'small',
        when: { currencies: ['USDT'], amount: { currency: 'USDT', below: '10' } },
        accounts: [{ account: 'b' }],
      },
      { id: 'usdt', when: { currencies: ['USDT'] }, accounts: [{ account: 'a' }] },
      { id: 'eur', when: { currencies: ['EUR'] }, accounts: [{ account: 'b' }] },
      { id: 'rest', accounts: [{ account: 'c' }] },
    ];

    expect(analyseRules(rules)).toEqual([]);
  });
});

describe('rules that cannot be', () => {
  function problemsOf(rules: unknown, defaultAccount = 'a'): readonly string[] {
    const clock = createFakeClock();
    const health = new HealthMonitor({ clock });
    try {
      void new Router({ rules: rules as readonly RoutingRule[], accounts: ACCOUNTS, defaultAccount, clock, health });
    } catch (error) {
      if (error instanceof MisconfiguredError) return error.problems.map(({ message, path }) => `${path} ${message}`);
      throw error;
    }
    return [];
  }

  test('are refused with everything that is wrong with them', () => {
    const rules = [
      { id: 'default', accounts: [], fallback: ['x', 7], failoverOn: 'all', failoverAfter: 0, extra: 1 },
      { id: 'one', accounts: [{ account: 'x' }, { account: 'a', weight: -1 }, { account: 'a' }, 'b'] },
      {
        id: 'one',
        accounts: [{ account: 'a', wieght: 2 }],
        when: {
          operations: ['refund'],
          tags: 'vip',
          amount: { currency: '?', atLeast: 10, below: '-1' },
          hours: { timeZone: 'Mars/Base', from: '9:00', until: '17:00', days: ['someday'] },
        },
      },
      { id: 'two', accounts: [{ account: 'a' }], when: { hours: { timeZone: 'UTC', from: '09:00', until: '09:00' } } },
      'three',
    ];

    expect(problemsOf(rules, 'z')).toEqual([
      'rules.0.extra is not known; there are id, when, accounts, choose, quotes, fallback, failoverOn, failoverAfter',
      'rules.0.id must be a name, and not "default"',
      'rules.0.accounts must name an account',
      'rules.0.fallback.0 must be one of a, b, c',
      'rules.0.fallback.1 must be text',
      'rules.0.failoverOn must be a list',
      'rules.0.failoverAfter must be a whole number above zero',
      'rules.1.accounts.0.account must be one of a, b, c',
      'rules.1.accounts.1.weight must be a number above zero',
      'rules.1.accounts.2.account is named before in this rule',
      'rules.1.accounts.3 must be an object with an account',
      'rules.2.id is the id of an earlier rule',
      'rules.2.accounts.0.wieght is not known; there are account, weight',
      'rules.2.when.operations.0 must be one of payment, payout',
      'rules.2.when.tags must be a list',
      'rules.2.when.amount.currency must be a currency code',
      'rules.2.when.amount.atLeast must be decimal text, such as "100.00"',
      'rules.2.when.amount.below must be decimal text, such as "100.00"',
      'rules.2.when.hours.from must be a time such as "09:00"',
      'rules.2.when.hours.timeZone must be an IANA time zone',
      'rules.2.when.hours.days.0 must be one of mon, tue, wed, thu, fri, sat, sun',
      'rules.3.when.hours must not begin when it ends',
      'rules.4 must be a rule',
      'defaultAccount must be one of a, b, c',
    ]);
  });

  test.each([[undefined], [{}], ['rules']])('are refused where there is no list of them: %j', (rules) => {
    expect(problemsOf(rules)).toEqual(['rules must be a list of rules']);
  });
});
