import {
  InvalidRequestError,
  OutcomeUnknownError,
  ProviderUnreachableError,
  UnsupportedOperationError,
} from '@paymux/core';
import { createFakeProvider } from '@paymux/core/testing';
import { describe, expect, test } from 'vitest';
import { shutGate } from '../../test/gate.js';
import { aPayout, deliver } from '../../test/gateway.js';
import { aRequest, DAY_MS, HOUR_MS, type Ledger, MINUTE_MS, openLedger } from '../../test/ledger.js';
import { BLIND, holdPayout, openTill, type Till } from '../../test/till.js';
import { entryDigest } from '../durable/history.js';
import { StoreUnavailableError } from '../durable/store-unavailable-error.js';
import type { WalletProfile } from '../profile/wallet-profile.js';
import { IdempotencyConflictError, NotCoveredError, PayoutStateError } from './payout-errors.js';
import { PAYOUT_POLICY } from './payout-policy.js';
import type { PayoutRecord } from './payout-record.js';
import type { PayoutRequest } from './payout-service.js';

const NOW = new Date('2026-01-01T00:00:00.000Z');
const UNREACHABLE = (): never => {
  throw new ProviderUnreachableError('connection_refused');
};
const LOST = (): never => {
  throw new OutcomeUnknownError('salary-1');
};

function by(actor: string, { id, revision }: PayoutRecord, note?: string) {
  return { id, revision, actor, note };
}

/** How many commits were made since. */
function countCommits(ledger: Ledger): () => number {
  const commit = ledger.store.commit.bind(ledger.store);
  let commits = 0;
  ledger.store.commit = (changes, effect) => {
    commits += 1;
    return commit(changes, effect);
  };
  return () => commits;
}

/** A payout that failed for good at its provider. */
async function aFailedPayout(
  ledger: Ledger,
  till: Till,
  changes: Parameters<typeof aRequest>[0] = {},
): Promise<PayoutRecord> {
  const { id, reference } = await ledger.payouts.createPayout(aRequest(changes));
  till.settle(reference, { status: 'failed', final: true, providerStatus: 'failed' });
  return ledger.payouts.checkPayout(id);
}

/** A payout whose outcome nobody can find out. */
async function aPayoutInReview(ledger: Ledger, till: Till): Promise<PayoutRecord> {
  till.answers.push(LOST);
  const { id } = await ledger.payouts.createPayout(aRequest());
  return ledger.payouts.checkPayout(id);
}

describe('a new payout', () => {
  test('is written down, with its money on hold, before the provider hears of it', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    till.answers.push(async (request) => {
      const stored = await ledger.store.payoutByReference('main', 'salary-1');
      expect(stored).toMatchObject({ state: 'submitting', hold: 'held', sends: 1, openSends: [1] });
      return holdPayout(till, aRequest({ reference: request.reference }));
    });

    const payout = await ledger.payouts.createPayout(aRequest());

    expect(payout).toMatchObject({ state: 'pending', status: 'pending', providerId: 'at-salary-1', openSends: [] });
    expect(await ledger.books()).toEqual({ available: '-40', held: '40' });
    expect(till.sent).toHaveLength(1);
  });

  test('is accepted and about to be sent in one commit, and settled in another', async () => {
    const ledger = openLedger(openTill());
    const commits = countCommits(ledger);
    const payout = await ledger.payouts.createPayout(aRequest());

    expect([commits(), payout.revision]).toEqual([2, 2]);
    const { events } = await ledger.payouts.history(payout.id);
    expect(events.map(({ actor, from, to, type }) => [type, from, to, actor])).toEqual([
      ['created', undefined, 'ready', 'alice'],
      ['sending', 'ready', 'submitting', 'worker'],
      ['answered', 'submitting', 'pending', 'worker'],
    ]);
  });

  test('is sent once when the answer of the store about its acceptance was lost on the way', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    const commit = ledger.store.commit.bind(ledger.store);
    // As a store does it whose connection broke: it makes the commit again, and finds its own rows.
    ledger.store.commit = async (changes, effect) => {
      ledger.store.commit = commit;
      await commit(changes, effect);
      return commit(changes, effect);
    };

    expect(await ledger.payouts.createPayout(aRequest())).toMatchObject({ state: 'pending', sends: 1, revision: 2 });
    expect(till.sent).toHaveLength(1);
    expect(await ledger.books()).toEqual({ available: '-40', held: '40' });
  });

  test('is not sent by whoever took longer than its lease to store it, but asked for and sent by the next', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    const commit = ledger.store.commit.bind(ledger.store);
    ledger.store.commit = async (changes, effect) => {
      ledger.store.commit = commit;
      const made = await commit(changes, effect);
      await ledger.clock.advance(PAYOUT_POLICY.leaseMs);
      return made;
    };

    expect(await ledger.payouts.createPayout(aRequest())).toMatchObject({ state: 'submitting', openSends: [1] });
    expect(till.sent).toEqual([]);
    await ledger.pass(DAY_MS);
    expect(await ledger.payouts.findPayout({ reference: 'salary-1' })).toMatchObject({ state: 'pending' });
    expect([till.lookUps[0], till.sent.length]).toEqual([{ reference: 'salary-1' }, 1]);
  });

  test('is asked for before it is sent, when whoever stored it died before the call', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    const commit = ledger.store.commit.bind(ledger.store);
    ledger.store.commit = async (changes, effect) => {
      await commit(changes, effect);
      throw new StoreUnavailableError('gone');
    };
    await expect(ledger.payouts.createPayout(aRequest())).rejects.toMatchObject({ outcome: 'unknown' });
    ledger.store.commit = commit;
    expect(till.sent).toEqual([]);

    expect(await ledger.payouts.findPayout({ reference: 'salary-1' })).toMatchObject({ state: 'submitting', sends: 1 });
    await ledger.pass(DAY_MS);
    expect(await ledger.payouts.findPayout({ reference: 'salary-1' })).toMatchObject({ state: 'pending' });
    expect([till.lookUps[0], till.sent.length]).toEqual([{ reference: 'salary-1' }, 1]);
  });

  test('runs to its end at the fake provider', async () => {
    const fake = createFakeProvider();
    const ledger = openLedger(fake);
    const { id } = await ledger.payouts.createPayout(aRequest());
    await fake.control.completePayout('salary-1');
    await ledger.pass(5 * MINUTE_MS);

    expect(await ledger.payouts.findPayout({ id })).toMatchObject({ state: 'confirmed', hold: 'posted' });
    expect(await ledger.books()).toEqual({ available: '-40', paid: '40' });
    expect(fake.control.transfers()).toHaveLength(1);
  });

  test('outlives an answer that is lost at the fake provider', async () => {
    const fake = createFakeProvider({ maxRetries: 0 });
    const ledger = openLedger(fake);
    fake.control.fault({ kind: 'reset-after', operation: 'createPayout' });
    const { id, state } = await ledger.payouts.createPayout(aRequest());
    await ledger.pass(5000);

    expect(state).toBe('unknown');
    expect(await ledger.payouts.findPayout({ id })).toMatchObject({ state: 'pending', sends: 1 });
    expect(fake.control.payouts()).toHaveLength(1);
  });

  test('sends its terms as they were asked for, with the amount in its plain form', async () => {
    const till = openTill();
    await openLedger(till).payouts.createPayout(
      aRequest({ amount: { amount: '40.500', currency: 'usdt' }, network: 'tron' }),
    );

    expect(till.sent).toMatchObject([
      { reference: 'salary-1', amount: { amount: '40.5', currency: 'USDT' }, network: 'tron' },
    ]);
    expect(till.sent[0]).not.toHaveProperty('creator');
  });

  test('says that the outcome is unknown when the store fails after the provider was asked', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    const commit = ledger.store.commit.bind(ledger.store);
    till.answers.push((request) => {
      ledger.store.commit = () => Promise.reject(new StoreUnavailableError('gone'));
      return holdPayout(till, aRequest({ reference: request.reference }));
    });
    const failure = ledger.payouts.createPayout(aRequest());

    await expect(failure).rejects.toMatchObject({ code: 'store_unavailable', outcome: 'unknown' });
    ledger.store.commit = commit;
    await ledger.clock.advance(3 * MINUTE_MS);
    await ledger.pass(0);
    expect(await ledger.payouts.findPayout({ reference: 'salary-1' })).toMatchObject({ state: 'pending', sends: 1 });
  });
});

