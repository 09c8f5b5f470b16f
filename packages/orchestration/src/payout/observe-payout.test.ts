import { addMoney, type Money, type Payout } from '@paymux/core';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aPayout } from '../../test/gateway.js';
import type { Change } from '../durable/durable-store.js';
import { NO_HISTORY } from '../durable/history.js';
import type { Transfer } from '../durable/transfer.js';
import { type Observation, observePayout } from './observe-payout.js';
import { PayoutDraft } from './payout-draft.js';
import { PAYOUT_POLICY } from './payout-policy.js';
import type { HoldState, PayoutRecord, PayoutState } from './payout-record.js';

const NOW = new Date('2026-01-01T00:00:00.000Z');
const SENT: Partial<PayoutRecord> = { sends: 1, firstSentAt: NOW };
const KNOWN: Partial<PayoutRecord> = { ...SENT, providerId: 'payout-1', providerStatus: 'known' };

function aRecord(changes: Partial<PayoutRecord> = {}): PayoutRecord {
  return {
    id: 'po_1',
    account: 'main',
    reference: 'salary-1',
    fingerprint: 'f',
    state: 'submitting',
    status: 'pending',
    revision: 2,
    origin: 'manual',
    creator: 'alice',
    terms: {
      amount: { amount: '40', currency: 'USDT' },
      destination: { type: 'crypto_address', address: 'TXYZ' },
      network: 'tron',
      memo: '7',
    },
    attempt: 1,
    wireReference: 'salary-1',
    sends: 1,
    openSends: [1],
    firstSentAt: NOW,
    absences: 0,
    hold: 'held',
    checks: 0,
    failedChecks: 0,
    dueAt: NOW,
    requestedAt: NOW,
    updatedAt: NOW,
    history: NO_HISTORY,
    ...changes,
  };
}

interface Observed {
  readonly record: PayoutRecord;
  readonly changes: readonly Change[];
  readonly transfers: readonly Transfer[];
}

function observe(
  record: PayoutRecord,
  seen: Payout,
  { attempt = record.attempt, how = 'told' }: { readonly attempt?: number; readonly how?: Observation } = {},
): Observed {
  const source = how === 'told' ? 'webhook' : 'poll';
  const draft = PayoutDraft.change(record, { actor: 'gateway', source, at: NOW });
  observePayout(draft, seen, attempt, how, PAYOUT_POLICY);
  const changes = draft.changes();
  return {
    record: draft.record,
    changes,
    transfers: changes.flatMap((change) => (change.change === 'transfer' ? [change.transfer] : [])),
  };
}

/** What the provider can say. */
const WORDS = {
  pending: aPayout({ status: 'pending', final: false, providerStatus: 'queued' }),
  broadcast: aPayout({ status: 'broadcast', final: false, providerStatus: 'sent', transactionId: 'tx-1' }),
  confirmed: aPayout({ status: 'confirmed', final: true, providerStatus: 'paid' }),
  failed: aPayout({ status: 'failed', final: true, providerStatus: 'failed' }),
  failing: aPayout({ status: 'failed', final: false, providerStatus: 'failing' }),
  cancelled: aPayout({ status: 'cancelled', final: true, providerStatus: 'stopped' }),
  reversed: aPayout({ status: 'reversed', final: true, providerStatus: 'returned' }),
  unrecognised: aPayout({ status: 'unrecognised', final: false, providerStatus: 'strange' }),
} as const;
const NAMES = Object.keys(WORDS) as readonly (keyof typeof WORDS)[];

const [P, B, C, F, X, V, R] = [
  'pending',
  'broadcast',
  'confirmed',
  'failed',
  'cancelled',
  'reversed',
  'needs_review',
] as const;
const FORWARD: readonly PayoutState[] = [P, B, C, F, P, X, V, R];
const REVIEW: readonly PayoutState[] = NAMES.map(() => R);

