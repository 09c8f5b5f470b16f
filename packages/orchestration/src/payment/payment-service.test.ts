import {
  InvalidRequestError,
  OutcomeUnknownError,
  type Payment,
  ProviderRefusedError,
  ProviderUnreachableError,
  RateLimitedError,
  ReferenceConflictError,
} from '@paymux/core';
import { createFakeProvider } from '@paymux/core/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shutGate } from '../../test/gate.js';
import { aPayment, deliver } from '../../test/gateway.js';
import { DAY_MS, HOUR_MS, type Ledger, MINUTE_MS, openLedger } from '../../test/ledger.js';
import { BLIND, FORGETS, openTill } from '../../test/till.js';
import { entryDigest } from '../durable/history.js';
import { IdempotencyConflictError } from '../payout/payout-errors.js';
import type { PaymentRecord } from './payment-record.js';
import type { PaymentRequest } from './payment-service.js';

const ORDER: PaymentRequest = { reference: 'order-1', creator: 'shop', amount: { amount: '15.00', currency: 'USD' } };

function throws(error: unknown): () => never {
  return () => {
    throw error;
  };
}

const LOST = throws(new OutcomeUnknownError('order-1'));

async function now(ledger: Ledger): Promise<PaymentRecord> {
  const payment = await ledger.payments.findPayment({ reference: 'order-1' });
  if (payment === undefined) throw new Error('there is no payment');
  return payment;
}

/** What the application was told of the payment, oldest first. */
function told(ledger: Ledger): readonly string[] {
  return ledger.changes.flatMap((change) =>
    'payment' in change ? [[change.to, change.payment.exception].filter((part) => part !== undefined).join(' ')] : [],
  );
}

describe('a new payment', () => {
  test('is written down before the provider hears of it, and resolves to what it answers', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    till.answers.push(async () => {
      expect(await now(ledger)).toMatchObject({ state: 'opening', sends: 1, openSends: [1] });
      return aPayment({ status: 'pending', final: false, providerStatus: 'open' });
    });

    expect(await ledger.payments.createPayment(ORDER)).toMatchObject({
      state: 'pending',
      providerId: 'payment-1',
      openSends: [],
      terms: { amount: { amount: '15', currency: 'USD' } },
    });
    expect(till.opened).toMatchObject([{ reference: 'order-1' }]);
    expect(till.opened[0]).not.toHaveProperty('creator');
  });

  test('is the same for the same request, by whoever and wherever, and a conflict for another', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    const first = await ledger.payments.createPayment(ORDER);
    const again = await ledger
      .boot()
      .payments.createPayment({ ...ORDER, creator: 'other', amount: { amount: '15', currency: 'usd' } });
    const conflict = ledger.payments.createPayment({ ...ORDER, description: 'shoes' });

    expect(again).toEqual(first);
    await expect(conflict).rejects.toThrow(IdempotencyConflictError);
    expect(till.opened).toHaveLength(1);
  });

  test('is asked for once when the answer of the store about it was lost on the way', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    const commit = ledger.store.commit.bind(ledger.store);
    ledger.store.commit = async (changes, effect) => {
      ledger.store.commit = commit;
      await commit(changes, effect);
      return commit(changes, effect);
    };

    expect(await ledger.payments.createPayment(ORDER)).toMatchObject({ state: 'pending', sends: 1, revision: 2 });
    expect(till.opened).toHaveLength(1);
  });

  test('is answered alike for 64 callers at once, who cost one call', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    const gate = shutGate();
    till.answers.push(async () => {
      await gate.opened;
      return aPayment({ status: 'pending', final: false });
    });
    const other = ledger.boot();
    const calls = Array.from({ length: 64 }, (_, index) =>
      (index % 2 === 0 ? ledger : other).payments.createPayment(ORDER),
    );
    await ledger.clock.whenSleeping(63);
    gate.open();
    await ledger.clock.advance(1000);
    const answers = await Promise.all(calls);

    expect(till.opened).toHaveLength(1);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  });

  test('hears of all its problems at once', async () => {
    const ledger = openLedger(openTill());
    const failure = ledger.payments.createPayment({
      reference: 'no spaces',
      creator: '',
      account: 'nowhere',
      amount: { amount: '0', currency: 'USD' },
    });

    await expect(failure).rejects.toMatchObject({
      problems: [{ path: 'amount.amount' }, { path: 'reference' }, { path: 'creator' }, { path: 'account' }],
    });
    expect((await ledger.payments.listPayments()).records).toEqual([]);
    await expect(ledger.payments.checkPayment('none')).rejects.toThrow(InvalidRequestError);
  });
});