describe('the same request again', () => {
  test('is the same payout, also years later, and sends nothing', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    const first = await ledger.payouts.createPayout(aRequest());
    await ledger.clock.advance(800 * DAY_MS);
    const again = await ledger
      .boot()
      .payouts.createPayout(aRequest({ creator: 'bob', amount: { amount: '40.00', currency: 'usdt' } }));

    expect(again).toEqual(first);
    expect(till.sent).toHaveLength(1);
  });

  test('is answered alike for a hundred callers at once in two processes, who cost one call', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    const gate = shutGate();
    till.answers.push(async () => {
      await gate.opened;
      return holdPayout(till, aRequest());
    });
    const other = ledger.boot();
    const calls = Array.from({ length: 100 }, (_, index) =>
      (index % 2 === 0 ? ledger : other).payouts.createPayout(aRequest()),
    );
    await ledger.clock.whenSleeping(99);
    gate.open();
    await ledger.clock.advance(1000);
    const answers = await Promise.all(calls);

    expect(till.sent).toHaveLength(1);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ state: 'pending' });
  });

  test('is answered without waiting on, once the first sending has taken longer than it can', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    const gate = shutGate();
    till.answers.push(async () => {
      await gate.opened;
      return holdPayout(till, aRequest());
    });
    const first = ledger.payouts.createPayout(aRequest());
    const second = ledger.payouts.createPayout(aRequest());
    await ledger.clock.whenSleeping();
    await ledger.clock.advance(4 * MINUTE_MS);

    expect(await second).toMatchObject({ state: 'submitting' });
    gate.open();
    expect(await first).toMatchObject({ state: 'pending' });
  });

  test('is the payout there is although its client or its limits have changed', async () => {
    const till = openTill();
    let client: 'ok' | 'inactive' = 'ok';
    const limits = { perPayout: { USDT: '40' } };
    const ledger = openLedger(till, { checkClient: () => client, rules: { main: { limits } } });
    const first = await ledger.payouts.createPayout(aRequest({ client: 'acme' }));
    client = 'inactive';
    limits.perPayout.USDT = '1';

    expect(await ledger.payouts.createPayout(aRequest({ client: 'acme' }))).toEqual(first);
  });

  test.each<readonly [string, Parameters<typeof aRequest>[0]]>([
    ['amount', { amount: { amount: '41', currency: 'USDT' } }],
    ['currency', { amount: { amount: '40', currency: 'USDC' } }],
    ['destination', { destination: { type: 'crypto_address', address: 'TABC' } }],
    ['network', { network: 'eth' }],
    ['memo', { memo: '7' }],
    ['client', { client: 'acme' }],
    ['origin', { origin: 'bonus' }],
    ['time', { sendAt: new Date('2026-02-01T00:00:00.000Z') }],
    ['trigger', { trigger: { period: '2026-01' } }],
    ['need for approval', { needsApproval: true }],
    ['wallet profile', { walletProfileId: 'wallet' }],
  ])('with another %s under the reference is a conflict that names both', async (_what, changes) => {
    const till = openTill();
    const ledger = openLedger(till);
    const { fingerprint } = await ledger.payouts.createPayout(aRequest());
    const error: unknown = await ledger.payouts.createPayout(aRequest(changes)).catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(IdempotencyConflictError);
    expect(error).toMatchObject({ key: 'salary-1', heldBy: fingerprint, outcome: 'not_sent' });
    expect((error as IdempotencyConflictError).fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect((error as IdempotencyConflictError).fingerprint).not.toBe(fingerprint);
    expect(till.sent).toHaveLength(1);
  });

  test('under the reference of another account is another payout', async () => {
    const [till, second] = [openTill(), openTill()];
    const ledger = openLedger(till, { others: [{ id: 'second', provider: second.provider }] });
    await ledger.payouts.createPayout(aRequest());
    await ledger.payouts.createPayout(aRequest({ account: 'second' }));

    expect([till.sent.length, second.sent.length]).toEqual([1, 1]);
  });
});

