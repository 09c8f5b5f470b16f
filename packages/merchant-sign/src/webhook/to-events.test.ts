import { describe, expect, test } from 'vitest';
import { toMerchantSignEvents } from './to-events.js';

const PAYMENT = {
  type: 'payment',
  uuid: '0b8f6f0e-6d5c-4a55-9a0e-3f3c2a1d7e10',
  order_id: 'order-1001',
  amount: '25.00000000',
  payment_amount: '25.00000000',
  payment_amount_usd: '25.01',
  merchant_amount: '24.75000000',
  commission: '0.25000000',
  is_final: true,
  status: 'paid',
  from: 'a-payer',
  wallet_address_uuid: null,
  network: 'tron',
  currency: 'USD',
  payer_currency: 'USDT',
  payer_amount: '25.00000000',
  payer_amount_exchange_rate: '1.00012000',
  additional_data: null,
  transfer_id: null,
  txid: 'c0ffee',
};

const WALLET = {
  ...PAYMENT,
  type: 'wallet',
  order_id: 'topup-user-7',
  amount: '3.00000000',
  payment_amount: '3.00000000',
  merchant_amount: '2.94000000',
  commission: '0.06000000',
  wallet_address_uuid: '9d3c2b1a-0000-4000-8000-000000000001',
  currency: 'TRX',
  payer_currency: 'TRX',
  convert: { to_currency: 'USDT', commission: null, rate: '0.07700000', amount: '0.22638000' },
};

const PAYOUT = {
  type: 'payout',
  uuid: '5e0a9f7c-0000-4000-8000-000000000007',
  order_id: 'payout-7',
  amount: '207.00000000',
  merchant_amount: '207.30000000',
  commission: '0.30000000',
  is_final: true,
  status: 'paid',
  txid: '0xfeed',
  currency: 'USDT',
  network: 'bsc',
  payer_currency: 'USDT',
  payer_amount: '207.00000000',
};

function eventOf(payload: unknown) {
  const events = toMerchantSignEvents('cryptomus', payload);
  expect(events).toHaveLength(1);
  return events?.[0];
}

test('a payment is told as the payment that it is', () => {
  expect(eventOf(PAYMENT)).toMatchObject({
    kind: 'payment',
    type: 'payment',
    payment: {
      provider: 'cryptomus',
      providerId: PAYMENT.uuid,
      reference: 'order-1001',
      status: 'succeeded',
      final: true,
      amount: { amount: '25.00000000', currency: 'USD' },
      receivedAmount: { amount: '25.00000000', currency: 'USDT' },
      creditedAmount: { amount: '24.75000000', currency: 'USDT' },
      transactionId: 'c0ffee',
    },
  });
});

test('money on a static wallet is told as a deposit, in what arrived and before any conversion', () => {
  expect(eventOf(WALLET)).toEqual({
    kind: 'deposit',
    type: 'wallet',
    deposit: {
      provider: 'cryptomus',
      providerId: WALLET.uuid,
      walletId: WALLET.wallet_address_uuid,
      reference: 'topup-user-7',
      status: 'succeeded',
      exception: undefined,
      final: true,
      providerStatus: 'paid',
      amount: { amount: '3.00000000', currency: 'TRX' },
      creditedAmount: { amount: '2.94000000', currency: 'TRX' },
      fee: { amount: '0.06000000', currency: 'TRX' },
      network: 'tron',
      transactionId: 'c0ffee',
    },
  });
});

test('a deposit that is held is not final, whatever is said', () => {
  expect(eventOf({ ...WALLET, status: 'locked' })).toMatchObject({
    deposit: { status: 'processing', exception: 'held', final: false },
  });
});

test('a deposit without the amount that was paid is told in the amount there is', () => {
  expect(eventOf({ ...WALLET, payment_amount: null, wallet_address_uuid: 7 })).toMatchObject({
    deposit: { amount: { amount: '3.00000000', currency: 'TRX' }, walletId: undefined },
  });
});

test('a payout is told as the payout that it is', () => {
  expect(eventOf(PAYOUT)).toMatchObject({
    kind: 'payout',
    payout: {
      providerId: PAYOUT.uuid,
      reference: 'payout-7',
      status: 'confirmed',
      final: true,
      sentAmount: { amount: '207.00000000', currency: 'USDT' },
      debitedAmount: { amount: '207.30000000', currency: 'USDT' },
      transactionId: '0xfeed',
    },
  });
});

test('a type that nobody knows is kept by its name and nothing else', () => {
  expect(eventOf({ ...PAYMENT, type: 'recurring' })).toEqual({ kind: 'unrecognised', type: 'recurring' });
});

describe('no event is made of', () => {
  test.each([
    [null],
    ['text'],
    [[]],
    [{}],
    [{ ...PAYMENT, type: undefined }],
    [{ ...PAYMENT, type: '' }],
    [{ ...PAYMENT, type: ['payment'] }],
    [{ ...PAYMENT, uuid: '' }],
    [{ ...PAYMENT, amount: 'many' }],
    [{ ...WALLET, currency: null }],
    [{ ...PAYOUT, amount: undefined }],
    [{ ...PAYOUT, uuid: 7 }],
  ])('%j', (payload) => {
    expect(toMerchantSignEvents('cryptomus', payload)).toBeUndefined();
  });
});
