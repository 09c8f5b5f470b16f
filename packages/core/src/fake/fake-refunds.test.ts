import { expect, test } from 'vitest';
import { createFakeProvider, type FakeProvider } from './fake-provider.js';

async function paidOrder(): Promise<FakeProvider> {
  const fake = createFakeProvider();
  await fake.payments.createPayment({ reference: 'order-42', amount: { amount: '15.00', currency: 'USD' } });
  await fake.control.pay('order-42');
  return fake;
}

const USD = (amount: string) => ({ amount, currency: 'USD' });
const REFUND = { reference: 'return-1', paymentId: 'fake-payment-1' };

test('a refund without an amount pays back everything, once', async () => {
  const { control, refunds } = await paidOrder();
  const opened = await refunds.createRefund(REFUND);
  expect(opened).toMatchObject({ providerId: 'fake-refund-1', status: 'pending', paymentId: 'fake-payment-1' });
  expect(await refunds.createRefund(REFUND)).toEqual(opened);

  expect(await control.completeRefund('return-1')).toMatchObject({ status: 'succeeded', final: true });

  expect(control.transfers().slice(1)).toMatchObject([{ kind: 'refund', reference: 'return-1', ...USD('15.00') }]);
});

test('parts are paid back until nothing is left', async () => {
  const { refunds } = await paidOrder();
  const part = (reference: string, amount: string) =>
    refunds.createRefund({ ...REFUND, reference, amount: USD(amount) });
  await part('return-1', '10');
  await part('return-2', '5');

  await expect(part('return-3', '0.01')).rejects.toMatchObject({
    outcome: 'rejected',
    providerCode: 'amount_too_large',
  });
  const listed = await refunds.listRefunds({ paymentId: 'fake-payment-1' }).page();
  expect(listed.items.map(({ reference }) => reference)).toEqual(['return-2', 'return-1']);
  expect((await refunds.listRefunds({ paymentId: 'fake-payment-2' }).page()).items).toEqual([]);
});

test('what a failed refund asked for can be asked for again', async () => {
  const { control, refunds } = await paidOrder();
  await refunds.createRefund(REFUND);
  await control.fail('return-1');
  expect(await refunds.findRefund({ reference: 'return-1' })).toMatchObject({ status: 'failed', final: true });

  expect(await refunds.createRefund({ ...REFUND, reference: 'return-2' })).toMatchObject({ amount: USD('15.00') });
});

test.each([
  ['a payment that does not exist', 'fake-payment-9', 'payment_not_found'],
  ['a payment that is not paid', 'fake-payment-2', 'not_refundable'],
])('%s cannot be refunded', async (_what, paymentId, providerCode) => {
  const { payments, refunds } = await paidOrder();
  await payments.createPayment({ reference: 'order-43', amount: USD('1') });

  await expect(refunds.createRefund({ ...REFUND, paymentId })).rejects.toMatchObject({
    outcome: 'rejected',
    providerCode,
  });
});

test('a name that a payment and a refund share must be said more exactly', async () => {
  const { control, refunds } = await paidOrder();
  await refunds.createRefund({ ...REFUND, reference: 'order-42' });

  await expect(control.fail('order-42')).rejects.toThrow('names several objects');
  await control.fail('fake-refund-1');
  expect(await refunds.findRefund({ reference: 'order-42' })).toMatchObject({ status: 'failed' });
});
