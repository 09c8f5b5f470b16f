import {
  AuthenticationRefusedError,
  InvalidRequestError,
  OutcomeUnknownError,
  ProviderRefusedError,
  ProviderUnreachableError,
  RateLimitedError,
  ReferenceConflictError,
} from '@paymux/core';
import { describe, expect, test } from 'vitest';
import { shutGate } from '../../test/gate.js';
import { aRequest, DAY_MS, HOUR_MS, type Ledger, MINUTE_MS, openLedger, SECOND_MS } from '../../test/ledger.js';
import { BLIND, FORGETS, holdPayout, openTill, REPLAYS, type Till } from '../../test/till.js';
import type { PayoutRecord } from './payout-record.js';

function throws(error: unknown): () => never {
  return () => {
    throw error;
  };
}

const LOST = throws(new OutcomeUnknownError('salary-1'));
const REFUSED = throws(new ProviderRefusedError({ httpStatus: 422, providerMessage: 'no' }));
const UNREACHABLE = throws(new ProviderUnreachableError('connection_refused'));

async function sent(ledger: Ledger): Promise<PayoutRecord> {
  return ledger.payouts.createPayout(aRequest());
}

async function now(ledger: Ledger): Promise<PayoutRecord> {
  const payout = await ledger.payouts.findPayout({ reference: 'salary-1' });
  if (payout === undefined) throw new Error('there is no payout');
  return payout;
}

function dueInMs(ledger: Ledger, { dueAt }: PayoutRecord): number | undefined {
  return dueAt === undefined ? undefined : dueAt.getTime() - ledger.clock.now().getTime();
}

describe('a first sending', () => {
  test.each<readonly [string, () => never, Partial<PayoutRecord>, number | undefined]>([
    [
      'that provably did not leave is tried again',
      UNREACHABLE,
      { state: 'ready', hold: 'held', openSends: [] },
      10 * SECOND_MS,
    ],
    ['that is refused fails', REFUSED, { state: 'failed', hold: 'voided', openSends: [] }, undefined],
    ['without an answer is unknown', LOST, { state: 'unknown', hold: 'held', openSends: [1] }, 5 * SECOND_MS],
    [
      'that ends in an error of nobody is unknown',
      throws(new Error('odd')),
      { state: 'unknown', openSends: [1] },
      5 * SECOND_MS,
    ],
    [
      'that ends in something that is no error is unknown',
      throws('odd'),
      { state: 'unknown', openSends: [1] },
      5 * SECOND_MS,
    ],
    [
      'whose reference holds something else goes to a person',
      throws(new ReferenceConflictError('salary-1', ['amount'])),
      { state: 'needs_review', reviewReason: 'mismatch', hold: 'held' },
      undefined,
    ],
    [
      'that can never be sent fails',
      throws(new InvalidRequestError([{ path: 'memo', message: 'is not known here' }])),
      { state: 'failed', hold: 'voided' },
      undefined,
    ],
    [
      'with refused credentials fails',
      throws(new AuthenticationRefusedError({ httpStatus: 401 })),
      { state: 'failed', hold: 'voided' },
      undefined,
    ],
    [
      'that comes too soon waits as long as it is told to',
      throws(new RateLimitedError(20 * MINUTE_MS)),
      { state: 'ready' },
      20 * MINUTE_MS,
    ],
  ])('%s', async (_what, answer, state, dueMs) => {
    const till = openTill();
    const ledger = openLedger(till);
    till.answers.push(answer);
    const payout = await sent(ledger);

    expect(payout).toMatchObject(state);
    expect(dueInMs(ledger, payout)).toBe(dueMs);
    expect(await ledger.books()).toEqual(payout.hold === 'held' ? { available: '-40', held: '40' } : {});
  });

  test('that provably never leaves is given up after a day, and nothing was ever sent', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    till.answers.push(...Array.from({ length: 400 }, () => UNREACHABLE));
    await sent(ledger);
    await ledger.pass(DAY_MS - MINUTE_MS);
    expect(await now(ledger)).toMatchObject({ state: 'ready', hold: 'held' });
    await ledger.pass(6 * MINUTE_MS);

    expect(await now(ledger)).toMatchObject({ state: 'failed', hold: 'voided' });
    expect(new Set(till.sent.map(({ reference }) => reference))).toEqual(new Set(['salary-1']));
  });

  test('for an account that is not configured waits for it a day, then fails, and its money is given back', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    till.answers.push(UNREACHABLE);
    await sent(ledger);
    const other = ledger.boot([{ id: 'other', provider: till.provider }]);
    await ledger.pass(DAY_MS - MINUTE_MS, other.worker);
    expect(await now(ledger)).toMatchObject({ state: 'ready', hold: 'held' });
    await ledger.pass(6 * MINUTE_MS, other.worker);

    expect(await now(ledger)).toMatchObject({ state: 'failed', hold: 'voided' });
    expect(till.sent).toHaveLength(1);
  });
});

