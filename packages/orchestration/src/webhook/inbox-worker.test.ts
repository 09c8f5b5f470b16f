import type { VerifiedEvent } from '@paymux/core';
import { describe, expect, test } from 'vitest';
import { aPayment, aPayout, deliver } from '../../test/gateway.js';
import { aRequest, DAY_MS, HOUR_MS, type Ledger, MINUTE_MS, openLedger } from '../../test/ledger.js';
import { openTill } from '../../test/till.js';
import type { StoreTransaction } from '../durable/durable-store.js';
import { StoreUnavailableError } from '../durable/store-unavailable-error.js';
import type { InboxMessage } from './inbox-message.js';
import { INBOX_POLICY } from './inbox-worker.js';

const TO = { destination: aRequest().destination } as const;
const PAID = aPayout({ providerId: 'at-salary-1', ...TO });
const DEPOSIT = {
  kind: 'deposit',
  type: 'wallet.paid',
  deposit: {
    provider: 'gateway',
    providerId: 'payment-7',
    walletId: 'wallet-1',
    reference: undefined,
    status: 'succeeded',
    final: true,
    providerStatus: 'paid',
    amount: { amount: '3', currency: 'USDT' },
  },
} as const;

function told(payout: ReturnType<typeof aPayout>, serial = 0) {
  return deliver({ kind: 'payout', type: 'payout.changed', payout }, { serial });
}

async function messages(ledger: Ledger): Promise<readonly InboxMessage[]> {
  return (await ledger.store.listInbox({})).filter(({ key }) => !key.startsWith('state:'));
}

/** An application that writes down what it is told, and fails as often as it is asked to. */
function application(failures = 0) {
  const events: VerifiedEvent[] = [];
  const transactions: StoreTransaction[] = [];
  let left = failures;
  return {
    events,
    transactions,
    onEvent: (event: VerifiedEvent, transaction: StoreTransaction): void => {
      if (left > 0) {
        left -= 1;
        throw new RangeError('the application is not ready: canary');
      }
      events.push(event);
      transactions.push(transaction);
    },
  };
}

describe('a message about a payout of ours', () => {
  test('moves it, once, and the application hears of the change and not of the event', async () => {
    const app = application();
    const ledger = openLedger(openTill(), { onEvent: app.onEvent });
    await ledger.payouts.createPayout(aRequest());
    await ledger.intake.receive('main', told(PAID));
    await ledger.pass(0);

    expect(await ledger.payouts.findPayout({ reference: 'salary-1' })).toMatchObject({
      state: 'confirmed',
      hold: 'posted',
      lastWebhookAt: ledger.clock.now(),
    });
    expect(await messages(ledger)).toMatchObject([{ state: 'done', attempts: 0, doneAt: ledger.clock.now() }]);
    expect([app.events, ledger.changes.map(({ to }) => to)]).toEqual([[], ['submitting', 'confirmed']]);
  });

  test('is found by its reference while the id is not known yet', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    till.answers.push(async () => {
      await ledger.intake.receive('main', told(PAID));
      await ledger.pass(0);
      return PAID;
    });

    expect(await ledger.payouts.createPayout(aRequest())).toMatchObject({
      state: 'confirmed',
      hold: 'posted',
      sends: 1,
    });
    expect(
      (await ledger.payouts.history((await ledger.payouts.listPayouts()).records[0]?.id ?? '')).transfers.map(
        ({ kind }) => kind,
      ),
    ).toEqual(['hold', 'post']);
  });

  test('may come before and after any other', async () => {
    const ledger = openLedger(openTill());
    await ledger.payouts.createPayout(aRequest());
    const sent = aPayout({ ...PAID, status: 'broadcast', final: false, providerStatus: 'sent', transactionId: 'tx-1' });
    await ledger.intake.receive('main', told(PAID, 2));
    await ledger.pass(0);
    await ledger.intake.receive('main', told(sent, 1));
    await ledger.pass(0);

    expect(await ledger.payouts.findPayout({ reference: 'salary-1' })).toMatchObject({
      state: 'confirmed',
      transactionId: 'tx-1',
    });
  });

  test('is applied on top of what changed meanwhile', async () => {
    const ledger = openLedger(openTill());
    const { id } = await ledger.payouts.createPayout(aRequest());
    await ledger.intake.receive('main', told(PAID));
    const payout = ledger.store.payout.bind(ledger.store);
    ledger.store.payout = async (wanted) => {
      ledger.store.payout = payout;
      const seen = await payout(wanted);
      await ledger.payouts.checkPayout(id);
      return seen;
    };
    await ledger.pass(0);

    expect(await ledger.payouts.findPayout({ id })).toMatchObject({ state: 'confirmed', checks: 1 });
    expect(await messages(ledger)).toMatchObject([{ state: 'done', attempts: 0 }]);
  });

  test('that was never sent from here goes to a person', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    const sendAt = new Date(ledger.clock.now().getTime() + DAY_MS);
    await ledger.payouts.createPayout(aRequest({ sendAt }));
    await ledger.intake.receive('main', told(PAID));
    await ledger.pass(2 * DAY_MS);

    expect(await ledger.payouts.findPayout({ reference: 'salary-1' })).toMatchObject({
      state: 'needs_review',
      reviewReason: 'contradiction',
    });
    expect(till.sent).toEqual([]);
  });
});

