import { expect, test } from 'vitest';
import { createFakeProvider } from './fake-provider.js';

const SALARY = {
  reference: 'salary-7',
  amount: { amount: '25.5', currency: 'USDT' },
  destination: { address: 'T-address', type: 'crypto_address' },
  network: 'tron',
  memo: '77',
  feeFrom: 'balance',
} as const;

test('a payout is opened, sent and arrives, and money leaves once', async () => {
  const { control, payouts } = createFakeProvider();
  expect(await payouts.createPayout(SALARY)).toMatchObject({
    provider: 'fake',
    providerId: 'fake-payout-1',
    status: 'pending',
    destination: SALARY.destination,
    memo: '77',
    transactionId: undefined,
  });

  expect(await control.sendPayout('salary-7')).toMatchObject({
    status: 'broadcast',
    transactionId: 'fake-payout-1-transaction',
    sentAmount: SALARY.amount,
  });
  await control.completePayout('fake-payout-1');

  expect(await payouts.findPayout({ reference: 'salary-7' })).toMatchObject({ status: 'confirmed', final: true });
  expect(control.transfers()).toMatchObject([
    { kind: 'payout', id: 'fake-payout-1', amount: '25.5', currency: 'USDT' },
  ]);
});

test('a payout that arrives at once was sent on the way', async () => {
  const { control, payouts } = createFakeProvider();
  await payouts.createPayout(SALARY);

  expect(await control.completePayout('salary-7')).toMatchObject({ status: 'confirmed' });
  expect(control.transfers()).toHaveLength(1);
  await expect(control.completePayout('salary-7')).rejects.toThrow('fake-payout-1 is confirmed: it cannot arrive.');
});

test('a payout that is asked for twice is one payout', async () => {
  const { payouts } = createFakeProvider();
  const [first, second] = [await payouts.createPayout(SALARY), await payouts.createPayout(SALARY)];

  expect(second).toEqual(first);
  expect((await payouts.listPayouts().page()).items).toEqual([first]);
});

test.each([
  ['amount', { amount: { amount: '25.6', currency: 'USDT' } }],
  ['destination', { destination: { type: 'crypto_address', address: 'T-other' } }],
  ['network', { network: 'ethereum' }],
  ['memo', { memo: '78' }],
  ['feeFrom', { feeFrom: 'amount' }],
] as const)('the same reference with another %s is a conflict', async (field, change) => {
  const { payouts } = createFakeProvider();
  await payouts.createPayout(SALARY);

  await expect(payouts.createPayout({ ...SALARY, ...change })).rejects.toMatchObject({ differs: [field] });
});

test('a payout is cancelled while it has not left, and not afterwards', async () => {
  const { control, payouts } = createFakeProvider();
  await payouts.createPayout(SALARY);
  await payouts.createPayout({ ...SALARY, reference: 'salary-8' });
  await control.sendPayout('salary-8');

  expect(await payouts.cancelPayout({ providerId: 'fake-payout-1' })).toMatchObject({ status: 'cancelled' });
  await expect(payouts.cancelPayout({ providerId: 'fake-payout-2' })).rejects.toMatchObject({ outcome: 'unknown' });
});

test('a payout fails for good, or comes back after it was sent', async () => {
  const { control, payouts } = createFakeProvider();
  await payouts.createPayout(SALARY);
  await payouts.createPayout({ ...SALARY, reference: 'salary-8' });
  await control.fail('salary-7');
  await control.sendPayout('salary-8');
  await control.settle('salary-8', 'returned');

  expect(await payouts.findPayout({ reference: 'salary-7' })).toMatchObject({ status: 'failed', final: true });
  expect(await payouts.findPayout({ reference: 'salary-8' })).toMatchObject({ status: 'reversed', final: true });
});