describe('a request without an answer', () => {
  test('is found by a look-up, and not sent again', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    till.answers.push((request) => {
      holdPayout(till, aRequest({ reference: request.reference }));
      return LOST();
    });
    await sent(ledger);
    await ledger.pass(5 * SECOND_MS);

    expect(await now(ledger)).toMatchObject({ state: 'pending', providerId: 'at-salary-1', openSends: [] });
    expect(till.lookUps).toEqual([{ reference: 'salary-1' }]);
    expect(till.sent).toHaveLength(1);
  });

  test('is repeated under the same reference where the provider recognises repeats', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    till.answers.push(LOST, LOST);
    await sent(ledger);
    await ledger.pass(MINUTE_MS);

    expect(await now(ledger)).toMatchObject({ state: 'pending', sends: 3, openSends: [] });
    expect(till.sent.map(({ reference }) => reference)).toEqual(['salary-1', 'salary-1', 'salary-1']);
    expect(new Set(till.sent.map((request) => JSON.stringify(request))).size).toBe(1);
  });

  test.each<readonly [string, () => never]>([
    ['refused', REFUSED],
    ['refused as it can never be sent', throws(new InvalidRequestError([{ path: 'memo', message: 'no' }]))],
    ['turned away', throws(new RateLimitedError(undefined))],
    ['not sent', UNREACHABLE],
  ])('stays unknown when its repeat is %s', async (_what, answer) => {
    const till = openTill();
    const ledger = openLedger(till);
    till.answers.push(LOST, answer);
    await sent(ledger);
    await ledger.pass(5 * SECOND_MS);

    expect(await now(ledger)).toMatchObject({ state: 'unknown', hold: 'held', sends: 2, openSends: [1] });
  });

  test('is not repeated sooner than the provider asks', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    till.answers.push(LOST, throws(new RateLimitedError(HOUR_MS)));
    await sent(ledger);
    await ledger.pass(5 * SECOND_MS);

    expect(dueInMs(ledger, await now(ledger))).toBe(HOUR_MS);
  });

  test('is only looked up where nothing recognises repeats, ever', async () => {
    const till = openTill({ capability: FORGETS });
    const ledger = openLedger(till);
    till.answers.push(LOST);
    await sent(ledger);
    await ledger.pass(10 * DAY_MS);

    expect(till.sent).toHaveLength(1);
    expect(till.lookUps.length).toBeGreaterThan(3);
  });

  test('is asked for with doubling patience', async () => {
    const till = openTill({ capability: FORGETS });
    const ledger = openLedger(till);
    till.answers.push(LOST);
    await sent(ledger);
    const waits: (number | undefined)[] = [];
    for (let look = 0; look < 8; look += 1) {
      await ledger.pass(dueInMs(ledger, await now(ledger)) ?? 0);
      waits.push(dueInMs(ledger, await now(ledger)));
    }

    expect(waits.map((ms) => (ms ?? 0) / SECOND_MS)).toEqual([10, 20, 40, 80, 160, 300, 300, 300]);
  });

  test('goes to a person after two absences ten minutes apart, and is adopted when it is found later', async () => {
    const till = openTill({ capability: FORGETS });
    const ledger = openLedger(till);
    till.answers.push(LOST);
    await sent(ledger);
    await ledger.pass(10 * MINUTE_MS);
    expect(await now(ledger)).toMatchObject({ state: 'unknown' });
    await ledger.pass(6 * MINUTE_MS);
    expect(await now(ledger)).toMatchObject({
      state: 'needs_review',
      reviewReason: 'absent',
      hold: 'held',
      status: 'pending',
    });
    expect(ledger.logger.records).toContainEqual(
      expect.objectContaining({ level: 'error', event: 'payout.needs_review' }),
    );

    holdPayout(till, aRequest());
    till.settle('salary-1', { status: 'confirmed', final: true, providerStatus: 'paid' });
    await ledger.pass(5 * MINUTE_MS);
    expect(await now(ledger)).toMatchObject({ state: 'confirmed', hold: 'posted', reviewReason: undefined });
    expect(till.sent).toHaveLength(1);
  });

  test('goes to a person at once where there is neither look-up nor safe repeat', async () => {
    const till = openTill({ capability: BLIND });
    const ledger = openLedger(till);
    till.answers.push(LOST);
    await sent(ledger);
    await ledger.pass(5 * SECOND_MS);

    expect(await now(ledger)).toMatchObject({ state: 'needs_review', reviewReason: 'cannot_be_looked_up' });
    expect(till.lookUps).toEqual([]);
  });

  test('is repeated blindly where repeats are recognised and nothing is found by reference', async () => {
    const till = openTill({ capability: { ...REPLAYS, lookup: 'id' } });
    const ledger = openLedger(till);
    till.answers.push(LOST);
    await sent(ledger);
    await ledger.pass(5 * SECOND_MS);

    expect(await now(ledger)).toMatchObject({ state: 'pending', sends: 2 });
    expect(till.lookUps).toEqual([]);
  });

  test('is repeated only while a late first arrival would still be recognised', async () => {
    const windowMs = 3 * HOUR_MS;
    const till = openTill({ capability: { lookup: 'reference', deduplicatesForMs: windowMs } });
    const ledger = openLedger(till);
    const start = ledger.clock.now().getTime();
    const times: number[] = [];
    till.answers.push(
      ...Array.from({ length: 500 }, () => () => {
        times.push(ledger.clock.now().getTime() - start);
        return LOST();
      }),
    );
    await sent(ledger);
    await ledger.pass(DAY_MS);
    const { callTimeoutMs, lateByMs } = { callTimeoutMs: 2 * MINUTE_MS, lateByMs: HOUR_MS };

    expect(Math.max(...times)).toBeLessThan(windowMs - callTimeoutMs - lateByMs);
    expect(Math.max(...times)).toBeGreaterThan(windowMs - callTimeoutMs - lateByMs - 11 * MINUTE_MS);
    expect(await now(ledger)).toMatchObject({ state: 'needs_review', reviewReason: 'absent' });
  });

  test('is looked back for as long as the policy says, and then left to a person', async () => {
    const till = openTill();
    const ledger = openLedger(till, { policy: { lookBackMs: HOUR_MS } });
    till.answers.push(...Array.from({ length: 500 }, () => LOST));
    await sent(ledger);
    await ledger.pass(2 * HOUR_MS);

    expect(await now(ledger)).toMatchObject({
      state: 'needs_review',
      reviewReason: 'still_unknown',
      dueAt: undefined,
      hold: 'held',
    });
  });

  test('goes on being asked for while look-ups fail', async () => {
    const till = openTill({ capability: FORGETS });
    const ledger = openLedger(till);
    till.answers.push(LOST);
    till.lookUpError = new Error('down');
    await sent(ledger);
    await ledger.pass(30 * MINUTE_MS);
    expect(await now(ledger)).toMatchObject({ state: 'unknown', absences: 0 });
    till.lookUpError = undefined;
    await ledger.pass(2 * MINUTE_MS);
    const { absences, failedChecks, state } = await now(ledger);

    expect([state, failedChecks]).toEqual(['unknown', 0]);
    expect(absences).toBeGreaterThan(0);
  });

  test('waits for its account to come back into the configuration', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    till.answers.push((request) => {
      holdPayout(till, aRequest({ reference: request.reference }));
      return LOST();
    });
    await sent(ledger);
    const without = ledger.boot([{ id: 'other', provider: till.provider }]);
    await ledger.pass(MINUTE_MS, without.worker);
    expect(await now(ledger)).toMatchObject({
      state: 'needs_review',
      reviewReason: 'cannot_be_looked_up',
      hold: 'held',
    });
    await ledger.pass(10 * MINUTE_MS);

    expect(await now(ledger)).toMatchObject({ state: 'pending', hold: 'held' });
  });
});