/** From a state, by the words in the order of `WORDS`. */
const MOVES: readonly (readonly [string, Partial<PayoutRecord>, readonly PayoutState[]])[] = [
  ['awaits approval', { state: 'awaiting_approval', sends: 0, openSends: [], hold: 'none' }, REVIEW],
  ['is scheduled', { state: 'scheduled', sends: 0, openSends: [], hold: 'none' }, REVIEW],
  ['is ready, after a sending that did not arrive', { ...SENT, state: 'ready', openSends: [] }, FORWARD],
  ['is being submitted', { state: 'submitting' }, FORWARD],
  ['has no known outcome', { state: 'unknown' }, FORWARD],
  ['is pending', { ...KNOWN, state: P }, FORWARD],
  ['is broadcast', { ...KNOWN, state: B, status: B }, [B, B, C, F, B, X, V, R]],
  ['is confirmed', { ...KNOWN, state: C, status: C, hold: 'posted' }, [C, C, C, R, C, R, V, C]],
  ['failed there', { ...KNOWN, state: F, status: F, hold: 'voided' }, [F, F, R, F, F, X, V, F]],
  ['failed here', { ...SENT, state: F, status: F, openSends: [], hold: 'voided' }, [R, R, R, F, R, X, V, R]],
  ['was cancelled there', { ...KNOWN, state: X, status: X, hold: 'voided' }, [X, X, R, X, X, X, V, X]],
  ['was withdrawn', { state: X, status: X, sends: 0, openSends: [], hold: 'voided' }, REVIEW],
  ['was reversed', { ...KNOWN, state: V, status: V, hold: 'returned' }, NAMES.map(() => V)],
  ['is in review as absent', { ...SENT, state: R, reviewReason: 'absent' }, FORWARD],
  ['is in review as never final', { ...KNOWN, state: R, reviewReason: 'never_final' }, FORWARD],
  ['is in review for a word', { ...KNOWN, state: R, reviewReason: 'unrecognised' }, [R, R, C, F, R, X, V, R]],
  ['is in review as a mismatch', { ...SENT, state: R, reviewReason: 'mismatch' }, REVIEW],
  ['is in review as a contradiction', { ...KNOWN, state: R, reviewReason: 'contradiction' }, REVIEW],
];

/** What must become of the money on hold. */
function holdAfter({ hold }: PayoutRecord, to: PayoutState): HoldState {
  if (hold === 'held') {
    if (to === 'confirmed') return 'posted';
    if (to === 'failed' || to === 'cancelled') return 'voided';
    if (to === 'reversed') return 'returned';
  }
  return hold === 'posted' && to === 'reversed' ? 'returned' : hold;
}

describe.each(MOVES)('a payout that %s', (_what, changes, moves) => {
  test.each(NAMES.map((word, index) => [word, moves[index]] as const))('hears %s and then is %s', (word, to) => {
    const before = aRecord(changes);
    const { record } = observe(before, WORDS[word]);

    expect(record.state).toBe(to);
    expect(record.revision).toBe(before.revision + 1);
    if (to !== 'needs_review') expect(record.status).toBe(to);
    expect(record.hold).toBe(holdAfter(before, record.state));
  });
});

describe('an attempt that ended', () => {
  const second = aRecord({ attempt: 2, wireReference: 'salary-1-r2', state: 'pending', providerId: 'payout-2' });

  test.each(['failed', 'cancelled', 'reversed'] as const)('may be told to be %s again', (word) => {
    expect(observe(second, WORDS[word], { attempt: 1 }).record.state).toBe('pending');
  });

  test.each(['pending', 'broadcast', 'confirmed', 'failing', 'unrecognised'] as const)(
    'goes to a person when it is told to be %s',
    (word) => {
      const { record, transfers } = observe(second, WORDS[word], { attempt: 1 });

      expect(record).toMatchObject({ state: 'needs_review', reviewReason: 'contradiction', providerId: 'payout-2' });
      expect(transfers).toEqual([]);
    },
  );
});

