import { describe, expect, test } from 'vitest';
import { ADDRESS, bodiesSent, failureOf, open, PAYMENT } from './account.js';

const destination = { type: 'crypto_address', address: ADDRESS.tron } as const;

async function paid() {
  const account = await open();
  const { providerId } = await account.cryptomus.payments.createPayment(PAYMENT);
  await account.simulator.control.pay('order-1');
  const request = { reference: 'refund-1', paymentId: providerId, destination, feeFrom: 'amount' } as const;
  return { ...account, providerId, request };
}

describe('a refund', () => {
  test('names the payment by its id, never by the refund’s own reference', async () => {
    const { cryptomus, simulator, providerId, request } = await paid();
    expect(await cryptomus.refunds.createRefund(request)).toEqual({
      provider: 'cryptomus',
      providerId: undefined,
      reference: 'refund-1',
      paymentId: providerId,
      status: 'pending',
      final: false,
      providerStatus: undefined,
      amount: undefined,
    });
    expect(bodiesSent(simulator, '/v1/payment/refund')).toEqual([
      { uuid: providerId, address: ADDRESS.tron, is_subtract: false },
    ]);
  });

  test('under the reference of another order does not touch that order', async () => {
    const { cryptomus, simulator, request } = await paid();
    await cryptomus.payments.createPayment({ ...PAYMENT, reference: 'order-2' });
    await simulator.control.pay('order-2');
    await cryptomus.refunds.createRefund({ ...request, reference: 'order-2' });
    expect(simulator.control.invoices().map(({ orderId, status }) => [orderId, status])).toEqual([
      ['order-1', 'refund_process'],
      ['order-2', 'paid'],
    ]);
  });

  test.each([
    ['balance', '20.00000000'],
    ['amount', '19.00000000'],
  ] as const)('with the fee from the %s pays back %s', async (feeFrom, amount) => {
    const { cryptomus, simulator, request } = await paid();
    await cryptomus.refunds.createRefund({ ...request, feeFrom });
    await simulator.control.refundOutcome('order-1', 'refund_paid');
    expect(simulator.control.transfers().filter(({ kind }) => kind === 'refund')).toMatchObject([
      { amount, currency: 'USDT', address: ADDRESS.tron },
    ]);
  });

  test.each([
    ['refund_paid', 'succeeded', true],
    ['refund_fail', 'failed', true],
  ] as const)('that ends with %s leaves the payment succeeded and tells %s', async (word, refundStatus, final) => {
    const { cryptomus, simulator, request } = await paid();
    await cryptomus.refunds.createRefund(request);
    expect(await cryptomus.payments.findPayment({ reference: 'order-1' })).toMatchObject({
      status: 'succeeded',
      refundStatus: 'pending',
      final: false,
    });
    await simulator.control.refundOutcome('order-1', word);
    expect(await cryptomus.payments.findPayment({ reference: 'order-1' })).toMatchObject({
      status: 'succeeded',
      refundStatus,
      final,
    });
  });

  test('is refused by the provider for a payment that nobody paid', async () => {
    const { cryptomus } = await open();
    const { providerId } = await cryptomus.payments.createPayment(PAYMENT);
    const request = { reference: 'refund-1', paymentId: providerId, destination, feeFrom: 'balance' } as const;
    expect(await failureOf(cryptomus.refunds.createRefund(request))).toMatchObject({
      code: 'provider_refused',
      outcome: 'rejected',
      providerMessage: 'Refunds are made only for completed payments',
    });
  });

  test('of a payment that does not exist is refused, and is not taken for done', async () => {
    const { cryptomus, request } = await paid();
    const unknown = { ...request, paymentId: '00000000-0000-4000-8000-000000000000' };
    expect(await failureOf(cryptomus.refunds.createRefund(unknown))).toMatchObject({ code: 'provider_refused' });
  });

  test('that is running already is of unknown outcome', async () => {
    const { cryptomus, simulator, request } = await paid();
    simulator.control.fault({ kind: 'refusal', message: 'Refund is in process' });
    expect(await failureOf(cryptomus.refunds.createRefund(request))).toMatchObject({
      code: 'outcome_unknown',
      reference: 'refund-1',
    });
    expect(bodiesSent(simulator, '/v1/payment/refund')).toHaveLength(1);
  });

  test.each([
    ['of a part', { amount: { amount: '1', currency: 'USDT' } }],
    ['without a destination', { destination: undefined }],
    ['that leaves open who bears the fee', { feeFrom: undefined }],
  ])('%s is refused before anything is sent', async (_name, changes) => {
    const { cryptomus, simulator, request } = await paid();
    const failure = await failureOf(cryptomus.refunds.createRefund({ ...request, ...changes }));
    expect(failure).toMatchObject({ outcome: 'not_sent' });
    expect(bodiesSent(simulator, '/v1/payment/refund')).toEqual([]);
  });
});