describe('an answer that does not come', () => {
  test.each<readonly [string, () => never, Partial<PaymentRecord>]>([
    ['leaves it unknown', LOST, { state: 'unknown', openSends: [1] }],
    ['because of an error of nobody leaves it unknown', throws(new Error('odd')), { state: 'unknown', openSends: [1] }],
    [
      'because it never left has it sent again',
      throws(new ProviderUnreachableError('connection_refused')),
      { state: 'unknown', openSends: [] },
    ],
    [
      'but a refusal, fails it',
      throws(new ProviderRefusedError({ httpStatus: 422 })),
      { state: 'failed', final: true },
    ],
    [
      'as it can never be sent, fails it',
      throws(new InvalidRequestError([{ path: 'memo', message: 'no' }])),
      { state: 'failed' },
    ],
    [
      'but a conflict, asks for a person',
      throws(new ReferenceConflictError('order-1', [])),
      { state: 'needs_review', reviewReason: 'mismatch' },
    ],
  ])('%s', async (_what, answer, state) => {
    const till = openTill();
    const ledger = openLedger(till);
    till.answers.push(answer);

    expect(await ledger.payments.createPayment(ORDER)).toMatchObject(state);
  });

  test('is found by a look-up', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    till.answers.push(() => {
      till.payments.set('order-1', aPayment({ status: 'pending', final: false }));
      return LOST();
    });
    await ledger.payments.createPayment(ORDER);
    await ledger.pass(MINUTE_MS);

    expect(await now(ledger)).toMatchObject({ state: 'pending', sends: 1 });
  });

  test('has the request repeated where repeats are recognised', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    till.answers.push(LOST, LOST);
    await ledger.payments.createPayment(ORDER);
    await ledger.pass(MINUTE_MS);

    expect(await now(ledger)).toMatchObject({ state: 'pending', sends: 3 });
    expect(new Set(till.opened.map((request) => JSON.stringify(request))).size).toBe(1);
  });

  test('stays open when the repeat is refused', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    till.answers.push(LOST, throws(new ProviderRefusedError({ httpStatus: 422 })));
    await ledger.payments.createPayment(ORDER);
    await ledger.pass(5000);

    expect(await now(ledger)).toMatchObject({ state: 'unknown', openSends: [1] });
  });

  test('is asked for again as late as the provider wants', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    till.answers.push(throws(new RateLimitedError(20 * MINUTE_MS)));
    const { dueAt } = await ledger.payments.createPayment(ORDER);
    await ledger.pass(20 * MINUTE_MS - 1);
    expect(till.opened).toHaveLength(1);
    await ledger.pass(1);

    expect(dueAt).toEqual(new Date('2026-01-01T00:20:00.000Z'));
    expect(await now(ledger)).toMatchObject({ state: 'pending', sends: 2 });
  });

  test('goes to a person after two absences where repeats are not recognised, and is adopted when found', async () => {
    const till = openTill({ capability: FORGETS });
    const ledger = openLedger(till);
    till.answers.push(LOST);
    await ledger.payments.createPayment(ORDER);
    await ledger.pass(16 * MINUTE_MS);
    expect(await now(ledger)).toMatchObject({ state: 'needs_review', reviewReason: 'absent' });
    till.payments.set('order-1', aPayment());
    await ledger.pass(5 * MINUTE_MS);

    expect(await now(ledger)).toMatchObject({ state: 'succeeded', providerId: 'payment-1' });
    expect(till.opened).toHaveLength(1);
  });

  test('goes to a person at once where nothing can be looked up', async () => {
    const till = openTill({ capability: BLIND });
    const ledger = openLedger(till);
    till.answers.push(LOST);
    await ledger.payments.createPayment(ORDER);
    await ledger.pass(5000);

    expect(await now(ledger)).toMatchObject({ state: 'needs_review', reviewReason: 'cannot_be_looked_up' });
    expect(till.lookUps).toEqual([]);
  });

  test('is looked back for, and then left to a person; failing look-ups settle nothing', async () => {
    const till = openTill();
    const ledger = openLedger(till, { policy: { lookBackMs: HOUR_MS } });
    till.answers.push(...Array.from({ length: 100 }, () => LOST));
    till.lookUpError = new Error('down');
    await ledger.payments.createPayment(ORDER);
    await ledger.pass(50 * MINUTE_MS);
    expect(await now(ledger)).toMatchObject({ state: 'unknown', sends: 1 });
    till.lookUpError = undefined;
    await ledger.pass(HOUR_MS);

    expect(await now(ledger)).toMatchObject({ state: 'needs_review', reviewReason: 'still_unknown' });
    expect((await now(ledger)).dueAt).toBeUndefined();
  });

  test('never comes for an account that is not configured any more', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    till.answers.push(throws(new ProviderUnreachableError('connection_refused')));
    await ledger.payments.createPayment(ORDER);
    await ledger.pass(DAY_MS + 5 * MINUTE_MS, ledger.boot([{ id: 'other', provider: till.provider }]).worker);

    expect(await now(ledger)).toMatchObject({ state: 'failed' });
  });
});

