import type { CreateRefundRequest } from '@paymux/core';
import { describe, expect, test } from 'vitest';
import { createRefund } from './create-refund.js';

const everything = createRefund({ provider: 'cryptomus', partial: false });
const parts = createRefund({ provider: 'heleket', partial: true });
const CONTEXT = { baseUrl: 'https://api.example.com' };
const REQUEST: CreateRefundRequest = {
  reference: 'refund-1',
  paymentId: '0b8f6f0e-6d5c-4a55-9a0e-3f3c2a1d7e10',
  destination: { type: 'crypto_address', address: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t' },
  feeFrom: 'amount',
};

describe('writes a refund', () => {
  test('of everything, by the payment’s id alone: the reference would name an invoice', () => {
    expect(JSON.parse(JSON.stringify(everything.build?.(REQUEST)))).toEqual({
      uuid: REQUEST.paymentId,
      address: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
      is_subtract: false,
    });
    expect(everything.build?.({ ...REQUEST, feeFrom: 'balance' })).toMatchObject({ is_subtract: true });
  });

  test('of a part, in the very text of its amount', () => {
    const amount = { amount: '1.50', currency: 'USDT' };
    expect(parts.check?.({ ...REQUEST, amount }, CONTEXT)).toEqual([]);
    expect(parts.build?.({ ...REQUEST, amount })).toMatchObject({ amount: '1.50' });
  });
});

describe('refuses a refund', () => {
  test.each<[string, Partial<CreateRefundRequest>, string]>([
    ['of a part, where the wire has everything or nothing', { amount: { amount: '1', currency: 'USDT' } }, 'amount'],
    ['to nowhere', { destination: undefined }, 'destination'],
    [
      'to a bank',
      { destination: { type: 'bank_account', bankCode: 'b', accountNumber: 'a', holder: 'h' } },
      'destination',
    ],
    ['to what is no address', { destination: { type: 'crypto_address', address: 'short' } }, 'destination.address'],
    [
      'with options of its own, as there are none',
      { providerOptions: { cryptomus: { network: 'tron' }, molam: { any: 1 } } },
      'providerOptions.cryptomus.network',
    ],
    ['that leaves open who bears the fee', { feeFrom: undefined }, 'feeFrom'],
  ])('%s', (_name, changes, path) => {
    expect(everything.check?.({ ...REQUEST, ...changes }, CONTEXT).map((problem) => problem.path)).toEqual([path]);
  });

  test('of a part that the wire cannot carry', () => {
    const amount = { amount: '0.123456789', currency: 'BTC' };
    expect(parts.check?.({ ...REQUEST, amount }, CONTEXT).map(({ path }) => path)).toEqual(['amount.amount']);
  });
});

test.each([[[]], [{}], [null], [{ anything: 1 }]])('takes %j for a refund that has begun and has no id', (answer) => {
  expect(everything.answer.safeParse(answer).success).toBe(true);
  expect(everything.parse(answer, REQUEST)).toEqual({
    provider: 'cryptomus',
    providerId: undefined,
    reference: 'refund-1',
    paymentId: REQUEST.paymentId,
    status: 'pending',
    final: false,
    providerStatus: undefined,
    amount: undefined,
  });
});