const PROFILE: WalletProfile = {
  id: 'wallet',
  client: 'acme',
  displayName: 'Acme',
  currency: 'USDT',
  destination: { type: 'crypto_address', address: 'TXYZ' },
  status: 'active',
  revision: 1,
  createdAt: NOW,
  updatedAt: NOW,
};

describe('a request that cannot be right', () => {
  test('hears of all its problems at once, and nothing is stored', async () => {
    const ledger = openLedger(openTill(), {
      checkClient: () => 'unknown',
      rules: { nowhere: { limits: { perPayout: { USDT: '39' } } } },
    });
    const error: unknown = await ledger.payouts
      .createPayout(
        aRequest({
          reference: 'no spaces',
          creator: ' ',
          account: 'nowhere',
          client: 'acme',
          walletProfileId: 'none',
          sendAt: new Date(NaN),
        }),
      )
      .catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(InvalidRequestError);
    expect((error as InvalidRequestError).problems.map(({ path }) => path)).toEqual([
      'reference',
      'creator',
      'sendAt',
      'account',
      'amount.amount',
      'client',
      'walletProfileId',
    ]);
    expect((await ledger.payouts.listPayouts()).records).toEqual([]);
  });

  test.each(['0', '-1', '1e3', ''])('such as an amount of "%s" is refused', async (amount) => {
    const till = openTill();
    const failure = openLedger(till).payouts.createPayout(aRequest({ amount: { amount, currency: 'USDT' } }));

    await expect(failure).rejects.toThrow(InvalidRequestError);
    expect(till.sent).toEqual([]);
  });

  test.each([
    ['unknown', 'is not known'],
    ['inactive', 'is not active'],
  ] as const)('for a client that is %s is refused', async (answer, message) => {
    const ledger = openLedger(openTill(), { checkClient: () => answer });
    const failure = ledger.payouts.createPayout(aRequest({ client: 'acme' }));

    await expect(failure).rejects.toMatchObject({ problems: [{ path: 'client', message }] });
  });

  test.each<readonly [string, Partial<WalletProfile>, string]>([
    ['blocked', { status: 'blocked' }, 'is blocked'],
    ['archived', { status: 'archived' }, 'is archived'],
    ['of another client', { client: 'other' }, 'belongs to another client'],
  ])('to a wallet profile that is %s is refused', async (_what, changes, message) => {
    const ledger = openLedger(openTill());
    await ledger.store.commit([{ change: 'profile_insert', profile: { ...PROFILE, ...changes } }]);
    const failure = ledger.payouts.createPayout(aRequest({ client: 'acme', walletProfileId: 'wallet' }));

    await expect(failure).rejects.toMatchObject({ problems: [{ path: 'walletProfileId', message }] });
  });

  test('is not approved once its wallet was blocked, and goes on waiting', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    await ledger.store.commit([{ change: 'profile_insert', profile: PROFILE }]);
    const request = aRequest({ client: 'acme', walletProfileId: 'wallet', needsApproval: true });
    const asked = await ledger.payouts.createPayout(request);
    const blocked = { ...PROFILE, status: 'blocked' as const, revision: PROFILE.revision + 1 };
    await ledger.store.commit([{ change: 'profile_update', profile: blocked }]);

    await expect(ledger.payouts.approvePayout(by('bob', asked))).rejects.toThrow('client or wallet cannot be paid');
    expect(await ledger.payouts.findPayout({ id: asked.id })).toMatchObject({
      state: 'awaiting_approval',
      hold: 'none',
    });
    expect(till.sent).toEqual([]);
  });

  test('without a destination is refused at once', async () => {
    const { destination: _destination, ...request } = aRequest();
    const failure = openLedger(openTill()).payouts.createPayout(request as PayoutRequest);

    await expect(failure).rejects.toMatchObject({ problems: [{ path: 'destination' }] });
  });

  test('for an account that sends no payouts is refused', async () => {
    const { capabilities, payouts: _payouts, ...provider } = openTill().provider;
    const ledger = openLedger({ ...provider, capabilities: { ...capabilities, operations: {} } });

    await expect(ledger.payouts.createPayout(aRequest())).rejects.toThrow(UnsupportedOperationError);
  });

  test.each([
    ['40.01', 'must not be more than 40 USDT'],
    ['0.99', 'must not be less than 1 USDT'],
  ])('such as %s outside the limits for one payout is refused', async (amount, message) => {
    const limits = { perPayout: { USDT: '40' }, atLeast: { USDT: '1' } };
    const ledger = openLedger(openTill(), { rules: { main: { limits } } });
    const failure = ledger.payouts.createPayout(aRequest({ amount: { amount, currency: 'USDT' } }));

    await expect(failure).rejects.toMatchObject({ problems: [{ path: 'amount.amount', message }] });
    await expect(
      ledger.payouts.createPayout(aRequest({ amount: { amount: '40', currency: 'USDT' } })),
    ).resolves.toBeDefined();
    const least = aRequest({ reference: 'salary-2', amount: { amount: '1', currency: 'USDT' } });
    await expect(ledger.payouts.createPayout(least)).resolves.toBeDefined();
  });

  test('such as a bonus under the reference of a later attempt is refused', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    await ledger.payouts.retryPayout(by('bob', await aFailedPayout(ledger, till)));
    const failure = ledger.payouts.createPayout(aRequest({ reference: 'salary-1-r2' }));

    await expect(failure).rejects.toMatchObject({ problems: [{ path: 'reference' }] });
    expect(till.sent).toHaveLength(2);
  });

  test('exceeds the day of a wallet profile', async () => {
    const ledger = openLedger(openTill());
    await ledger.store.commit([{ change: 'profile_insert', profile: { ...PROFILE, dailyLimit: '60' } }]);
    const toWallet = { client: 'acme', walletProfileId: 'wallet' };
    await ledger.payouts.createPayout(aRequest(toWallet));
    const second = aRequest({ ...toWallet, reference: 'salary-2' });

    await expect(ledger.payouts.createPayout(second)).rejects.toMatchObject({ reason: 'daily_limit' });
    await ledger.clock.advance(DAY_MS);
    await expect(ledger.payouts.createPayout(second)).resolves.toMatchObject({ state: 'pending' });
  });
});

