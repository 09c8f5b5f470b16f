import { ProviderRegistry, silentLogger } from '@paymux/core';
import { createFakeClock } from '@paymux/core/testing';
import { expect, test } from 'vitest';
import { aPayment, aPayout, deliver, openGateway } from '../../test/gateway.js';
import { NO_HISTORY } from '../durable/history.js';
import type { PaymentRecord } from '../payment/payment-record.js';
import { PAYOUT_POLICY } from '../payout/payout-policy.js';
import type { PayoutRecord } from '../payout/payout-record.js';
import { InMemoryStore } from '../testing/in-memory-store.js';
import { DurableIntake } from './durable-intake.js';
import { INBOX_POLICY, InboxWorker } from './inbox-worker.js';

const AT = new Date('2026-01-01T12:00:00Z');

const COMMON = {
  account: 'main',
  fingerprint: '',
  creator: 'test',
  sends: 1,
  openSends: [1],
  firstSentAt: AT,
  absences: 0,
  checks: 0,
  failedChecks: 0,
  requestedAt: AT,
  updatedAt: AT,
  revision: 1,
  history: NO_HISTORY,
} as const;

const PAYOUT: PayoutRecord = {
  ...COMMON,
  id: 'po_1',
  reference: 'salary-1',
  state: 'submitting',
  status: 'pending',
  origin: 'manual',
  terms: { amount: { amount: '40', currency: 'USDT' }, destination: { type: 'crypto_address', address: 'TXYZ' } },
  attempt: 1,
  wireReference: 'salary-1',
  hold: 'held',
};

const PAYMENT: PaymentRecord = {
  ...COMMON,
  id: 'pay_1',
  reference: 'order-1',
  state: 'opening',
  terms: { amount: { amount: '15.00', currency: 'USD' } },
  final: false,
};

/** A gateway whose look-ups by id do not tell the reference, and an inbox that works on what it delivers. */
function setUp() {
  const gateway = openGateway();
  gateway.payouts.set('payout-1', aPayout({ reference: undefined }));
  gateway.payments.set('payment-1', aPayment({ reference: undefined }));
  const clock = createFakeClock(AT);
  const store = new InMemoryStore({ clock });
  const providers = new ProviderRegistry([{ id: 'main', provider: gateway.provider }]);
  const common = { store, providers, clock, logger: silentLogger };
  const told: unknown[] = [];
  const worker = new InboxWorker({
    ...common,
    policy: INBOX_POLICY,
    payoutPolicy: PAYOUT_POLICY,
    onEvent: (event) => void told.push(event),
  });
  const intake = new DurableIntake(common);
  return {
    store,
    told,
    receive: (event: object) => intake.receive('main', deliver(event)),
    work: async (afterMs: number) => {
      await clock.advance(afterMs);
      for (const claimed of await store.claim('inbox', { limit: 10, leaseMs: 1000 })) await worker.step(claimed);
    },
  };
}

test('an event that overtakes the answer to its payout waits until the payout knows its id', async () => {
  const { receive, store, told, work } = setUp();
  await store.commit([{ change: 'payout_insert', payout: PAYOUT }]);

  await receive({ kind: 'payout', type: 'payout.paid', payout: aPayout() });
  await work(0);
  expect([(await store.payout('po_1'))?.state, told]).toEqual(['submitting', []]);

  const answered: PayoutRecord = { ...PAYOUT, revision: 2, state: 'pending', providerId: 'payout-1', openSends: [] };
  await store.commit([{ change: 'payout_update', payout: answered }]);
  await work(INBOX_POLICY.retryMs);
  expect([(await store.payout('po_1'))?.state, told]).toEqual(['confirmed', []]);
  expect(await store.listInbox({})).toMatchObject([{ state: 'done' }]);
});

test('an event that overtakes the answer to its payment waits until the payment knows its id', async () => {
  const { receive, store, told, work } = setUp();
  await store.commit([{ change: 'payment_insert', payment: PAYMENT }]);

  await receive({ kind: 'payment', type: 'payment.paid', payment: aPayment() });
  await work(0);
  expect([(await store.payment('pay_1'))?.state, told]).toEqual(['opening', []]);

  const answered: PaymentRecord = { ...PAYMENT, revision: 2, state: 'pending', providerId: 'payment-1', openSends: [] };
  await store.commit([{ change: 'payment_update', payment: answered }]);
  await work(INBOX_POLICY.retryMs);
  expect([(await store.payment('pay_1'))?.state, told]).toEqual(['succeeded', []]);
});

test('an event that names the reference of a payout with another id is about something else', async () => {
  const { receive, store, told, work } = setUp();
  await store.commit([{ change: 'payout_insert', payout: { ...PAYOUT, state: 'pending', providerId: 'payout-0' } }]);

  await receive({ kind: 'payout', type: 'payout.paid', payout: aPayout() });
  await work(0);

  expect((await store.payout('po_1'))?.state).toBe('pending');
  expect(told).toHaveLength(1);
});