describe('a payout that the provider holds', () => {
  test('is checked five minutes after it was sent, and then every five', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    await sent(ledger);
    await ledger.pass(5 * MINUTE_MS - 1);
    expect(till.lookUps).toHaveLength(0);
    await ledger.pass(1);
    expect(till.lookUps).toEqual([{ providerId: 'at-salary-1' }]);
    await ledger.pass(25 * MINUTE_MS);

    expect(till.lookUps).toHaveLength(6);
    expect(await now(ledger)).toMatchObject({ checks: 6, failedChecks: 0, lastCheckedBy: 'poll' });
    expect(await ledger.told((await now(ledger)).id)).toHaveLength(3);
  });

  test('goes to a person when it is never final', async () => {
    const till = openTill();
    const ledger = openLedger(till, { policy: { lookBackMs: HOUR_MS } });
    await sent(ledger);
    await ledger.pass(2 * HOUR_MS);
    expect(await now(ledger)).toMatchObject({
      state: 'needs_review',
      reviewReason: 'never_final',
      dueAt: undefined,
      hold: 'held',
    });
  });

  test('is not looked at any more once it is over', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    await sent(ledger);
    till.settle('salary-1', { status: 'confirmed', final: true, providerStatus: 'paid' });
    await ledger.pass(DAY_MS);

    expect(till.lookUps).toHaveLength(1);
    expect(await ledger.store.dueInMs('payouts')).toBeUndefined();
  });

  test('that is paid but not final is looked at until it is, and ends as paid', async () => {
    const till = openTill();
    const ledger = openLedger(till, { policy: { lookBackMs: HOUR_MS } });
    await sent(ledger);
    till.settle('salary-1', { status: 'confirmed', final: false, providerStatus: 'paid' });
    await ledger.pass(2 * HOUR_MS);

    expect(await now(ledger)).toMatchObject({ state: 'confirmed', dueAt: undefined });
    expect(till.lookUps.length).toBeGreaterThan(10);
  });
});