describe("a client's limit for the day", () => {
  const rules = { main: { limits: { perClientAndDay: { USDT: '100' } } } };

  test('holds for all payouts of the day together, and for no other client', async () => {
    const ledger = openLedger(openTill(), { rules });
    const ask = (reference: string, client: string) => ledger.payouts.createPayout(aRequest({ reference, client }));
    await ask('one', 'acme');
    await ask('two', 'acme');

    await expect(ask('three', 'acme')).rejects.toMatchObject({ reason: 'daily_limit', outcome: 'not_sent' });
    await expect(ask('four', 'other')).resolves.toMatchObject({ state: 'pending' });
    await ledger.clock.advance(DAY_MS);
    await expect(ask('three', 'acme')).resolves.toMatchObject({ state: 'pending' });
  });

  test('is never broken by payouts that race', async () => {
    const ledger = openLedger(openTill(), { rules });
    const calls = Array.from({ length: 10 }, (_, index) =>
      ledger.payouts.createPayout(aRequest({ reference: `race-${String(index)}`, client: 'acme' })),
    );
    const settled = await Promise.allSettled(calls);

    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
  });

  test('takes a payout back that was withdrawn, and once only', async () => {
    const ledger = openLedger(openTill(), { rules });
    const ask = (reference: string) =>
      ledger.payouts.createPayout(aRequest({ reference, client: 'acme', needsApproval: true }));
    const first = await ask('one');
    await ask('two');
    await expect(ask('three')).rejects.toThrow(NotCoveredError);
    await ledger.payouts.rejectPayout(by('bob', first));

    await expect(ask('three')).resolves.toBeDefined();
    await expect(ask('four')).rejects.toThrow(NotCoveredError);
  });
});

describe('cover', () => {
  test('by the ledger is never overdrawn by 64 payouts that race', async () => {
    const till = openTill();
    const ledger = openLedger(till, { rules: { main: { cover: 'ledger' } } });
    await ledger.fund('1000');
    const other = ledger.boot();
    const calls = Array.from({ length: 64 }, (_, index) =>
      (index % 2 === 0 ? ledger : other).payouts.createPayout(aRequest({ reference: `race-${String(index)}` })),
    );
    const settled = await Promise.allSettled(calls);
    const refused = settled.flatMap((call) => (call.status === 'rejected' ? [call.reason as unknown] : []));

    expect(refused).toHaveLength(39);
    expect(refused.every((error) => error instanceof NotCoveredError && error.reason === 'balance')).toBe(true);
    expect(till.sent).toHaveLength(25);
    expect(await ledger.books()).toEqual({ external: '-1000', held: '1000' });
  });

  test('by the provider holds everything that is on hold against what it says is there', async () => {
    const rules = { main: { cover: (currency: string) => Promise.resolve({ amount: '100', currency }) } };
    const ledger = openLedger(openTill(), { rules });
    const ask = (reference: string) => ledger.payouts.createPayout(aRequest({ reference }));
    await ask('one');
    await ask('two');

    await expect(ask('three')).rejects.toMatchObject({ reason: 'balance' });
    expect(await ledger.payouts.findPayout({ reference: 'three' })).toBeUndefined();
  });

  test.each([undefined, { amount: '100', currency: 'BTC' }])('by a provider that tells %o is none', async (balance) => {
    const ledger = openLedger(openTill(), { rules: { main: { cover: () => Promise.resolve(balance) } } });

    await expect(ledger.payouts.createPayout(aRequest())).rejects.toMatchObject({ reason: 'balance' });
  });
});