describe('that a payment is paid', () => {
  test('is told once, whether it is delivered, delivered again or looked up', async () => {
    const fake = createFakeProvider();
    const ledger = openLedger(fake);
    fake.control.deliverTo(async (request) => {
      const body = new Uint8Array(await request.arrayBuffer());
      await ledger.intake.receive('main', { headers: request.headers, body });
      return new Response();
    }, 'https://shop.example/webhooks/main');
    const { id } = await ledger.payments.createPayment(ORDER);
    await fake.control.pay('order-1');
    await ledger.pass(MINUTE_MS);
    await fake.control.redeliver(1);
    await ledger.pass(MINUTE_MS);
    await ledger.payments.checkPayment(id);
    await ledger.pass(DAY_MS);

    expect(await now(ledger)).toMatchObject({ state: 'succeeded', final: true });
    expect(told(ledger)).toEqual(['opening', 'pending', 'succeeded']);
  });

  test('is noticed without any webhook', async () => {
    const fake = createFakeProvider();
    const ledger = openLedger(fake);
    await ledger.payments.createPayment(ORDER);
    await fake.control.pay('order-1');
    await ledger.pass(5 * MINUTE_MS);

    expect(told(ledger)).toEqual(['opening', 'pending', 'succeeded']);
  });

  test('is told with the exception: short, then more, then late', async () => {
    const fake = createFakeProvider();
    const ledger = openLedger(fake);
    await ledger.payments.createPayment(ORDER);
    const { id } = await now(ledger);
    await fake.control.pay('order-1', { amount: '5' });
    await ledger.payments.checkPayment(id);
    expect(await now(ledger)).toMatchObject({
      state: 'pending',
      exception: 'underpaid',
      receivedAmount: { amount: '5' },
    });
    await fake.control.pay('order-1', { amount: '3' });
    await ledger.payments.checkPayment(id);
    expect(await now(ledger)).toMatchObject({
      state: 'pending',
      exception: 'underpaid',
      receivedAmount: { amount: '8' },
    });
    await fake.control.expire('order-1');
    await ledger.payments.checkPayment(id);
    expect(await now(ledger)).toMatchObject({ state: 'expired', exception: 'underpaid' });
    await fake.control.pay('order-1');
    await ledger.payments.checkPayment(id);
    await ledger.pass(0);

    expect(await now(ledger)).toMatchObject({
      state: 'succeeded',
      exception: 'late',
      receivedAmount: { amount: '15' },
    });
    expect(told(ledger)).toEqual(['opening', 'pending', 'pending underpaid', 'expired underpaid', 'succeeded late']);
  });

  test('is not hidden by a hold that a look-up finds, and the release is seen as well', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    const { id } = await ledger.payments.createPayment(ORDER);
    const at = (changes: Partial<Payment>) => {
      till.payments.set('order-1', aPayment({ providerId: 'at-order-1', final: false, ...changes }));
      return ledger.payments.checkPayment(id);
    };
    await at({ status: 'processing', providerStatus: 'check' });
    expect(await at({ status: 'processing', providerStatus: 'locked', exception: 'held' })).toMatchObject({
      exception: 'held',
    });
    expect((await at({ status: 'processing', providerStatus: 'check' })).exception).toBeUndefined();
    await at({ status: 'succeeded', final: true, providerStatus: 'paid' });
    await ledger.pass(0);

    expect(told(ledger)).toEqual(['opening', 'pending', 'processing', 'processing held', 'processing', 'succeeded']);
  });
});

