import { normaliseDecimal } from '@paymux/core';
import { createFakeClock } from '@paymux/core/testing';
import type { Book, Change, DueRows, DurableStore } from '@paymux/orchestration';
import {
  sampleAnswer,
  sampleMessage,
  sampleDocument,
  sampleNotice,
  samplePayment,
  samplePayout,
  samplePayoutEvent,
  sampleProfile,
  sampleTransfer,
} from '@paymux/testkit/store';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ENGINES, openEmpty } from './engines.js';

const START_MS = Date.parse('2026-01-01T00:00:00.000Z');
const RUNS = 30;

type Step =
  | { readonly step: 'commit'; readonly changes: readonly Change[] }
  | { readonly step: 'claim'; readonly kind: keyof DueRows; readonly limit: number }
  | { readonly step: 'wait'; readonly ms: number };

const id = fc.constantFrom('a', 'b', 'c');
const account = fc.constantFrom('main', 'second');
const amount = fc
  .tuple(fc.bigInt({ min: 1n, max: 10n ** 30n }), fc.integer({ min: 0, max: 18 }))
  .map(([units, scale]) => toDecimal(units, scale));
const signed = fc.tuple(fc.boolean(), amount).map(([negative, text]) => (negative ? `-${text}` : text));
const book = fc.constantFrom<Book>('external', 'available', 'held', 'paid', 'fees');
const revision = fc.integer({ min: 1, max: 4 });
const fence = fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined });
const dueAt = fc.option(
  fc.integer({ min: 0, max: 100 }).map((ms) => new Date(START_MS + ms)),
  { nil: undefined },
);

const payout = fc
  .record({
    id,
    account,
    reference: id,
    wireReference: id,
    revision,
    dueAt,
    attempt: fc.integer({ min: 1, max: 2 }),
    amount,
  })
  .map(({ id: name, amount: text, ...fields }) =>
    samplePayout(name, {
      ...fields,
      terms: { amount: { amount: text, currency: 'USDT' }, destination: { type: 'crypto_address', address: 'T' } },
    }),
  );
const payment = fc
  .record({ id, account, reference: id, revision, dueAt })
  .map(({ id: name, ...fields }) => samplePayment(name, fields));
const message = fc.record({ key: id, account, dueAt }).map(({ key, ...fields }) => sampleMessage(key, fields));
const notice = fc.record({ id, dueAt }).map(({ id: name, ...fields }) => sampleNotice(name, fields));
const document = fc.record({ id, revision, dueAt }).map(({ id: name, ...fields }) => sampleDocument(name, fields));
const answer = fc.record({ key: id, run: id }).map(({ key, run }) => sampleAnswer(key, { run }));
const profile = fc.record({ id, revision }).map(({ id: name, ...fields }) => sampleProfile(name, fields));
const transfer = fc
  .record({ id: fc.nat({ max: 9 }), account, books: fc.uniqueArray(book, { minLength: 2, maxLength: 2 }), amount })
  .map(({ id: number, account: owner, books: [from = 'held', to = 'paid'], amount: text }) =>
    sampleTransfer(`t${number}`, text, { account: owner, from, to }),
  );
const bounds = fc.option(fc.record({ availableAtLeast: signed, heldAtMost: signed }, { requiredKeys: [] }), {
  nil: undefined,
});

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ change: fc.constant('payout_insert' as const), payout }),
  fc.record({ change: fc.constant('payout_update' as const), payout, fence }),
  fc
    .record({ payoutId: id, number: fc.integer({ min: 1, max: 3 }) })
    .map(({ payoutId, number }) => ({ change: 'payout_event' as const, event: samplePayoutEvent(payoutId, number) })),
  fc.record({ change: fc.constant('transfer' as const), transfer, bounds }),
  fc.record({
    change: fc.constant('total_add' as const),
    total: id,
    by: signed,
    atMost: fc.option(signed, { nil: undefined }),
  }),
  fc.record({ change: fc.constant('payment_insert' as const), payment }),
  fc.record({ change: fc.constant('payment_update' as const), payment, fence }),
  fc.record({ change: fc.constant('inbox_insert' as const), message }),
  fc.record({ change: fc.constant('inbox_update' as const), message, fence }),
  fc.record({ change: fc.constant('notice_insert' as const), notice }),
  fc.record({ change: fc.constant('notice_update' as const), notice, fence }),
  fc.record({ change: fc.constant('document_insert' as const), document }),
  fc.record({ change: fc.constant('document_update' as const), document }),
  fc.record({ change: fc.constant('answer_insert' as const), answer }),
  fc.record({ change: fc.constant('answer_update' as const), answer, heldBy: id }),
  fc.record({ change: fc.constant('profile_insert' as const), profile }),
  fc.record({ change: fc.constant('profile_update' as const), profile }),
);

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      step: fc.constant('commit' as const),
      changes: fc.array(change, { minLength: 1, maxLength: 4 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      step: fc.constant('claim' as const),
      kind: fc.constantFrom('payouts', 'payments', 'inbox', 'notices', 'documents'),
      limit: fc.integer({ min: 1, max: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 60 }) }) },
);

test.runIf(ENGINES.length > 1)('both engines answer alike, whatever is asked of them in whatever order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      const [embedded, postgres] = await Promise.all(
        (['sqlite', 'postgresql'] as const).map((engine) => history(engine, steps)),
      );
      expect(embedded).toEqual(postgres);
    }),
    { numRuns: RUNS, seed: 20261121 },
  );
});

/** Everything that a fresh store answers to the steps, and what it holds afterwards. */
async function history(engine: 'sqlite' | 'postgresql', steps: readonly Step[]): Promise<readonly unknown[]> {
  const clock = createFakeClock(new Date(START_MS + 50));
  const store = await openEmpty(engine, { clock });
  const answers: unknown[] = [];
  for (const asked of steps) {
    if (asked.step === 'commit') answers.push(await store.commit(asked.changes));
    else if (asked.step === 'claim') answers.push(await store.claim(asked.kind, { limit: asked.limit, leaseMs: 30 }));
    else await clock.advance(asked.ms);
  }
  answers.push(...(await contents(store)));
  await store.close();
  return answers;
}

async function contents(store: DurableStore): Promise<readonly unknown[]> {
  const names = ['a', 'b', 'c'];
  const balances = await store.balances();
  const figures = await store.payoutFigures({});
  return [
    await store.listPayouts({}),
    await Promise.all(names.map((name) => Promise.all([store.attempts(name), store.payoutEvents(name)]))),
    balances.map(({ amount: money, ...rest }) => ({ ...rest, amount: normaliseDecimal(money.amount) })),
    figures.map(({ total, ...rest }) => ({ ...rest, total: normaliseDecimal(total.amount) })),
    await store.transfers({ account: 'main' }),
    await store.listPayments({}),
    await store.listInbox({}),
    await store.listDocuments({ kind: 'schedule' }),
    await Promise.all(
      names.map((name) => Promise.all([store.notice(name), store.answer('tenant/payouts', name), store.profile(name)])),
    ),
    await Promise.all(
      (['payouts', 'payments', 'inbox', 'notices', 'documents'] as const).map((kind) => store.dueInMs(kind)),
    ),
  ];
}

function toDecimal(units: bigint, scale: number): string {
  const digits = units.toString().padStart(scale + 1, '0');
  return scale === 0 ? digits : `${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
