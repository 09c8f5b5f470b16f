import { describe, expect, test } from 'vitest';
import type { PayoutSuggestion } from '../../api/types.js';
import { emptyForm, fieldOfPath, formProblems, newReference, prefilled, toBody } from './payout-form.js';

const ADDRESS = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';
const form = { ...emptyForm('po-1'), client: 'maria', amount: '15,50', network: 'tron', address: ADDRESS };
const profile: NonNullable<PayoutSuggestion['profile']> = {
  ...{
    id: 'wp_1',
    client: 'maria',
    displayName: 'Main',
    currency: 'USDT',
    network: 'tron',
    status: 'active',
    revision: 1,
  },
  ...{ createdAt: '2026-11-01T00:00:00.000Z', updatedAt: '2026-11-01T00:00:00.000Z' },
  destination: { type: 'crypto_address', address: ADDRESS },
};

describe('the form of a payout', () => {
  test('means a request with decimal text, and without what was left blank', () => {
    expect(toBody(form, undefined)).toEqual({
      reference: 'po-1',
      client: 'maria',
      amount: { amount: '15.50', currency: 'USDT' },
      network: 'tron',
      destination: { type: 'crypto_address', address: ADDRESS },
      feeFrom: 'balance',
    });
  });

  test('names the saved wallet while it says the same, and no longer once it does not', () => {
    expect(toBody(form, { profile })).toMatchObject({ walletProfileId: 'wp_1' });
    expect(toBody({ ...form, network: 'eth' }, { profile })).not.toHaveProperty('walletProfileId');
    expect(toBody({ ...form, client: 'joao' }, { profile })).not.toHaveProperty('walletProfileId');
  });

  test('has a new wallet remembered, but not one that is saved already', () => {
    const remembered = { ...form, remember: true, rememberAs: 'Savings' };
    expect(toBody(remembered, undefined)).toMatchObject({ rememberWalletAs: 'Savings' });
    expect(toBody(remembered, { profile })).not.toHaveProperty('rememberWalletAs');
  });

  test('says all that is wrong with it at once', () => {
    const wrong = { ...form, reference: 'a b', amount: '0', currency: '', address: 'maria', remember: true };
    expect(Object.keys(formProblems(wrong)).sort()).toEqual([
      'address',
      'amount',
      'currency',
      'reference',
      'rememberAs',
    ]);
    expect(formProblems(form)).toEqual({});
  });

  test('is filled in from a suggestion while it has no wallet, and never over what was typed', () => {
    const suggestion = {
      ...{ currency: 'USDT', network: 'tron', amount: { amount: '20', currency: 'USDT' } },
      destination: { type: 'crypto_address', address: ADDRESS } as const,
    };
    expect(prefilled(emptyForm('po-1'), suggestion)).toMatchObject({ address: ADDRESS, network: 'tron', amount: '20' });
    expect(prefilled({ ...emptyForm('po-1'), amount: '5' }, suggestion)).not.toHaveProperty('amount');
    expect(prefilled(form, suggestion)).toEqual({});
  });
});

test('an objection of the service finds its field', () => {
  expect(fieldOfPath('amount.amount')).toBe('amount');
  expect(fieldOfPath('amount.currency')).toBe('currency');
  expect(fieldOfPath('destination.address')).toBe('address');
  expect(fieldOfPath('balance')).toBeUndefined();
});

test('a new reference names the day, and is one that the service takes', () => {
  expect(newReference(new Date('2026-11-21T09:00:00Z'), new Uint8Array([0, 35, 36, 255]))).toBe('po-20261121-0z03');
});
