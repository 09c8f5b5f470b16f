import { describe, expect, test } from 'vitest';
import { toPayout } from './payout-mapping.js';
import { payoutSchema } from './payout-schema.js';
import { MERCHANT_SIGN_PAYOUT_STATUSES } from './payout-statuses.js';

const WIRE = {
  uuid: '5e0a9f7c-0000-4000-8000-000000000007',
  order_id: 'payout-7',
  amount: '207.00000000',
  currency: 'USDT',
  network: 'bsc',
  address: '0x1111111111111111111111111111111111111111',
  memo: '42',
  txid: '0xfeed',
  status: 'paid',
  is_final: true,
  balance: 129,
  payer_currency: 'USDT',
  payer_amount: '207.00000000',
  commission: '0.30000000',
  merchant_amount: '207.30000000',
  created_at: '2026-05-20T10:00:00+03:00',
  updated_at: '2026-05-20T10:05:00+03:00',
};

function map(changes: Readonly<Record<string, unknown>> = {}, asked?: string) {
  return toPayout('cryptomus', payoutSchema.parse({ ...WIRE, ...changes }), asked);
}

test('maps every field', () => {
  expect(map()).toEqual({
    provider: 'cryptomus',
    providerId: WIRE.uuid,
    reference: 'payout-7',
    status: 'confirmed',
    final: true,
    providerStatus: 'paid',
    amount: { amount: '207.00000000', currency: 'USDT' },
    sentAmount: { amount: '207.00000000', currency: 'USDT' },
    debitedAmount: { amount: '207.30000000', currency: 'USDT' },
    fee: { amount: '0.30000000', currency: 'USDT' },
    balanceAfter: '129',
    network: 'bsc',
    destination: { type: 'crypto_address', address: WIRE.address },
    memo: '42',
    transactionId: '0xfeed',
    createdAt: new Date('2026-05-20T07:00:00Z'),
    updatedAt: new Date('2026-05-20T07:05:00Z'),
  });
});

test('goes by the reference it was asked for where the wire leaves it out', () => {
  expect(map({ order_id: undefined }, 'payout-7').reference).toBe('payout-7');
  expect(map({ order_id: undefined }).reference).toBeUndefined();
});

describe('a status', () => {
  test.each(['process', 'check'])('%s with a transaction is broadcast', (status) => {
    expect(map({ status, txid: '0xfeed' }).status).toBe('broadcast');
    expect([null, undefined, ''].map((txid) => map({ status, txid }).status)).toEqual([
      'pending',
      'pending',
      'pending',
    ]);
  });

  test.each(['paid', 'fail', 'cancel', 'system_fail', 'whatever'])(
    '%s stays what it is, transaction or not',
    (status) => {
      expect(map({ status, txid: '0xfeed' }).status).toBe(map({ status, txid: null }).status);
    },
  );

  test('fail that is not final is failed and not final: it can still be sent', () => {
    expect(map({ status: 'fail', is_final: false })).toMatchObject({ status: 'failed', final: false });
  });

  test.each(MERCHANT_SIGN_PAYOUT_STATUSES.words)(
    '%s is as final as the record says, else as the table says',
    (status) => {
      const reading = MERCHANT_SIGN_PAYOUT_STATUSES.read(status);
      expect([true, false, undefined].map((is_final) => map({ status, is_final }).final)).toEqual([
        true,
        false,
        'final' in reading && reading.final,
      ]);
    },
  );

  test('that is missing is not recognised', () => {
    expect(map({ status: null, is_final: null })).toMatchObject({ status: 'unrecognised', final: false });
  });
});

describe('money', () => {
  test('that the receiver gets is what was debited without the fee, whoever bears it', () => {
    const payout = map({ amount: '10', payer_amount: '10', merchant_amount: '10.00', commission: '1.0' });
    expect(payout.sentAmount).toEqual({ amount: '9.00', currency: 'USDT' });
  });

  test.each([{ commission: null }, { merchant_amount: null }, { merchant_amount: '0.1' }])(
    'is not guessed from %j',
    (changes) => {
      expect(map(changes).sentAmount).toBeUndefined();
    },
  );

  test.each([
    [{ currency: 'USD', payer_currency: 'USDT' }, 'USDT'],
    [{ currency: 'USDT', payer_currency: 'USD' }, 'USDT'],
    [{ currency: 'LTC', payer_currency: null }, 'LTC'],
    [{ currency: 'LTC', payer_currency: 'USDT' }, undefined],
    [{ currency: 'USD', payer_currency: 'EUR' }, undefined],
  ])('of %j was debited in %s', (currencies, asset) => {
    expect(map(currencies).debitedAmount?.currency).toBe(asset);
    expect(map(currencies).fee?.currency).toBe(asset);
  });

  test.each([
    [129, '129'],
    ['129.00000000', '129.00000000'],
    [0.1, '0.1'],
    [null, undefined],
    ['much', undefined],
  ])('left is %j, read as %j', (balance, text) => {
    expect(map({ balance }).balanceAfter).toBe(text);
  });

  test('of any length keeps the mapping from stumbling', () => {
    const long = `${'9'.repeat(78)}.1`;
    const fine = `0.${'1'.repeat(78)}`;
    expect(map({ merchant_amount: long, commission: fine }).sentAmount).toBeUndefined();
  });
});

test('without an address there is no destination', () => {
  expect(map({ address: null }).destination).toBeUndefined();
  expect(map({ address: '' }).destination).toBeUndefined();
});

test.each(['uuid', 'amount', 'currency'])('without %s there is no payout', (name) => {
  expect(payoutSchema.safeParse({ ...WIRE, [name]: null }).success).toBe(false);
});
