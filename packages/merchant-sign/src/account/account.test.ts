import type { Operation } from '@paymux/core';
import { describe, expect, test } from 'vitest';
import { transfer } from '../transfer/transfers.js';
import { sendTestWebhook } from '../webhook/test-webhooks.js';
import { getBalance } from './balance.js';
import { listDiscounts, setDiscount } from './discounts.js';
import { listExchangeRates } from './exchange-rates.js';
import { listServices } from './services.js';

const CONTEXT = { baseUrl: 'https://api.example.com' };

/** What an operation makes of a raw answer; `undefined` if it does not fit. */
function read<Request, Answer, Result>(
  operation: Operation<Request, Answer, Result>,
  answer: unknown,
  request: Request,
): Result | undefined {
  const checked = operation.answer.safeParse(answer);
  return checked.success ? operation.parse(checked.data, request) : undefined;
}

function paths<Request, Answer, Result>(operation: Operation<Request, Answer, Result>, request: unknown) {
  return operation.check?.(request as Request, CONTEXT).map(({ path }) => path);
}

describe('the balance', () => {
  const row = (balance: unknown) => ({ uuid: 'w', balance, currency_code: 'usdt' });
  test.each([
    ['129.00000000', '129.00000000'],
    [129, '129'],
  ])('of %j is %s', (balance, text) => {
    const answer = [{ balance: { merchant: [row(balance)], user: [] } }];
    expect(read(getBalance, answer, {})).toEqual({
      merchant: [{ walletId: 'w', balance: { amount: text, currency: 'USDT' } }],
      personal: [],
    });
  });

  test('is unreadable where a part of it is', () => {
    expect(read(getBalance, [], {})).toBeUndefined();
    expect(read(getBalance, [{ balance: { merchant: [row('much')], user: [] } }], {})).toBeUndefined();
  });
});

describe('discounts', () => {
  const wire = (discount: unknown) => ({ currency: 'usdt', network: 'TRON', discount });
  test.each([
    [5, 5],
    ['-99', -99],
    ['10.00', 10],
  ])('%j is %i percent', (discount, percent) => {
    expect(read(listDiscounts, [wire(discount)], {})).toEqual([{ currency: 'USDT', network: 'tron', percent }]);
  });

  test.each(['', '1.5', 'five', 0.5, null])('%j is no discount', (discount) => {
    expect(read(listDiscounts, [wire(discount)], {})).toBeUndefined();
  });

  test('are set between -99 and 100 percent', () => {
    const discount = { currency: 'usdt', network: 'TRON', percent: 5 };
    expect([-100, -99, 100, 101].map((percent) => paths(setDiscount, { ...discount, percent })?.length)).toEqual([
      1, 0, 0, 1,
    ]);
    expect(paths(setDiscount, {})).toEqual(['currency', 'network', 'percent']);
    expect(setDiscount.build?.(discount)).toEqual({ currency: 'USDT', network: 'tron', discount_percent: 5 });
  });

  test('are not set when the answer is about another one', () => {
    const asked = { currency: 'USDT', network: 'tron', percent: 5 };
    const told = { currency: 'usdt', network: 'TRON', discount: 5 };
    const others = [{ discount: 6 }, { currency: 'BTC' }, { network: 'bsc' }];
    expect(setDiscount.fits?.(told, asked)).toBe(true);
    expect(others.map((other) => setDiscount.fits?.({ ...told, ...other }, asked))).toEqual([false, false, false]);
  });
});

describe('services', () => {
  const wire = {
    network: 'ETH',
    currency: 'usdt',
    is_available: true,
    limit: { min_amount: '1.00', max_amount: 1000 },
    commission: { fee_amount: '0.00', percent: '2.00' },
  };

  test('are told in the codes that every other call uses', () => {
    expect(read(listServices('/v1/payment/services'), [wire], {})).toEqual([
      {
        network: 'eth',
        currency: 'USDT',
        available: true,
        enabled: undefined,
        minimum: '1.00',
        maximum: '1000',
        feeAmount: '0.00',
        feePercent: '2.00',
      },
    ]);
  });

  test('may say that they are switched off', () => {
    const [service] = read(listServices('/v1/payout/services'), [{ ...wire, is_enabled: false }], {}) ?? [];
    expect(service?.enabled).toBe(false);
  });
});