describe('what is told of a payment', () => {
  test.each<readonly [string, Partial<Payment>]>([
    ['amount', { amount: { amount: '16', currency: 'USD' } }],
    ['currency', { amount: { amount: '15', currency: 'EUR' } }],
    ['reference', { reference: 'order-2' }],
    ['providerId', { providerId: 'payment-9', reference: 'order-1' }],
  ])('goes to a person if the %s is not what was asked for', async (_field, changes) => {
    const till = openTill();
    const ledger = openLedger(till);
    await ledger.payments.createPayment(ORDER);
    const payment = aPayment({ providerId: 'at-order-1', ...changes });
    await ledger.intake.receive('main', deliver({ kind: 'payment', type: 'payment.paid', payment }));
    await ledger.pass(0);
    await ledger.intake.receive(
      'main',
      deliver({ kind: 'payment', type: 'payment.paid', payment: aPayment({ providerId: 'at-order-1' }) }),
    );
    await ledger.pass(0);

    expect(await now(ledger)).toMatchObject({ state: 'needs_review', reviewReason: 'mismatch', dueAt: undefined });
    expect(told(ledger)).toEqual(['opening', 'pending', 'needs_review']);
  });

  test('in words that nobody knows goes to a person, until a known one follows', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    const { id } = await ledger.payments.createPayment(ORDER);
    till.payments.set(
      'order-1',
      aPayment({ providerId: 'at-order-1', status: 'unrecognised', final: false, providerStatus: 'strange' }),
    );
    expect(await ledger.payments.checkPayment(id)).toMatchObject({
      state: 'needs_review',
      reviewReason: 'unrecognised',
    });
    till.payments.set('order-1', aPayment({ providerId: 'at-order-1' }));

    expect(await ledger.payments.checkPayment(id)).toMatchObject({ state: 'succeeded', reviewReason: undefined });
  });

  test('in any order, with repeats, ends in the same state with the same money', async () => {
    const life = [
      { status: 'pending', final: false, providerStatus: 'open' },
      {
        status: 'pending',
        final: false,
        providerStatus: 'short',
        exception: 'underpaid',
        receivedAmount: { amount: '5', currency: 'USD' },
      },
      { status: 'processing', final: false, providerStatus: 'seen', receivedAmount: { amount: '5', currency: 'USD' } },
      {
        status: 'expired',
        final: false,
        providerStatus: 'over',
        exception: 'underpaid',
        receivedAmount: { amount: '8', currency: 'USD' },
      },
      {
        status: 'succeeded',
        final: true,
        providerStatus: 'late',
        exception: 'late',
        receivedAmount: { amount: '15', currency: 'USD' },
      },
    ] as const;
    const orders = fc
      .tuple(fc.integer({ min: 1, max: life.length }), fc.array(fc.nat({ max: life.length - 1 }), { maxLength: 3 }))
      .chain(([length, repeats]) => {
        const events = life.slice(0, length);
        const all = [...events, ...repeats.flatMap((index) => events.slice(index, index + 1))];
        return fc.tuple(fc.constant(events.at(-1)), fc.shuffledSubarray(all, { minLength: all.length }));
      });
    await fc.assert(
      fc.asyncProperty(orders, async ([last, words]) => {
        const ledger = openLedger(openTill());
        await ledger.payments.createPayment(ORDER);
        for (const [serial, word] of words.entries()) {
          const payment = aPayment({ ...word, providerId: 'at-order-1' });
          await ledger.intake.receive(
            'main',
            deliver({ kind: 'payment', type: 'payment.changed', payment }, { serial }),
          );
        }
        await ledger.pass(0);
        const { exception, receivedAmount, state } = await now(ledger);

        expect({ state, exception, receivedAmount }).toEqual({
          state: last?.status,
          exception: last !== undefined && 'exception' in last ? last.exception : undefined,
          receivedAmount: last !== undefined && 'receivedAmount' in last ? last.receivedAmount : undefined,
        });
      }),
      { numRuns: 150 },
    );
  });

  test('is kept as a chain without gaps', async () => {
    const fake = createFakeProvider();
    const ledger = openLedger(fake);
    const { id } = await ledger.payments.createPayment(ORDER);
    await fake.control.pay('order-1');
    await ledger.pass(HOUR_MS);
    let digest = '';
    for (const event of await ledger.store.paymentEvents(id)) {
      digest = entryDigest(digest, event);
      expect(event.digest).toBe(digest);
    }

    expect((await now(ledger)).history.digest).toBe(digest);
  });
});

test('payments are listed newest first, by client and state', async () => {
  const ledger = openLedger(openTill());
  await ledger.payments.createPayment({ ...ORDER, client: 'acme' });
  await ledger.clock.advance(1);
  await ledger.payments.createPayment({ ...ORDER, reference: 'order-2' });
  const references = async (query: Parameters<Ledger['payments']['listPayments']>[0]) =>
    (await ledger.payments.listPayments(query)).records.map(({ reference }) => reference);

  expect(await references({})).toEqual(['order-2', 'order-1']);
  expect(await references({ client: 'acme' })).toEqual(['order-1']);
  expect(await references({ states: ['succeeded'] })).toEqual([]);
});