describe('a scheduled payout', () => {
  const sendAt = new Date(NOW.getTime() + 10 * DAY_MS);
  let client: 'ok' | 'inactive' = 'ok';
  let limits: { perPayout?: Readonly<Record<string, string>> } = {};

  test('is sent at its time and not before, whoever asks how it stands', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    const { id, state } = await ledger.payouts.createPayout(aRequest({ sendAt, origin: 'scheduled' }));
    await ledger.pass(10 * DAY_MS - 1);
    const early = await ledger.payouts.checkPayout(id);

    expect([state, early.state, early.hold, till.sent.length]).toEqual(['scheduled', 'scheduled', 'none', 0]);
    await ledger.pass(1);
    expect(await ledger.payouts.findPayout({ id })).toMatchObject({
      state: 'pending',
      hold: 'held',
      origin: 'scheduled',
    });
    expect(await ledger.told(id)).toEqual([
      'created → scheduled',
      'started → ready',
      'sending → submitting',
      'answered → pending',
    ]);
  });

  test('fails, and nothing is sent, if the balance is not there at its time', async () => {
    const till = openTill();
    const ledger = openLedger(till, { rules: { main: { cover: 'ledger' } } });
    const { id } = await ledger.payouts.createPayout(aRequest({ sendAt }));
    await ledger.pass(10 * DAY_MS);

    expect(await ledger.payouts.findPayout({ id })).toMatchObject({
      state: 'failed',
      hold: 'none',
      failureReason: 'the balance does not cover it',
    });
    expect(till.sent).toEqual([]);
    expect(await ledger.books()).toEqual({});
  });

  test('waits while the balance cannot be asked for, and fails when that lasts', async () => {
    const till = openTill();
    let isDown = true;
    const cover = (currency: string) =>
      isDown ? Promise.reject(new Error('down')) : Promise.resolve({ amount: '100', currency });
    const ledger = openLedger(till, { rules: { main: { cover } } });
    const one = await ledger.payouts.createPayout(aRequest({ sendAt }));
    await ledger.pass(10 * DAY_MS + HOUR_MS);
    expect(await ledger.payouts.findPayout({ id: one.id })).toMatchObject({ state: 'scheduled' });
    isDown = false;
    await ledger.pass(5 * MINUTE_MS);
    expect(await ledger.payouts.findPayout({ id: one.id })).toMatchObject({ state: 'pending' });

    isDown = true;
    const later = new Date(ledger.clock.now().getTime() + HOUR_MS);
    const two = await ledger.payouts.createPayout(aRequest({ reference: 'salary-2', sendAt: later }));
    await ledger.pass(26 * HOUR_MS);
    expect(await ledger.payouts.findPayout({ id: two.id })).toMatchObject({
      state: 'failed',
      failureReason: 'the balance could not be asked for',
    });
    expect(till.sent).toHaveLength(1);
  });

  test.each<readonly [string, (ledger: Ledger) => Promise<unknown>, string]>([
    [
      'its client is not paid any more',
      () => {
        client = 'inactive';
        return Promise.resolve();
      },
      'the client is not active when its time came',
    ],
    [
      'its wallet was blocked',
      ({ store }) =>
        store.commit([{ change: 'profile_update', profile: { ...PROFILE, status: 'blocked', revision: 2 } }]),
      'the wallet is blocked when its time came',
    ],
    [
      'it is more than a limit that was set',
      () => {
        limits.perPayout = { USDT: '39' };
        return Promise.resolve();
      },
      'the amount must not be more than 39 USDT, by the limits when its time came',
    ],
  ])('fails, with nothing sent or on hold, if %s by then', async (_what, change, failureReason) => {
    client = 'ok';
    const till = openTill();
    limits = {};
    const ledger = openLedger(till, { checkClient: () => client, rules: { main: { limits } } });
    await ledger.store.commit([{ change: 'profile_insert', profile: PROFILE }]);
    const { id } = await ledger.payouts.createPayout(aRequest({ sendAt, client: 'acme', walletProfileId: 'wallet' }));
    await change(ledger);
    await ledger.pass(10 * DAY_MS);

    expect(await ledger.payouts.findPayout({ id })).toMatchObject({ state: 'failed', hold: 'none', failureReason });
    expect(till.sent).toEqual([]);
    expect(await ledger.books()).toEqual({});
    expect(await ledger.told(id)).toEqual(['created → scheduled', 'started → failed']);
  });

  test('waits while nobody says whether its client is paid', async () => {
    let isDown = false;
    const till = openTill();
    const checkClient = () => (isDown ? Promise.reject(new Error('down')) : Promise.resolve('ok' as const));
    const ledger = openLedger(till, { checkClient });
    const { id } = await ledger.payouts.createPayout(aRequest({ sendAt, client: 'acme' }));
    isDown = true;
    await ledger.pass(10 * DAY_MS + HOUR_MS);
    expect(await ledger.payouts.findPayout({ id })).toMatchObject({ state: 'scheduled' });

    await ledger.pass(DAY_MS);
    expect(await ledger.payouts.findPayout({ id })).toMatchObject({
      state: 'failed',
      failureReason: 'the client could not be asked for',
    });
    expect(till.sent).toEqual([]);
  });

  test('for a time that has passed is sent at once', async () => {
    const till = openTill();

    expect(await openLedger(till).payouts.createPayout(aRequest({ sendAt: NOW }))).toMatchObject({ state: 'pending' });
  });
});

