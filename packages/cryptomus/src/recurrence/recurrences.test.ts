import { describe, expect, test } from 'vitest';
import { recurrenceSchema, toRecurrence } from './recurrence-mapping.js';
import { cancelRecurrence, createRecurrence, findRecurrence } from './recurrences.js';

const CONTEXT = { baseUrl: 'https://api.example.com' };
const REQUEST = {
  reference: 'plan-7',
  amount: { amount: '15.00', currency: 'USD' },
  name: 'Membership',
  period: 'monthly',
} as const;
const WIRE = {
  uuid: 'u',
  name: 'Membership',
  order_id: 'plan-7',
  amount: '15.00',
  currency: 'USD',
  period: 'monthly',
  status: 'active',
  url: 'https://pay.example.com/recurring/u',
  last_pay_off: '2026-05-20T10:00:00+03:00',
};

function paths(changes: Readonly<Record<string, unknown>>): readonly string[] | undefined {
  return createRecurrence.check?.({ ...REQUEST, ...changes }, CONTEXT).map(({ path }) => path);
}

describe('opening a recurring payment', () => {
  const url = (length: number): string => `https://a.example/${'x'.repeat(length - 'https://a.example/'.length)}`;

  test.each<[Readonly<Record<string, unknown>>, readonly string[]]>([
    [{}, []],
    [{ reference: 'r'.repeat(100) }, []],
    [{ reference: 'r'.repeat(101) }, ['reference']],
    [{ name: 'abc' }, []],
    [{ name: 'ab' }, ['name']],
    [{ name: 'n'.repeat(60) }, []],
    [{ name: 'n'.repeat(61) }, ['name']],
    [{ name: 5 }, ['name']],
    [{ period: 'weekly' }, []],
    [{ period: 'three_month' }, []],
    [{ period: 'yearly' }, ['period']],
    [{ webhookUrl: url(255) }, []],
    [{ webhookUrl: url(256) }, ['webhookUrl']],
    [{ webhookUrl: 'http://shop.example' }, ['webhookUrl']],
    [{ description: 'd'.repeat(255) }, []],
    [{ description: 'd'.repeat(256) }, ['description']],
    [{ toCurrency: 'usdt' }, []],
    [{ toCurrency: 'US DT' }, ['toCurrency']],
    [{ toCurrency: null }, ['toCurrency']],
    [{ amount: { amount: '0', currency: 'USD' } }, ['amount.amount']],
    [{ amount: { amount: '15.001', currency: 'USD' } }, ['amount.amount']],
    [{ amount: 15 }, ['amount']],
    [{ introduction: { days: 1, amount: '5' } }, []],
    [{ introduction: { days: 365, amount: '5.00' } }, []],
    [{ introduction: { days: 0, amount: '5' } }, ['introduction.days']],
    [{ introduction: { days: 366, amount: '5' } }, ['introduction.days']],
    [{ introduction: { amount: '5' } }, ['introduction.days']],
    [{ introduction: { days: 1 } }, ['introduction.amount']],
    [{ introduction: { days: 1, amount: 5 } }, ['introduction.amount']],
    [{ introduction: { days: 1, amount: '5.001' } }, ['introduction.amount']],
    [{ introduction: null }, ['introduction']],
    [
      { reference: undefined, amount: undefined, name: undefined, period: undefined },
      ['reference', 'amount', 'name', 'period'],
    ],
    [{ perod: 'weekly' }, ['perod']],
  ])('with %j has the problems %j', (changes, problems) => {
    expect(paths(changes)).toEqual(problems);
  });

  test.each([null, undefined, 'text', 5])('with %j is no request', (request) => {
    expect(createRecurrence.check?.(request as never, CONTEXT)).toEqual([
      { path: '', message: 'the request must be an object' },
    ]);
  });

  test('writes nothing that was not asked for', () => {
    expect(JSON.parse(JSON.stringify(createRecurrence.build?.(REQUEST)))).toEqual({
      amount: '15.00',
      currency: 'USD',
      name: 'Membership',
      period: 'monthly',
      order_id: 'plan-7',
    });
  });
});

describe('an answer', () => {
  const read = (changes: Readonly<Record<string, unknown>> = {}) => recurrenceSchema.parse({ ...WIRE, ...changes });

  test('is mapped field by field', () => {
    expect(toRecurrence(read())).toEqual({
      provider: 'cryptomus',
      providerId: 'u',
      reference: 'plan-7',
      name: 'Membership',
      amount: { amount: '15.00', currency: 'USD' },
      period: 'monthly',
      status: 'active',
      providerStatus: 'active',
      checkoutUrl: 'https://pay.example.com/recurring/u',
      lastPaidAt: new Date('2026-05-20T07:00:00Z'),
    });
  });

  test('in words nobody has mapped is kept in those words', () => {
    expect(toRecurrence(read({ status: 'paused', period: 'yearly' }))).toMatchObject({
      status: 'unrecognised',
      providerStatus: 'paused',
      period: 'yearly',
    });
  });

  test('about another one is not the answer', () => {
    expect(createRecurrence.fits?.(read({ order_id: 'plan-8' }), REQUEST)).toBe(false);
    expect(createRecurrence.fits?.(read({ order_id: null }), REQUEST)).toBe(true);
    expect(findRecurrence.fits?.(read({ order_id: null }), { reference: 'plan-7' })).toBe(false);
    expect(findRecurrence.fits?.(read({ uuid: 'U' }), { providerId: 'u' })).toBe(true);
    expect(cancelRecurrence.fits?.(read({ uuid: 'v' }), { providerId: 'u' })).toBe(false);
    expect(cancelRecurrence.fits?.(read({ order_id: 'plan-8' }), { reference: 'plan-7' })).toBe(false);
  });

  test('with other contents is a conflict', () => {
    expect(createRecurrence.differs?.(read({ amount: '15', currency: 'usd' }), REQUEST)).toEqual([]);
    expect(createRecurrence.differs?.(read({ amount: '16', currency: 'EUR', period: 'weekly' }), REQUEST)).toEqual([
      'amount',
      'currency',
      'period',
    ]);
  });
});
