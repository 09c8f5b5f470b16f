import { describe, expect, test } from 'vitest';
import { toPayment } from './payment-mapping.js';
import { paymentSchema, readPayment } from './payment-schema.js';
import { MERCHANT_SIGN_PAYMENT_STATUSES } from './payment-statuses.js';

const WIRE = {
  uuid: '0b8f6f0e-6d5c-4a55-9a0e-3f3c2a1d7e10',
  order_id: 'order-1001',
  amount: '25.00',
  payment_amount: '25.00000000',
  payer_amount: '25.00000000',
  discount_percent: 0,
  payer_currency: 'USDT',
  currency: 'USD',
  merchant_amount: '24.75000000',
  commission: '0.25000000',
  network: 'tron',
  address: 'an-address',
  address_qr_code: 'data:image/png;base64,AAAA',
  from: 'a-payer',
  txid: 'c0ffee',
  payment_status: 'paid',
  status: 'paid',
  url: 'https://pay.example.com/pay/0b8f6f0e',
  expired_at: 1_790_000_000,
  is_final: true,
  additional_data: '{"cart":"7"}',
  created_at: '2026-05-20T10:00:00+03:00',
  updated_at: '2026-05-20T10:05:00+03:00',
};

function map(changes: Readonly<Record<string, unknown>> = {}) {
  return toPayment('cryptomus', paymentSchema.parse({ ...WIRE, ...changes }));
}

test('maps every field', () => {
  expect(map()).toEqual({
    provider: 'cryptomus',
    providerId: WIRE.uuid,
    reference: 'order-1001',
    status: 'succeeded',
    exception: undefined,
    final: true,
    providerStatus: 'paid',
    amount: { amount: '25.00', currency: 'USD' },
    receivedAmount: { amount: '25.00000000', currency: 'USDT' },
    creditedAmount: { amount: '24.75000000', currency: 'USDT' },
    fee: { amount: '0.25000000', currency: 'USDT' },
    checkoutUrl: WIRE.url,
    deposit: {
      network: 'tron',
      address: 'an-address',
      amount: { amount: '25.00000000', currency: 'USDT' },
      qrCode: WIRE.address_qr_code,
    },
    refundStatus: undefined,
    transactionId: 'c0ffee',
    createdAt: new Date('2026-05-20T07:00:00Z'),
    updatedAt: new Date('2026-05-20T07:05:00Z'),
    expiresAt: new Date(1_790_000_000_000),
    metadata: { cart: '7' },
  });
});

describe('money', () => {
  test.each([null, undefined, '0.00000000', '0'])(
    'is not called credited while what was received is %j, though the wire tells what would be',
    (payment_amount) => {
      expect(map({ payment_amount, payment_status: 'check' })).toMatchObject({
        creditedAmount: undefined,
        fee: undefined,
      });
    },
  );

  test('has no currency as long as the payer has chosen none', () => {
    const waiting = { payer_currency: null, payer_amount: null, network: null, address: null, merchant_amount: null };
    const payment = map({ ...waiting, payment_amount: '5.00', payment_status: 'check' });
    expect(payment).toMatchObject({ receivedAmount: undefined, creditedAmount: undefined, deposit: undefined });
  });

  test('keeps the text of the wire and the upper case of currencies', () => {
    const payment = map({ amount: '0.10000000', currency: 'btc', payment_amount: 1e-7, payer_currency: 'btc' });
    expect(payment.amount).toEqual({ amount: '0.10000000', currency: 'BTC' });
    expect(payment.receivedAmount).toEqual({ amount: '0.0000001', currency: 'BTC' });
  });

  test('that cannot be read exactly counts as not told, and without an amount there is no payment', () => {
    expect(map({ payment_amount: 'many' }).receivedAmount).toBeUndefined();
    expect(paymentSchema.safeParse({ ...WIRE, amount: 'many' }).success).toBe(false);
    expect(paymentSchema.safeParse({ ...WIRE, amount: null }).success).toBe(false);
  });
});

test.each<readonly [string, unknown, readonly string[]]>([
  ['without its id', { ...WIRE, uuid: '' }, ['uuid']],
  [
    'with an amount and a currency that cannot be read',
    { ...WIRE, amount: 'many', currency: '€' },
    ['amount', 'currency'],
  ],
  ['that is a list', [WIRE], ['uuid', 'amount', 'currency']],
  ['that is nothing', null, ['uuid', 'amount', 'currency']],
])('an answer %s is refused by the names of what is missing', (_title, wire, names) => {
  expect(readPayment(wire)).toBeUndefined();
  expect(paymentSchema.safeParse(wire).error?.issues.map(({ path }) => path.join('.'))).toEqual(names);
});

describe('a status', () => {
  test('that a webhook tells alone is read as well', () => {
    expect(map({ payment_status: undefined, status: 'wrong_amount' }).status).toBe('expired');
  });

  test('that is missing is not recognised, and nothing is final because of it', () => {
    expect(map({ payment_status: null, status: null, is_final: null })).toMatchObject({
      status: 'unrecognised',
      final: false,
      providerStatus: '',
    });
  });

  test('that nobody knows is final as soon as the record says so', () => {
    expect(map({ payment_status: 'frozen', is_final: true })).toMatchObject({
      status: 'unrecognised',
      final: true,
      providerStatus: 'frozen',
    });
  });

  test.each(MERCHANT_SIGN_PAYMENT_STATUSES.words)('%s is as final as the record says, unless money is held', (word) => {
    const told = [true, false].map((is_final) => map({ payment_status: word, is_final }).final);
    expect(told).toEqual(word === 'locked' ? [false, false] : [true, false]);
  });

  test.each(MERCHANT_SIGN_PAYMENT_STATUSES.words)(
    '%s is as final as the table says, where the record is silent',
    (word) => {
      const reading = MERCHANT_SIGN_PAYMENT_STATUSES.read(word);
      expect(map({ payment_status: word, is_final: undefined }).final).toBe('final' in reading && reading.final);
    },
  );
});

describe('times', () => {
  test('that name no instant are left out', () => {
    const payment = map({ created_at: '2026-05-20 10:00:00', updated_at: null, expired_at: 1e300 });
    expect([payment.createdAt, payment.updatedAt, payment.expiresAt]).toEqual(Array.from({ length: 3 }));
  });
});

describe('metadata', () => {
  test.each([null, '', 'plain text', '[1]', '{"a":1}', '{"a":{"b":"c"}}', '{"a"', '7'])(
    'is not made of %j, which was not written here',
    (additional_data) => {
      expect(map({ additional_data }).metadata).toBeUndefined();
    },
  );

  test('cannot reach the prototype of anything', () => {
    const { metadata } = map({ additional_data: '{"__proto__":"x","a":"b"}' });
    expect(Object.getPrototypeOf(metadata)).toBe(Object.prototype);
    expect(metadata?.['a']).toBe('b');
  });
});

test('reads only the fields it names, and survives any shape of those that may be missing', () => {
  const strange = Object.fromEntries(
    Object.keys(WIRE)
      .filter((name) => !['uuid', 'amount', 'currency'].includes(name))
      .map((name) => [name, { strange: true }]),
  );
  expect(toPayment('cryptomus', paymentSchema.parse({ ...WIRE, ...strange, more: 'of it' }))).toMatchObject({
    providerId: WIRE.uuid,
    reference: undefined,
    status: 'unrecognised',
    final: false,
    amount: { amount: '25.00', currency: 'USD' },
  });
});