describe('a payout that needs approval', () => {
  test('holds nothing and is not sent until somebody else agrees', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    const asked = await ledger.payouts.createPayout(aRequest({ needsApproval: true }));
    await ledger.pass(DAY_MS);
    expect(await ledger.payouts.checkPayout(asked.id)).toEqual(asked);
    expect([await ledger.books(), till.sent.length]).toEqual([{}, 0]);
    const approved = await ledger.payouts.approvePayout(by('bob', asked));

    expect(approved).toMatchObject({ state: 'pending', approvedBy: 'bob', hold: 'held' });
    expect(await ledger.books()).toEqual({ available: '-40', held: '40' });
    expect(await ledger.store.payoutEvents(asked.id)).toMatchObject([
      { actor: 'alice', source: 'api', type: 'created', to: 'awaiting_approval' },
      { actor: 'bob', source: 'person', type: 'approved', from: 'awaiting_approval', to: 'ready' },
      { actor: 'worker', type: 'sending' },
      { actor: 'worker', type: 'answered' },
    ]);
  });

  test('cannot be approved by who asked for it', async () => {
    const ledger = openLedger(openTill());
    const asked = await ledger.payouts.createPayout(aRequest({ needsApproval: true }));

    await expect(ledger.payouts.approvePayout(by('alice', asked))).rejects.toThrow(PayoutStateError);
    expect(await ledger.payouts.findPayout(asked)).toEqual(asked);
  });

  test('cannot be approved or rejected as it was some time ago', async () => {
    const ledger = openLedger(openTill());
    const asked = await ledger.payouts.createPayout(aRequest({ needsApproval: true }));
    const stale = { ...asked, revision: asked.revision - 1 };

    await expect(ledger.payouts.approvePayout(by('bob', stale))).rejects.toThrow('look again');
    await expect(ledger.payouts.rejectPayout(by('bob', stale))).rejects.toThrow('look again');
  });

  test('is decided once, by two people at the same time', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    const asked = await ledger.payouts.createPayout(aRequest({ needsApproval: true }));
    const settled = await Promise.allSettled([
      ledger.payouts.approvePayout(by('bob', asked)),
      ledger.payouts.rejectPayout(by('carol', asked)),
      ledger.payouts.approvePayout(by('dave', asked)),
    ]);

    expect(settled.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(till.sent).toHaveLength(settled[1].status === 'fulfilled' ? 0 : 1);
  });

  test('is cancelled when it is rejected, and cannot be brought back past the approval', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    const asked = await ledger.payouts.createPayout(aRequest({ needsApproval: true }));
    const rejected = await ledger.payouts.rejectPayout(by('bob', asked, 'not this month'));

    expect(rejected).toMatchObject({ state: 'cancelled', status: 'cancelled', hold: 'none' });
    await expect(ledger.payouts.approvePayout(by('bob', rejected))).rejects.toThrow(PayoutStateError);
    await expect(ledger.payouts.retryPayout(by('alice', rejected))).rejects.toThrow('withdrawn');
    expect(till.sent).toEqual([]);
  });

  test('cannot be decided by nobody', async () => {
    const ledger = openLedger(openTill());
    const asked = await ledger.payouts.createPayout(aRequest({ needsApproval: true }));

    await expect(ledger.payouts.approvePayout(by(' ', asked))).rejects.toMatchObject({ problems: [{ path: 'actor' }] });
    expect(await ledger.payouts.findPayout(asked)).toEqual(asked);
  });

  test('is not sent past the approval by way of a review', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    const asked = await ledger.payouts.createPayout(aRequest({ needsApproval: true }));
    const payout = aPayout({ destination: aRequest().destination });
    await ledger.intake.receive('main', deliver({ kind: 'payout', type: 'payout.paid', payout }));
    await ledger.pass(0);
    const review = await ledger.payouts.checkPayout(asked.id);
    const failed = await ledger.payouts.resolvePayout({ ...by('alice', review), as: 'failed', note: 'never sent' });

    expect(review).toMatchObject({ state: 'needs_review', reviewReason: 'contradiction' });
    expect(await ledger.payouts.retryPayout(by('alice', failed))).toMatchObject({ state: 'awaiting_approval' });
    expect(till.sent).toEqual([]);
  });

  test('goes on waiting when it is approved without cover', async () => {
    const ledger = openLedger(openTill(), { rules: { main: { cover: 'ledger' } } });
    const asked = await ledger.payouts.createPayout(aRequest({ needsApproval: true }));

    await expect(ledger.payouts.approvePayout(by('bob', asked))).rejects.toThrow(NotCoveredError);
    await ledger.fund('40');
    expect(await ledger.payouts.approvePayout(by('bob', asked))).toMatchObject({ state: 'pending' });
  });

  test('is scheduled when it is approved before its time', async () => {
    const ledger = openLedger(openTill());
    const sendAt = new Date(NOW.getTime() + HOUR_MS);
    const asked = await ledger.payouts.createPayout(aRequest({ needsApproval: true, sendAt }));
    const approved = await ledger.payouts.approvePayout(by('bob', asked));
    await ledger.pass(HOUR_MS);

    expect(approved).toMatchObject({ state: 'scheduled', hold: 'none', dueAt: sendAt });
    expect(await ledger.payouts.findPayout(asked)).toMatchObject({ state: 'pending' });
  });
});

describe('cancelling', () => {
  test('withdraws what was scheduled', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    const asked = await ledger.payouts.createPayout(aRequest({ sendAt: new Date(NOW.getTime() + HOUR_MS) }));
    const cancelled = await ledger.payouts.cancelPayout(by('bob', asked));
    await ledger.pass(2 * HOUR_MS);

    expect(cancelled).toMatchObject({ state: 'cancelled', dueAt: undefined });
    expect(till.sent).toEqual([]);
  });

  test('withdraws what provably never arrived, and gives its money back', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    till.answers.push(UNREACHABLE);
    const ready = await ledger.payouts.createPayout(aRequest());
    const cancelled = await ledger.payouts.cancelPayout(by('bob', ready));
    await ledger.pass(HOUR_MS);

    expect(ready).toMatchObject({ state: 'ready', openSends: [] });
    expect(cancelled).toMatchObject({ state: 'cancelled', hold: 'voided' });
    expect(await ledger.books()).toEqual({});
    expect(till.sent).toHaveLength(1);
  });

  test('asks the provider to stop what it holds, and takes over what it answers', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    const pending = await ledger.payouts.createPayout(aRequest());
    const cancelled = await ledger.payouts.cancelPayout(by('bob', pending, 'wrong address'));

    expect(cancelled).toMatchObject({ state: 'cancelled', hold: 'voided', providerStatus: 'stopped' });
    expect(await ledger.books()).toEqual({});
    expect((await ledger.told(pending.id)).slice(-2)).toEqual(['cancel_requested → pending', 'looked_up → cancelled']);
  });

  test('changes nothing when the provider refuses to', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    const pending = await ledger.payouts.createPayout(aRequest());
    till.payouts.clear();

    await expect(ledger.payouts.cancelPayout(by('bob', pending))).rejects.toThrow('holds no');
    expect(await ledger.payouts.findPayout(pending)).toEqual(pending);
  });

  test('is refused where the provider cannot stop one', async () => {
    const { capabilities, payouts, ...provider } = openTill().provider;
    if (payouts === undefined) throw new TypeError('the till has payouts');
    const { cancelPayout: _cancelPayout, ...others } = payouts;
    const { cancelPayout: _capability, ...operations } = capabilities.operations;
    const ledger = openLedger({ ...provider, payouts: others, capabilities: { ...capabilities, operations } });
    const pending = await ledger.payouts.createPayout(aRequest());

    await expect(ledger.payouts.cancelPayout(by('bob', pending))).rejects.toThrow(UnsupportedOperationError);
  });

  test('is refused while nobody knows the outcome, and when it is over', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    till.answers.push(LOST);
    const unknown = await ledger.payouts.createPayout(aRequest());
    const failed = await aFailedPayout(ledger, till, { reference: 'salary-2' });

    await expect(ledger.payouts.cancelPayout(by('bob', unknown))).rejects.toMatchObject({ state: 'unknown' });
    await expect(ledger.payouts.cancelPayout(by('bob', failed))).rejects.toMatchObject({ state: 'failed' });
    await expect(ledger.payouts.cancelPayout({ id: 'none', revision: 1, actor: 'bob' })).rejects.toThrow(
      InvalidRequestError,
    );
  });
});