describe('an event that proves little', () => {
  test('is looked up first, and the looked-up state is applied', async () => {
    const till = openTill({ needsConfirmation: true });
    const ledger = openLedger(till);
    await ledger.payouts.createPayout(aRequest());
    till.settle('salary-1', { status: 'broadcast', final: false, providerStatus: 'sent' });
    await ledger.intake.receive('main', told(PAID));
    await ledger.pass(0);

    expect(await ledger.payouts.findPayout({ reference: 'salary-1' })).toMatchObject({
      state: 'broadcast',
      hold: 'held',
    });
    expect(till.lookUps).toEqual([{ providerId: 'at-salary-1' }]);
  });

  test('that the provider contradicts goes to review, and has no effect', async () => {
    const till = openTill({ needsConfirmation: true });
    const ledger = openLedger(till);
    await ledger.payouts.createPayout(aRequest());
    await ledger.intake.receive('main', told({ ...PAID, amount: { amount: '4000', currency: 'USDT' } }));
    await ledger.pass(0);

    expect(await messages(ledger)).toMatchObject([{ state: 'review', problem: 'contradicted' }]);
    expect(await ledger.payouts.findPayout({ reference: 'salary-1' })).toMatchObject({
      state: 'pending',
      hold: 'held',
    });
    expect(ledger.logger.records).toContainEqual(
      expect.objectContaining({ level: 'error', event: 'webhook.needs_review' }),
    );
  });

  test('that cannot be looked up goes to review', async () => {
    const ledger = openLedger(openTill({ needsConfirmation: true }));
    await ledger.intake.receive('main', deliver(DEPOSIT));
    await ledger.intake.receive('main', deliver({ kind: 'unrecognised', type: 'odd' }));
    await ledger.pass(0);

    expect((await messages(ledger)).map(({ problem, state }) => [state, problem])).toEqual([
      ['review', 'not_possible'],
      ['review', 'not_possible'],
    ]);
  });

  test('of something that is not found is asked for again, and is dead after so many tries', async () => {
    const app = application();
    const till = openTill({ needsConfirmation: true });
    const ledger = openLedger(till, { onEvent: app.onEvent });
    await ledger.intake.receive('main', told(PAID));
    await ledger.pass(20 * HOUR_MS);

    expect(await messages(ledger)).toMatchObject([
      { state: 'dead', attempts: INBOX_POLICY.tries, problem: 'the provider does not know it' },
    ]);
    expect((await messages(ledger))[0]?.dueAt).toBeUndefined();
    expect(till.lookUps).toHaveLength(INBOX_POLICY.tries);
    expect(app.events).toEqual([]);
  });

  test('is told once, however many deliveries lead to the same state', async () => {
    const app = application();
    const till = openTill({ needsConfirmation: true });
    till.payments.set('order-7', aPayment({ providerId: 'payment-7', reference: 'order-7' }));
    const ledger = openLedger(till, { onEvent: app.onEvent });
    const payment = aPayment({ providerId: 'payment-7', reference: 'order-7' });
    for (let serial = 0; serial < 5; serial += 1) {
      await ledger.intake.receive('main', deliver({ kind: 'payment', type: 'payment.changed', payment }, { serial }));
    }
    await ledger.pass(MINUTE_MS);

    expect(app.events).toHaveLength(1);
    expect((await messages(ledger)).map(({ state }) => state)).toEqual(['done', 'done', 'done', 'done', 'done']);
    till.payments.set(
      'order-7',
      aPayment({ providerId: 'payment-7', reference: 'order-7', providerStatus: 'paid_over' }),
    );
    await ledger.intake.receive('main', deliver({ kind: 'payment', type: 'payment.changed', payment }, { serial: 9 }));
    await ledger.pass(MINUTE_MS);

    expect(app.events).toMatchObject([
      { payment: { providerStatus: 'paid' } },
      { payment: { providerStatus: 'paid_over' } },
    ]);
  });
});