describe('an alert', () => {
  const alerts = (ledger: Ledger) => ledger.logger.records.filter(({ event }) => event === 'payout.alert').length;

  test('comes after three checks that failed one after another, once', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    await sent(ledger);
    till.lookUpError = new Error('down');
    await ledger.pass(10 * MINUTE_MS);
    expect(alerts(ledger)).toBe(0);
    await ledger.pass(5 * MINUTE_MS);
    expect([alerts(ledger), (await now(ledger)).failedChecks]).toEqual([1, 3]);
    await ledger.pass(2 * HOUR_MS);

    expect(alerts(ledger)).toBe(1);
    expect((await ledger.told((await now(ledger)).id)).filter((type) => type.startsWith('alerted'))).toHaveLength(1);
  });

  test('does not come because of single failures of a payout that takes long', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    await sent(ledger);
    await ledger.pass(50 * MINUTE_MS);
    till.lookUpError = new Error('down');
    await ledger.pass(5 * MINUTE_MS);
    till.lookUpError = undefined;
    await ledger.pass(5 * MINUTE_MS);

    expect(alerts(ledger)).toBe(0);
    expect((await now(ledger)).alertedAt).toBeUndefined();
  });

  test('comes with the first failure after half an hour in which no check came through', async () => {
    const till = openTill();
    const ledger = openLedger(till, { policy: { firstCheckMs: 30 * MINUTE_MS } });
    await sent(ledger);
    till.lookUpError = new Error('down');
    await ledger.pass(30 * MINUTE_MS);

    expect(alerts(ledger)).toBe(1);
  });

  test('comes for a payout that the provider has lost', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    await sent(ledger);
    till.payouts.clear();
    await ledger.pass(15 * MINUTE_MS);

    expect(alerts(ledger)).toBe(1);
    expect(await now(ledger)).toMatchObject({ state: 'pending', hold: 'held' });
  });
});