describe('trying again', () => {
  test('is a new attempt with its own reference on the wire and its own hold', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    const failed = await aFailedPayout(ledger, till);
    expect(await ledger.books()).toEqual({});
    const again = await ledger.payouts.retryPayout(by('bob', failed));

    expect(till.sent.map(({ reference }) => reference)).toEqual(['salary-1', 'salary-1-r2']);
    expect(again).toMatchObject({
      state: 'pending',
      attempt: 2,
      reference: 'salary-1',
      hold: 'held',
      failureReason: undefined,
    });
    expect(await ledger.books()).toEqual({ available: '-40', held: '40' });
    const { attempts, transfers } = await ledger.payouts.history(failed.id);
    expect(attempts).toMatchObject([
      { number: 1, state: 'failed', wireReference: 'salary-1' },
      { number: 2, state: 'pending', wireReference: 'salary-1-r2' },
    ]);
    expect(transfers.map(({ kind }) => kind)).toEqual(['hold', 'void', 'hold']);
  });

  test('keeps long references apart and within what a reference may be', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    for (const reference of [`${'a'.repeat(99)}1`, `${'a'.repeat(99)}2`]) {
      await ledger.payouts.retryPayout(by('bob', await aFailedPayout(ledger, till, { reference })));
    }
    const wires = till.sent.map(({ reference }) => reference);

    expect(new Set(wires).size).toBe(4);
    expect(wires.every((wire) => /^[A-Za-z0-9_-]{1,100}$/.test(wire))).toBe(true);
    expect(wires[1]).toMatch(/-r2$/);
  });

  test('is refused without cover, for what has not failed, and as it was some time ago', async () => {
    const till = openTill();
    const ledger = openLedger(till, { rules: { main: { cover: 'ledger' } } });
    await ledger.fund('40');
    const failed = await aFailedPayout(ledger, till);
    const pending = await ledger.payouts.createPayout(aRequest({ reference: 'salary-2' }));

    await expect(ledger.payouts.retryPayout(by('bob', failed))).rejects.toThrow(NotCoveredError);
    await expect(ledger.payouts.retryPayout(by('bob', pending))).rejects.toThrow(PayoutStateError);
    await expect(ledger.payouts.retryPayout({ ...by('bob', failed), revision: 1 })).rejects.toThrow('look again');
    expect(till.sent).toHaveLength(2);
  });

  test('is refused where another payout has the reference that it would need', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    await ledger.payouts.createPayout(aRequest({ reference: 'salary-1-r2' }));
    const failed = await aFailedPayout(ledger, till);

    await expect(ledger.payouts.retryPayout(by('bob', failed))).rejects.toThrow('in use');
    expect(await ledger.payouts.findPayout(failed)).toEqual(failed);
  });

  test('goes to a person if the first attempt comes to life', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    const failed = await aFailedPayout(ledger, till);
    await ledger.payouts.retryPayout(by('bob', failed));
    const payout = till.settle('salary-1', { status: 'confirmed', final: true, providerStatus: 'paid' });
    await ledger.intake.receive('main', deliver({ kind: 'payout', type: 'payout.paid', payout }));
    await ledger.pass(0);

    expect(await ledger.payouts.findPayout(failed)).toMatchObject({
      state: 'needs_review',
      reviewReason: 'contradiction',
      attempt: 2,
    });
  });
});

describe('settling by hand', () => {
  test('as failed gives the money back', async () => {
    const till = openTill({ capability: BLIND });
    const ledger = openLedger(till);
    const review = await aPayoutInReview(ledger, till);
    const resolved = await ledger.payouts.resolvePayout({
      ...by('bob', review),
      as: 'failed',
      note: 'not at the provider',
    });

    expect(review).toMatchObject({ state: 'needs_review', reviewReason: 'cannot_be_looked_up', hold: 'held' });
    expect(resolved).toMatchObject({
      state: 'failed',
      hold: 'voided',
      failureReason: 'not at the provider',
      reviewReason: undefined,
    });
    expect(await ledger.books()).toEqual({});
    expect(await ledger.payouts.retryPayout(by('bob', resolved))).toMatchObject({ attempt: 2 });
  });

  test('as confirmed posts the money', async () => {
    const till = openTill({ capability: BLIND });
    const ledger = openLedger(till);
    const review = await aPayoutInReview(ledger, till);
    const resolved = await ledger.payouts.resolvePayout({
      ...by('bob', review),
      as: 'confirmed',
      note: 'seen on the chain',
    });

    expect(resolved).toMatchObject({ state: 'confirmed', hold: 'posted', confirmedAt: NOW, dueAt: undefined });
    expect(await ledger.books()).toEqual({ available: '-40', paid: '40' });
  });

  test('books every change of mind, also of what was given back or paid', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    const failed = await aFailedPayout(ledger, till);
    const contradict = async (status: 'confirmed' | 'failed'): Promise<PayoutRecord> => {
      till.settle('salary-1', { status, final: true, providerStatus: status });
      return ledger.payouts.checkPayout(failed.id);
    };
    const resolve = async (
      review: PayoutRecord,
      as: 'confirmed' | 'failed',
    ): Promise<Readonly<Record<string, string>>> => {
      expect(review).toMatchObject({ state: 'needs_review', reviewReason: 'contradiction' });
      expect(await ledger.payouts.resolvePayout({ ...by('bob', review), as, note: 'seen' })).toMatchObject({
        state: as,
      });
      return ledger.books();
    };

    expect(await resolve(await contradict('confirmed'), 'confirmed')).toEqual({ available: '-40', paid: '40' });
    expect(await resolve(await contradict('failed'), 'failed')).toEqual({});
    expect(await resolve(await contradict('confirmed'), 'confirmed')).toEqual({ available: '-40', paid: '40' });
    expect((await ledger.payouts.history(failed.id)).transfers.map(({ kind }) => kind)).toEqual([
      'hold',
      'void',
      'rehold',
      'post',
      'return',
      'rehold',
      'post',
    ]);
  });

  test('is refused for what needs no review', async () => {
    const ledger = openLedger(openTill());
    const pending = await ledger.payouts.createPayout(aRequest());

    await expect(ledger.payouts.resolvePayout({ ...by('bob', pending), as: 'failed', note: '' })).rejects.toThrow(
      PayoutStateError,
    );
  });

  test('never overrides what became known in between', async () => {
    const till = openTill({ capability: BLIND });
    const ledger = openLedger(till);
    const review = await aPayoutInReview(ledger, till);
    const payout = ledger.store.payout.bind(ledger.store);
    ledger.store.payout = async (id) => {
      ledger.store.payout = payout;
      const seen = await payout(id);
      const told = aPayout({ providerId: 'at-salary-1', destination: aRequest().destination });
      await ledger.intake.receive('main', deliver({ kind: 'payout', type: 'payout.paid', payout: told }));
      await ledger.pass(0);
      return seen;
    };

    await expect(ledger.payouts.resolvePayout({ ...by('bob', review), as: 'failed', note: 'gone' })).rejects.toThrow(
      'look again',
    );
    expect(await ledger.payouts.findPayout(review)).toMatchObject({ state: 'confirmed', hold: 'posted' });
  });
});

