import { setImmediate as nextTurn } from 'node:timers/promises';
import { createFakeClock } from '@paymux/core/testing';
import { describe, expect, test } from 'vitest';
import { connect, failureOf, open, openSimulator, PAYMENT, PAYOUT } from './account.js';

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await nextTurn();
}

describe('a hundred calls at once', () => {
  test('under a hundred references each get their own answer', async () => {
    const { cryptomus, simulator } = await open();
    const references = Array.from({ length: 100 }, (_, index) => `payout-${String(index)}`);
    const payouts = await Promise.all(
      references.map((reference) => cryptomus.payouts.createPayout({ ...PAYOUT, reference })),
    );
    expect(payouts.map(({ reference }) => reference)).toEqual(references);
    expect(new Set(payouts.map(({ providerId }) => providerId)).size).toBe(100);
    expect(simulator.control.payouts()).toHaveLength(100);
  });

  test('under one reference move money once', async () => {
    const { cryptomus, simulator } = await open();
    const payouts = await Promise.all(Array.from({ length: 100 }, () => cryptomus.payouts.createPayout(PAYOUT)));
    await simulator.control.settle('payout-1', 'paid');
    expect(new Set(payouts.map(({ providerId }) => providerId)).size).toBe(1);
    expect(simulator.control.transfers()).toHaveLength(1);
  });

  test('through answers that go wrong move money once each', async () => {
    const { cryptomus, simulator } = await open();
    for (const kind of ['reset-after', 'server-error', 'half-body', 'rate-limit', 'reset-before'] as const) {
      simulator.control.fault({ kind, times: 10, after: 3, path: '/v1/payout' });
    }
    const references = Array.from({ length: 100 }, (_, index) => `payout-${String(index)}`);
    const outcomes = await Promise.allSettled(
      references.map((reference) => cryptomus.payouts.createPayout({ ...PAYOUT, reference })),
    );
    simulator.control.clearFaults();
    for (const [index, outcome] of outcomes.entries()) {
      // Whoever is in doubt asks again under the same reference.
      if (outcome.status === 'rejected')
        await cryptomus.payouts.createPayout({ ...PAYOUT, reference: references[index] ?? '' });
    }
    expect(
      simulator.control
        .payouts()
        .map(({ orderId }) => orderId)
        .sort(),
    ).toEqual([...references].sort());
  });
});

describe('a call that is aborted', () => {
  test('before anything was sent did nothing', async () => {
    const { cryptomus, simulator } = await open();
    const signal = AbortSignal.abort();
    for (const call of [
      () => cryptomus.payouts.createPayout(PAYOUT, { signal }),
      () => cryptomus.payments.createPayment(PAYMENT, { signal }),
      () => cryptomus.payments.listPayments({}, { signal }).page(),
    ]) {
      expect(await failureOf(call())).toMatchObject({ code: 'call_aborted', outcome: 'not_sent' });
    }
    expect(simulator.control.requests()).toEqual([]);
  });

  test('while the answer is awaited is in doubt, and the payout is there', async () => {
    const { cryptomus, simulator } = await open();
    const controller = new AbortController();
    simulator.control.fault({ kind: 'stalled-body', path: '/v1/payout' });
    const call = failureOf(cryptomus.payouts.createPayout(PAYOUT, { signal: controller.signal }));
    await until(() => simulator.control.payouts().length === 1);
    controller.abort();
    expect(await call).toMatchObject({ code: 'outcome_unknown', outcome: 'unknown', reference: 'payout-1' });
    expect(await cryptomus.payouts.findPayout({ reference: 'payout-1' })).toMatchObject({ status: 'pending' });
  });

  test('between two attempts keeps the doubt of the first', async () => {
    const simulator = await openSimulator();
    const clock = createFakeClock();
    const cryptomus = connect(simulator, { retryJitter: 'none' }, { clock });
    const controller = new AbortController();
    simulator.control.fault({ kind: 'reset-after', path: '/v1/payout' });
    const call = failureOf(cryptomus.payouts.createPayout(PAYOUT, { signal: controller.signal }));
    await clock.whenSleeping();
    controller.abort();
    expect(await call).toMatchObject({ code: 'outcome_unknown', outcome: 'unknown' });
    expect(simulator.control.requests()).toHaveLength(1);
  });

  test('after a request was turned away unread did nothing', async () => {
    const simulator = await openSimulator();
    const clock = createFakeClock();
    const cryptomus = connect(simulator, { retryJitter: 'none' }, { clock });
    const controller = new AbortController();
    simulator.control.fault({ kind: 'rate-limit', path: '/v1/transfer/to-personal' });
    const request = { reference: 'move-1', amount: { amount: '1', currency: 'USDT' } };
    const call = failureOf(cryptomus.transfers.transferToPersonal(request, { signal: controller.signal }));
    await clock.whenSleeping();
    controller.abort();
    expect(await call).toMatchObject({ code: 'call_aborted', outcome: 'not_sent' });
    expect(simulator.control.transfers()).toEqual([]);
  });
});

test('a rate limit is waited out as long as the provider asks', async () => {
  const simulator = await openSimulator();
  const clock = createFakeClock();
  const cryptomus = connect(simulator, { retryJitter: 'none' }, { clock });
  simulator.control.fault({ kind: 'rate-limit', path: '/v1/payout', retryAfterSeconds: 7 });
  const call = cryptomus.payouts.createPayout(PAYOUT);
  await clock.whenSleeping();
  await clock.advance(6_999);
  expect(clock.pending).toBe(1);
  await clock.advance(1);
  expect(await call).toMatchObject({ status: 'pending' });
});

test('a provider that cannot be reached was sent nothing', async () => {
  const simulator = await openSimulator();
  const cryptomus = connect(simulator);
  await simulator.close();
  expect(await failureOf(cryptomus.payouts.createPayout(PAYOUT))).toMatchObject({
    code: 'provider_unreachable',
    outcome: 'not_sent',
  });
});