describe('what differs from what was asked for', () => {
  test.each<readonly [string, Partial<Payout>]>([
    ['amount', { amount: { amount: '41', currency: 'USDT' } }],
    ['currency', { amount: { amount: '40', currency: 'USDC' } }],
    ['network', { network: 'eth' }],
    ['destination', { destination: { type: 'crypto_address', address: 'TOTHER' } }],
    ['destination', { destination: { type: 'bank_account', bankCode: 'X', accountNumber: '1', holder: 'h' } }],
    ['memo', { memo: '8' }],
    ['reference', { reference: 'salary-2' }],
    ['providerId', { providerId: 'payout-2' }],
  ])('by its %s goes to a person, settles nothing and is followed no more', (field, changes) => {
    for (const how of ['told', 'looked_up', 'answered'] as const) {
      const before = aRecord({ state: 'pending', providerId: 'payout-1', providerStatus: 'queued' });
      const { changes: made, record, transfers } = observe(before, { ...WORDS.confirmed, ...changes }, { how });

      expect(record).toMatchObject({ state: 'needs_review', reviewReason: 'mismatch', hold: 'held', dueAt: undefined });
      expect(transfers).toEqual([]);
      expect(made).toContainEqual(
        expect.objectContaining({
          event: expect.objectContaining({
            detail: expect.objectContaining({ differs: [field] }) as unknown,
          }) as unknown,
        }),
      );
    }
  });

  test.each<readonly [string, Partial<Payout>]>([
    ['how an amount or a code is written', { amount: { amount: '40.00', currency: 'usdt' }, network: 'TRON' }],
    ['what is not told', { network: undefined, destination: undefined, memo: '', reference: undefined }],
  ])('is not %s', (_what, changes) => {
    expect(observe(aRecord(), { ...WORDS.confirmed, ...changes }).record.state).toBe('confirmed');
  });

  test('is no checksum of a hexadecimal address, but every letter of any other', () => {
    const to = (address: string) => ({ ...aRecord().terms, destination: { type: 'crypto_address' as const, address } });
    const seen = (address: string) => ({ ...WORDS.pending, destination: { type: 'crypto_address' as const, address } });

    expect(observe(aRecord({ terms: to('0xAbC') }), seen('0xaBc')).record.state).toBe('pending');
    expect(observe(aRecord({ terms: to('TAbC') }), seen('TaBc')).record.state).toBe('needs_review');
  });

  test('may be the asset that a payout is converted to, as its answer told it', () => {
    const converted = { amount: { amount: '0.001', currency: 'BTC' } };
    const terms = { ...aRecord().terms, providerOptions: {} };
    const { record } = observe(aRecord({ terms }), { ...WORDS.pending, ...converted }, { how: 'answered' });

    expect(record).toMatchObject({ state: 'pending', toldAmount: converted.amount });
    expect(observe(record, { ...WORDS.confirmed, ...converted }).record.state).toBe('confirmed');
    const other = { amount: { amount: '0.002', currency: 'BTC' } };
    expect(observe(record, { ...WORDS.confirmed, ...other }).record).toMatchObject({ reviewReason: 'mismatch' });
    expect(observe(aRecord(), { ...WORDS.pending, ...converted }, { how: 'answered' }).record.state).toBe(
      'needs_review',
    );
  });
});

describe('the fee', () => {
  const fee: Money = { amount: '1.5', currency: 'USDT' };
  const kinds = ({ transfers }: Observed) => transfers.map(({ kind }) => kind);

  test('is posted once, also when it is told late and again', () => {
    const paid = observe(aRecord(), WORDS.confirmed);
    const late = observe(paid.record, { ...WORDS.confirmed, fee });
    const again = observe(late.record, { ...WORDS.confirmed, fee });

    expect([kinds(paid), kinds(late), kinds(again)]).toEqual([['post'], ['fee'], []]);
    expect(again.record.postedFee).toEqual(fee);
  });

  test('is taken from a word that comes after the one that follows it', () => {
    const paid = observe(aRecord(), WORDS.confirmed);
    const late = observe(paid.record, { ...WORDS.broadcast, fee });

    expect(late.record).toMatchObject({ state: 'confirmed', fee, transactionId: 'tx-1' });
    expect(kinds(late)).toEqual(['fee']);
  });

  test('is not posted for what was never paid', () => {
    expect(kinds(observe(aRecord(), { ...WORDS.failed, fee }))).toEqual(['void']);
    expect(kinds(observe(aRecord(), { ...WORDS.broadcast, fee }))).toEqual([]);
  });

  test('that the receiver bears is remembered and not posted', () => {
    const terms = { ...aRecord().terms, feeFrom: 'amount' as const };
    const paid = observe(aRecord({ terms }), { ...WORDS.confirmed, fee });

    expect(paid.record.postedFee).toEqual(fee);
    expect(kinds(paid)).toEqual(['post']);
  });
});