describe('exchange rates', () => {
  const pathOf = (currency: string) =>
    typeof listExchangeRates.path === 'function' ? listExchangeRates.path({ currency }) : listExchangeRates.path;

  test('are asked for by currency', () => {
    expect(pathOf('btc')).toBe('/v1/exchange-rate/BTC/list');
    expect(paths(listExchangeRates, { currency: 'btc' })).toEqual([]);
  });

  test.each(['', '..', '.', '../balance', 'BTC/..', 'a b', 5, null, undefined])('are not asked for %j', (currency) => {
    expect(paths(listExchangeRates, { currency })).toEqual(['currency']);
  });

  test('are exact text', () => {
    expect(
      read(listExchangeRates, [{ from: 'BTC', to: 'USD', course: '64000.12345678' }], { currency: 'BTC' }),
    ).toEqual([{ from: 'BTC', to: 'USD', rate: '64000.12345678' }]);
  });
});

describe('transfers', () => {
  const operation = transfer('/v1/transfer/to-personal');

  test('carry the amount, and not the reference, which nobody there could recognise', () => {
    const request = { reference: 'move-1', amount: { amount: '5.10', currency: 'usdt' } };
    expect(paths(operation, request)).toEqual([]);
    expect(operation.build?.(request)).toEqual({ amount: '5.10', currency: 'USDT' });
  });

  test.each([
    [{}, ['reference', 'amount']],
    [{ reference: 'a b', amount: { amount: '1', currency: 'USDT' } }, ['reference']],
    [{ reference: 'r', amount: { amount: '0', currency: 'USDT' } }, ['amount.amount']],
    [{ reference: 'r', amount: { amount: '0.0000001', currency: 'USDT' } }, ['amount.amount']],
    [{ reference: 'r', amount: { amount: 5, currency: 'USDT' } }, ['amount.amount']],
    [{ reference: 'r', amount: { amount: '1', currency: 'USDT' }, network: 'tron' }, ['network']],
  ])('of %j have the problems %j', (request, problems) => {
    expect(paths(operation, request)).toEqual(problems);
  });
});

describe('test webhooks', () => {
  const request = { webhookUrl: 'https://shop.example/hook', currency: 'usdt', network: 'TRON' };
  const operation = sendTestWebhook('payout');
  const url = (length: number): string => `https://a.example/${'x'.repeat(length - 'https://a.example/'.length)}`;

  test('say what to imitate, and are about a paid object unless told otherwise', () => {
    expect(JSON.parse(JSON.stringify(operation.build?.(request)))).toEqual({
      url_callback: 'https://shop.example/hook',
      currency: 'USDT',
      network: 'tron',
      status: 'paid',
    });
    expect(operation.build?.({ ...request, providerStatus: 'fail', providerId: 'u' })).toMatchObject({
      status: 'fail',
      uuid: 'u',
    });
  });

  test.each([
    [{ webhookUrl: url(150) }, []],
    [{ webhookUrl: url(151) }, ['webhookUrl']],
    [{ webhookUrl: undefined }, ['webhookUrl']],
    [{ reference: 'r'.repeat(32) }, []],
    [{ reference: 'r'.repeat(33) }, ['reference']],
    [{ reference: 'a b' }, ['reference']],
    [{ currency: undefined }, ['currency']],
    [{ network: undefined }, ['network']],
    [{ status: 'paid' }, ['status']],
  ])('with %j have the problems %j', (changes, problems) => {
    expect(paths(operation, { ...request, ...changes })).toEqual(problems);
  });
});
