import { bodiesSent, failureOf, SAMPLE_ADDRESSES, SAMPLE_PAYMENT } from '@paymux/merchant-sign/testing';
import { describe, expect, test } from 'vitest';
import { createHeleket } from '../src/index.js';
import { open } from './account.js';

async function paid() {
  const all = await open();
  const { providerId: paymentId } = await all.heleket.payments.createPayment(SAMPLE_PAYMENT);
  await all.control.pay('order-1');
  const destination = { type: 'crypto_address', address: SAMPLE_ADDRESSES.tron } as const;
  return { ...all, request: { reference: 'refund-1', paymentId, destination, feeFrom: 'balance' } as const };
}

describe('a refund', () => {
  test.each([
    ['of everything', undefined, '20.00000000'],
    ['of a part', { amount: '7.5', currency: 'USDT' }, '7.50000000'],
  ])('%s pays back exactly that', async (_what, amount, paidBack) => {
    const { heleket, control, request, simulator } = await paid();
    expect(await heleket.refunds.createRefund({ ...request, amount })).toMatchObject({ status: 'pending', amount });
    await control.refundOutcome('order-1', 'refund_paid');
    expect(control.transfers().filter(({ kind }) => kind === 'refund')).toMatchObject([{ amount: paidBack }]);
    expect(bodiesSent(simulator, '/v1/payment/refund')).toEqual([
      {
        uuid: request.paymentId,
        address: SAMPLE_ADDRESSES.tron,
        is_subtract: true,
        ...(amount && { amount: amount.amount }),
      },
    ]);
  });

  test('of more than was paid is refused by the provider', async () => {
    const { heleket, request } = await paid();
    const more = { ...request, amount: { amount: '20.01', currency: 'USDT' } };
    expect(await failureOf(heleket.refunds.createRefund(more))).toMatchObject({ code: 'provider_refused' });
  });

  test('signed with the payment key would be turned away, and nothing happens', async () => {
    const { control, request, simulator } = await paid();
    const { baseUrl, merchantId, paymentKey } = simulator;
    const wrong = createHeleket({ merchantId, baseUrl, payoutApiKey: paymentKey });
    expect(await failureOf(wrong.refunds.createRefund(request))).toMatchObject({
      code: 'authentication_refused',
      outcome: 'rejected',
    });
    expect(control.invoices()).toMatchObject([{ status: 'paid' }]);
    await wrong.close();
  });

  test('is not there with the payment key alone', () => {
    const account = createHeleket({ merchantId: 'm', paymentApiKey: 'a' });
    expect(Object.keys(account)).not.toContain('refunds');
    expect(Object.keys(account.capabilities.operations)).not.toContain('createRefund');
  });
});