describe('following up', () => {
  test('ends with what is over, and goes on with what can still change', () => {
    const due = (seen: Payout) => observe(aRecord(), seen).record.dueAt?.getTime();
    const inFive = NOW.getTime() + PAYOUT_POLICY.firstCheckMs;

    expect([WORDS.confirmed, WORDS.failed, WORDS.cancelled, WORDS.reversed].map(due)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect([WORDS.pending, WORDS.broadcast, WORDS.failing, WORDS.unrecognised].map(due)).toEqual([
      inFive,
      inFive,
      inFive,
      inFive,
    ]);
    expect(due({ ...WORDS.confirmed, final: false })).toBe(inFive);
  });

  test('writes down every webhook and only new words of look-ups', () => {
    const pending = aRecord({ ...KNOWN, state: 'pending', providerStatus: 'queued' });
    const types = (how: Observation) =>
      observe(pending, WORDS.pending, { how }).changes.flatMap((change) =>
        change.change === 'payout_event' ? [change.event.type] : [],
      );

    expect([types('told'), types('looked_up')]).toEqual([['told_without_effect'], []]);
  });
});

describe('any order of the words of one payout, and any repeats of them', () => {
  const fee: Money = { amount: '1.5', currency: 'USDT' };
  const early = fc.subarray<keyof typeof WORDS>(['pending', 'failing', 'broadcast', 'unrecognised']);
  const told = (endings: readonly (readonly (keyof typeof WORDS)[])[]) =>
    fc
      .tuple(early, fc.constantFrom(...endings), fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }))
      .map(([first, last, withFee]) =>
        [...first, ...last]
          .slice(-6)
          .map((word, index) => (withFee[index] === true ? { ...WORDS[word], fee } : WORDS[word])),
      )
      .chain((words) =>
        fc.tuple(
          fc.constant(words),
          fc
            .tuple(
              fc.subarray(words),
              fc.array(fc.constantFrom<Observation>('told', 'looked_up'), { minLength: 12, maxLength: 12 }),
            )
            .chain(([repeats, hows]) =>
              fc
                .shuffledSubarray([...words, ...repeats], { minLength: words.length + repeats.length })
                .map((shuffled) => shuffled.map((word, index) => [word, hows[index] ?? 'told'] as const)),
            ),
        ),
      );

  function hear(words: readonly (readonly [Payout, Observation])[]) {
    let record = aRecord();
    const transfers: Transfer[] = [];
    for (const [word, how] of words) {
      const seen = observe(record, word, { how });
      transfers.push(...seen.transfers);
      record = seen.record;
    }
    return { record, transfers };
  }

  function books(transfers: readonly Transfer[]): Readonly<Record<string, string>> {
    const all = new Map<string, Money>();
    for (const { amount, from, to } of transfers) {
      all.set(to, addMoney(all.get(to) ?? { amount: '0', currency: 'USDT' }, amount));
      all.set(
        from,
        addMoney(all.get(from) ?? { amount: '0', currency: 'USDT' }, { ...amount, amount: `-${amount.amount}` }),
      );
    }
    return Object.fromEntries(
      [...all].flatMap(([book, { amount }]) => (amount === '0' ? [] : [[book, amount] as const])),
    );
  }

  test('end in the same state, hold and balances', () => {
    const lives = [
      [],
      ['confirmed'],
      ['confirmed', 'reversed'],
      ['reversed'],
      ['failed'],
      ['cancelled'],
      ['failed', 'cancelled'],
    ] as const;
    fc.assert(
      fc.property(told(lives), ([words, shuffled]) => {
        const [inOrder, anyhow] = [hear(words.map((word) => [word, 'told'] as const)), hear(shuffled)];
        const { hold, reviewReason, state } = anyhow.record;

        expect({ state, hold, reviewReason }).toEqual({
          state: inOrder.record.state,
          hold: inOrder.record.hold,
          reviewReason: inOrder.record.reviewReason,
        });
        expect(books(anyhow.transfers)).toEqual(books(inOrder.transfers));
        expect(new Set(anyhow.transfers.map(({ id }) => id)).size).toBe(anyhow.transfers.length);
      }),
      { numRuns: 3000 },
    );
  });

  test('go to a person if they say both paid and not paid', () => {
    fc.assert(
      fc.property(
        told([
          ['confirmed', 'failed'],
          ['confirmed', 'cancelled'],
        ]),
        ([, shuffled]) => {
          expect(hear(shuffled).record).toMatchObject({ state: 'needs_review', reviewReason: 'contradiction' });
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('hold nothing, post nothing and give nothing back twice', () => {
    const anything = fc.array(fc.constantFrom(...NAMES), { maxLength: 6 });
    fc.assert(
      fc.property(anything, (names) => {
        const { record, transfers } = hear(names.map((name) => [WORDS[name], 'told'] as const));

        expect(books(transfers)['paid']).toBe(record.hold === 'posted' ? '40' : undefined);
        expect(new Set(transfers.map(({ kind }) => kind)).size).toBe(transfers.length);
      }),
      { numRuns: 2000 },
    );
  });
});