describe("the application's handler", () => {
  test('gets what no record is kept of, with the transaction that marks it done', async () => {
    const app = application();
    const ledger = openLedger(openTill(), { onEvent: app.onEvent });
    await ledger.intake.receive('main', deliver(DEPOSIT));
    await ledger.pass(0);

    expect(app.events).toMatchObject([{ kind: 'deposit', deposit: { walletId: 'wallet-1' } }]);
    expect(app.transactions).toEqual([{ engine: 'memory' }]);
  });

  test('that throws is called again later, and the message is not done before', async () => {
    const app = application(3);
    const ledger = openLedger(openTill(), { onEvent: app.onEvent });
    await ledger.intake.receive('main', deliver(DEPOSIT));
    await ledger.pass(2999);
    expect(await messages(ledger)).toMatchObject([{ state: 'waiting', attempts: 2, problem: 'RangeError' }]);
    await ledger.pass(4001);

    expect(app.events).toHaveLength(1);
    expect(await messages(ledger)).toMatchObject([{ state: 'done', attempts: 3 }]);
    expect(JSON.stringify([ledger.logger.records, await messages(ledger)])).not.toContain('canary');
  });

  test('that throws each time makes the message dead, for a person to see', async () => {
    const app = application(Number.POSITIVE_INFINITY);
    const ledger = openLedger(openTill(), { onEvent: app.onEvent });
    await ledger.intake.receive('main', deliver(DEPOSIT));
    await ledger.pass(20 * HOUR_MS);

    expect(await messages(ledger)).toMatchObject([{ state: 'dead', attempts: 16, problem: 'RangeError' }]);
    expect(ledger.logger.records.filter(({ event }) => event === 'webhook.dead')).toHaveLength(1);
    expect(await ledger.store.dueInMs('inbox')).toBeUndefined();
  });

  test('need not be there', async () => {
    const ledger = openLedger(openTill());
    await ledger.intake.receive('main', deliver(DEPOSIT));
    await ledger.pass(0);

    expect(await messages(ledger)).toMatchObject([{ state: 'done' }]);
  });
});

describe('a message that cannot be applied yet', () => {
  test('waits for its account to come back', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    await ledger.payouts.createPayout(aRequest());
    await ledger.intake.receive('main', told(PAID));
    await ledger.pass(1000, ledger.boot([{ id: 'other', provider: till.provider }]).worker);
    expect(await messages(ledger)).toMatchObject([{ state: 'waiting', problem: 'the account is not configured' }]);
    await ledger.pass(MINUTE_MS);

    expect(await ledger.payouts.findPayout({ reference: 'salary-1' })).toMatchObject({ state: 'confirmed' });
  });

  test('is never taken for applied because something else was in its way', async () => {
    const ledger = openLedger(openTill());
    const { id } = await ledger.payouts.createPayout(aRequest());
    const [hold] = (await ledger.payouts.history(id)).transfers;
    if (hold === undefined) throw new TypeError('the payout holds money');
    await ledger.store.commit([{ change: 'transfer', transfer: { ...hold, id: `${id}:1:post`, kind: 'post' } }]);
    await ledger.intake.receive('main', told(PAID));
    await ledger.pass(0);

    expect(await messages(ledger)).toMatchObject([{ state: 'waiting', attempts: 1, problem: 'TypeError' }]);
  });

  test('is taken up again after its lease when the store failed in the middle', async () => {
    const ledger = openLedger(openTill());
    await ledger.payouts.createPayout(aRequest());
    await ledger.intake.receive('main', told(PAID));
    const commit = ledger.store.commit.bind(ledger.store);
    ledger.store.commit = () => Promise.reject(new StoreUnavailableError('gone'));
    await ledger.worker.drain();
    ledger.store.commit = commit;
    expect(await ledger.store.dueInMs('inbox')).toBe(INBOX_POLICY.leaseMs);
    await ledger.pass(INBOX_POLICY.leaseMs);

    expect(await ledger.payouts.findPayout({ reference: 'salary-1' })).toMatchObject({ state: 'confirmed' });
    expect(ledger.logger.records).toContainEqual(expect.objectContaining({ event: 'worker.step_failed' }));
  });
});