describe('a lease that ran out', () => {
  /** Lets a worker stand still in the middle of sending, until another has taken over. */
  async function standstill(till: Till, ledger: Ledger) {
    const gate = shutGate();
    till.answers.push(async (request) => {
      await gate.opened;
      return holdPayout(till, aRequest({ reference: request.reference }));
    });
    const slow = sent(ledger);
    while (till.sent.length === 0) await Promise.resolve();
    await ledger.clock.advance(4 * MINUTE_MS);
    return { gate, slow };
  }

  test('lets another worker take over, under the same reference, and both come to the same end', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    const { gate, slow } = await standstill(till, ledger);
    await ledger.pass(0, ledger.boot().worker);
    expect(await now(ledger)).toMatchObject({ state: 'pending', sends: 2 });
    gate.open();

    expect(await slow).toMatchObject({ state: 'pending', providerId: 'at-salary-1' });
    expect(till.payouts.size).toBe(1);
    expect((await ledger.payouts.history((await now(ledger)).id)).transfers.map(({ kind }) => kind)).toEqual(['hold']);
  });

  test('lets nobody send again where repeats are not recognised', async () => {
    const till = openTill({ capability: FORGETS });
    const ledger = openLedger(till);
    const { gate, slow } = await standstill(till, ledger);
    await ledger.pass(HOUR_MS, ledger.boot().worker);
    expect(await now(ledger)).toMatchObject({ state: 'needs_review', reviewReason: 'absent' });
    gate.open();

    expect(await slow).toMatchObject({ state: 'pending', providerId: 'at-salary-1' });
    expect(till.sent).toHaveLength(1);
  });

  test('of a look-up says nothing about the attempt that came after', async () => {
    const till = openTill({ capability: FORGETS });
    const ledger = openLedger(till);
    till.answers.push(LOST);
    await sent(ledger);
    await ledger.clock.advance(5 * SECOND_MS);
    const gate = shutGate();
    const { payouts } = till.provider;
    if (payouts === undefined) throw new TypeError('the till has payouts');
    const slowProvider = {
      ...till.provider,
      payouts: { ...payouts, findPayout: () => gate.opened.then(() => undefined) },
    };
    const slow = ledger.boot([{ id: 'main', provider: slowProvider }]).worker.drain();
    await ledger.clock.advance(4 * MINUTE_MS);
    holdPayout(till, aRequest());
    till.settle('salary-1', { status: 'failed', final: true, providerStatus: 'failed' });
    await ledger.pass(0);
    const failed = await now(ledger);
    till.answers.push(LOST);
    const again = await ledger.payouts.retryPayout({ id: failed.id, revision: failed.revision, actor: 'bob' });
    gate.open();
    await slow;

    expect(again).toMatchObject({ state: 'unknown', attempt: 2 });
    expect(await now(ledger)).toMatchObject({ state: 'unknown', attempt: 2, absences: 0, firstAbsentAt: undefined });
  });
});