describe('reading', () => {
  test('finds by id, by reference, and by account and reference', async () => {
    const ledger = openLedger(openTill());
    const payout = await ledger.payouts.createPayout(aRequest());

    expect(await ledger.payouts.findPayout({ id: payout.id })).toEqual(payout);
    expect(await ledger.payouts.findPayout({ reference: 'salary-1' })).toEqual(payout);
    expect(await ledger.payouts.findPayout({ reference: 'salary-1', account: 'other' })).toBeUndefined();
    await expect(ledger.payouts.checkPayout('none')).rejects.toThrow(InvalidRequestError);
  });

  test('pages through all payouts once, newest first', async () => {
    const ledger = openLedger(openTill());
    for (let number = 1; number <= 5; number += 1) {
      await ledger.payouts.createPayout(
        aRequest({ reference: `p${String(number)}`, client: number % 2 === 0 ? 'even' : 'odd' }),
      );
      await ledger.clock.advance(1);
    }
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const { next, records } = await ledger.payouts.listPayouts({ limit: 2, after });
      seen.push(...records.map(({ reference }) => reference));
      after = next;
    } while (after !== undefined);

    expect(seen).toEqual(['p5', 'p4', 'p3', 'p2', 'p1']);
    const even = await ledger.payouts.listPayouts({ client: 'even', requestedBefore: new Date(NOW.getTime() + 2) });
    expect(even.records.map(({ reference }) => reference)).toEqual(['p2']);
    await expect(ledger.payouts.listPayouts({ after: 'nowhere' })).rejects.toThrow(InvalidRequestError);
  });

  test('adds up exactly what there is of each status and asset', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    for (const [reference, amount] of [
      ['a', '0.1'],
      ['b', '0.2'],
    ] as const) {
      await ledger.payouts.createPayout(aRequest({ reference, amount: { amount, currency: 'USDT' } }));
    }
    await aFailedPayout(ledger, till);

    expect(await ledger.payouts.figures()).toEqual([
      { account: 'main', status: 'pending', count: 2, total: { amount: '0.3', currency: 'USDT' } },
      { account: 'main', status: 'failed', count: 1, total: { amount: '40', currency: 'USDT' } },
    ]);
    expect(await ledger.payouts.figures({ account: 'other' })).toEqual([]);
  });
});

describe('the history of a payout', () => {
  test('says who did what, and is a chain that shows every change to it', async () => {
    const ledger = openLedger(openTill());
    const { history, id } = await ledger.payouts.createPayout(aRequest());
    const events = await ledger.store.payoutEvents(id);
    let digest = '';
    for (const event of events) {
      digest = entryDigest(digest, event);
      expect(event.digest).toBe(digest);
    }

    expect(history).toEqual({ length: events.length, digest });
    expect(events.map(({ from, number, to }) => [number, from, to])).toEqual([
      [1, undefined, 'ready'],
      [2, 'ready', 'submitting'],
      [3, 'submitting', 'pending'],
    ]);
    expect(entryDigest('', { ...events[0], actor: 'mallory' })).not.toBe(events[0]?.digest);
  });

  test('holds no address, no name and no account number, and neither does a log', async () => {
    const till = openTill();
    const ledger = openLedger(till);
    const destination = {
      type: 'bank_account',
      bankCode: 'DEUT',
      accountNumber: 'canary-account',
      holder: 'canary-holder',
    } as const;
    const failing = new Error('canary-message of somebody');
    till.answers.push(() => {
      throw failing;
    });
    const bank = await ledger.payouts.createPayout(aRequest({ destination, memo: 'canary-memo' }));
    const coin = await ledger.payouts.createPayout(
      aRequest({
        reference: 'salary-2',
        destination: { type: 'crypto_address', address: 'canary-address' },
        client: 'acme',
      }),
    );
    till.settle('salary-2', { destination: { type: 'crypto_address', address: 'canary-other' }, status: 'confirmed' });
    await ledger.pass(HOUR_MS);
    const written = JSON.stringify([
      await ledger.store.payoutEvents(bank.id),
      await ledger.store.payoutEvents(coin.id),
      ledger.logger.records,
    ]);

    expect(await ledger.payouts.findPayout(coin)).toMatchObject({ state: 'needs_review' });
    expect(written).not.toMatch(/canary-(account|holder|address|other)/);
  });
});
