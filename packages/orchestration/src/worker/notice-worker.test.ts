import { describe, expect, test } from 'vitest';
import { aRequest, HOUR_MS, MINUTE_MS, openLedger } from '../../test/ledger.js';
import { openTill } from '../../test/till.js';
import { StoreUnavailableError } from '../durable/store-unavailable-error.js';
import { INBOX_POLICY } from '../webhook/inbox-worker.js';
import type { PayoutChange } from './notice-worker.js';

const ORDER = { reference: 'order-1', creator: 'shop', amount: { amount: '15', currency: 'USD' } };

describe('a change', () => {
  test('is told once, as it left the record, with the transaction that marks it told', async () => {
    const told: (PayoutChange & { readonly engine: string })[] = [];
    const till = openTill();
    const ledger = openLedger(till, {
      handlers: {
        onPayout: (change, { engine }) => {
          told.push({ ...change, engine });
        },
      },
    });
    await ledger.payouts.createPayout(aRequest());
    till.settle('salary-1', { status: 'confirmed', final: true, providerStatus: 'paid' });
    await ledger.pass(HOUR_MS);

    expect(told.map(({ engine, from, payout, to }) => [from, to, payout.state, payout.revision, engine])).toEqual([
      [undefined, 'submitting', 'submitting', 1, 'memory'],
      ['pending', 'confirmed', 'confirmed', 3, 'memory'],
    ]);
    expect(await ledger.store.notice(`payout:${told[0]?.payout.id ?? ''}:1`)).toMatchObject({
      state: 'done',
      attempts: 0,
    });
  });

  test('into review is told, and so is the way out of it', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    await ledger.payouts.createPayout(aRequest());
    till.settle('salary-1', { status: 'unrecognised', final: false, providerStatus: 'strange' });
    await ledger.pass(5 * MINUTE_MS);
    till.settle('salary-1', { status: 'confirmed', final: true, providerStatus: 'paid' });
    await ledger.pass(5 * MINUTE_MS);

    expect(ledger.changes.map(({ to }) => to)).toEqual(['submitting', 'needs_review', 'confirmed']);
  });

  test('of a payment is told to its own handler', async () => {
    const ledger = openLedger(openTill());
    await ledger.payments.createPayment(ORDER);
    await ledger.pass(0);

    expect(ledger.changes).toMatchObject([
      { from: undefined, to: 'opening', payment: { reference: 'order-1' } },
      { from: 'opening', to: 'pending', payment: { state: 'pending' } },
    ]);
  });

  test('that nobody wants to hear of is done', async () => {
    const ledger = openLedger(openTill(), { handlers: {} });
    await ledger.payouts.createPayout(aRequest());
    await ledger.payments.createPayment(ORDER);
    await ledger.pass(0);

    expect(await ledger.store.dueInMs('notices')).toBeUndefined();
  });
});

describe('a handler that throws', () => {
  test('is told again with doubling patience until it returns, and nothing is marked before', async () => {
    const times: number[] = [];
    const ledger = openLedger(openTill(), {
      handlers: {
        onPayout: () => {
          times.push(ledger.clock.now().getTime() - start);
          if (times.length < 4) throw new RangeError('canary');
        },
      },
    });
    const start = ledger.clock.now().getTime();
    const { id } = await ledger.payouts.createPayout(aRequest());
    await ledger.pass(2000);
    expect(await ledger.store.notice(`payout:${id}:1`)).toMatchObject({
      state: 'waiting',
      attempts: 2,
      problem: 'RangeError',
    });
    await ledger.pass(MINUTE_MS);

    expect(times).toEqual([0, 1000, 3000, 7000]);
    expect(await ledger.store.notice(`payout:${id}:1`)).toMatchObject({ state: 'done' });
  });

  test('each time leaves the notice dead, with an error in the log', async () => {
    const ledger = openLedger(openTill(), {
      handlers: {
        onPayout: () => Promise.reject(new Error('no')),
      },
    });
    const { id } = await ledger.payouts.createPayout(aRequest());
    await ledger.pass(24 * HOUR_MS);

    expect(await ledger.store.notice(`payout:${id}:1`)).toMatchObject({ state: 'dead', attempts: INBOX_POLICY.tries });
    expect(ledger.logger.records.filter(({ event }) => event === 'notice.dead')).toMatchObject([{ level: 'error' }]);
  });

  test('holds up no other notice', async () => {
    const told: string[] = [];
    const ledger = openLedger(openTill(), {
      handlers: {
        onPayout: ({ payout }) => {
          if (payout.reference === 'salary-1') throw new Error('no');
          told.push(payout.reference);
        },
      },
    });
    await ledger.payouts.createPayout(aRequest());
    await ledger.payouts.createPayout(aRequest({ reference: 'salary-2' }));
    await ledger.pass(0);

    expect(told).toEqual(['salary-2']);
  });
});

test('a notice whose mark was lost on the way is told again after its lease', async () => {
  const ledger = openLedger(openTill());
  await ledger.payouts.createPayout(aRequest());
  const commit = ledger.store.commit.bind(ledger.store);
  ledger.store.commit = () => Promise.reject(new StoreUnavailableError('gone'));
  await ledger.worker.drain();
  ledger.store.commit = commit;
  expect(ledger.changes).toEqual([]);
  await ledger.pass(INBOX_POLICY.leaseMs);

  expect(ledger.changes).toMatchObject([{ to: 'submitting' }]);
});
