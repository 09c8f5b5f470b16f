import type { PayoutRecord } from '@paymux/orchestration';
import * as z from 'zod';
import { country, destination, facts, feeFrom, instant, money, name, tags, text, toldMoney } from './schemas.js';
import { givenInstant, providerOptions, reference } from './schemas.js';

export const payoutState = z
  .enum([
    'awaiting_approval',
    'scheduled',
    'ready',
    'submitting',
    'unknown',
    'pending',
    'broadcast',
    'confirmed',
    'failed',
    'cancelled',
    'reversed',
    'needs_review',
  ])
  .meta({ id: 'PayoutState' });

export const ledgerStatus = z
  .enum(['pending', 'broadcast', 'confirmed', 'failed', 'cancelled', 'reversed'])
  .meta({ id: 'LedgerStatus' });

export const payoutOrigin = z.enum(['manual', 'scheduled', 'bonus']);

const changeSource = z.enum(['api', 'webhook', 'poll', 'job', 'person']);

/** How the account of a record was chosen. */
export const keptRoute = z.strictObject({
  rule: z.string(),
  fallback: z.array(z.string()),
  failoverOn: z.array(z.string()),
  failoverAfter: z.number(),
  leaving: z.strictObject({ reason: z.string(), isOver: z.boolean() }).optional(),
});

const approvalNeed = z.strictObject({ approvals: z.number(), by: z.string().optional() });

const approval = z.strictObject({
  needs: z.array(approvalNeed),
  askedBy: z.array(z.string()),
  given: z.array(z.strictObject({ actor: z.string(), roles: z.array(z.string()), revision: z.number(), at: instant })),
  expiresAt: instant.optional(),
});

const payoutTerms = z.strictObject({
  amount: toldMoney,
  destination: z.union([
    z.strictObject({ type: z.literal('crypto_address'), address: z.string() }),
    z.strictObject({
      type: z.literal('bank_account'),
      bankCode: z.string(),
      accountNumber: z.string(),
      holder: z.string(),
    }),
  ]),
  network: z.string().optional(),
  memo: z.string().optional(),
  feeFrom: feeFrom.optional(),
  webhookUrl: z.string().optional(),
  description: z.string().optional(),
  metadata: z.record(z.string(), z.string()).optional(),
  providerOptions: z.unknown().optional(),
});

/** A payout as it stands. Amounts are decimal text in major units. */
export const payout = z
  .strictObject({
    id: z.string(),
    account: z.string(),
    reference: z.string(),
    state: payoutState,
    status: ledgerStatus,
    revision: z.number(),
    origin: payoutOrigin,
    creator: z.string(),
    client: z.string().optional(),
    walletProfileId: z.string().optional(),
    walletDailyLimit: z.string().optional(),
    trigger: z.record(z.string(), z.string()).optional(),
    terms: payoutTerms,
    sendAt: instant.optional(),
    needsApproval: z.boolean().optional(),
    approvedBy: z.string().optional(),
    approval: approval.optional(),
    countedAt: instant.optional(),
    country: z.string().optional(),
    tags: z.array(z.string()).optional(),
    route: keptRoute.optional(),
    everUnknown: z.boolean().optional(),
    attempt: z.number(),
    wireReference: z.string(),
    sends: z.number(),
    firstSentAt: instant.optional(),
    absences: z.number(),
    firstAbsentAt: instant.optional(),
    hold: z.enum(['none', 'held', 'posted', 'voided', 'returned']),
    postedFee: toldMoney.optional(),
    providerId: z.string().optional(),
    providerStatus: z.string().optional(),
    transactionId: z.string().optional(),
    toldAmount: toldMoney.optional(),
    sentAmount: toldMoney.optional(),
    fee: toldMoney.optional(),
    dueAt: instant.optional(),
    checks: z.number(),
    failedChecks: z.number(),
    lastCheckedAt: instant.optional(),
    lastCheckedBy: changeSource.optional(),
    lastWebhookAt: instant.optional(),
    failureReason: z.string().optional(),
    reviewReason: z
      .enum([
        'absent',
        'cannot_be_looked_up',
        'still_unknown',
        'never_final',
        'unrecognised',
        'mismatch',
        'contradiction',
      ])
      .optional(),
    alertedAt: instant.optional(),
    requestedAt: instant,
    confirmedAt: instant.optional(),
    updatedAt: instant,
  })
  .meta({ id: 'Payout' });

/** What is asked for with a payout. Who asks is whoever is signed in. */
export const payoutRequest = z
  .strictObject({
    reference,
    amount: money,
    destination,
    network: text(50).optional(),
    memo: text(200).optional(),
    feeFrom: feeFrom.optional(),
    account: name.optional(),
    client: text(200).optional(),
    walletProfileId: name.optional(),
    sendAt: givenInstant.optional(),
    needsApproval: z.boolean().optional(),
    description: text(500).optional(),
    metadata: facts.optional(),
    country: country.optional(),
    tags: tags.optional(),
    trigger: facts.optional(),
    providerOptions: providerOptions.optional(),
    /** Remembers the destination for the client under this name. Needs `client`. */
    rememberWalletAs: text(200).optional(),
  })
  .meta({
    id: 'PayoutRequest',
    examples: [
      {
        reference: 'salary-2026-11-maria',
        client: 'maria',
        amount: { amount: '250.00', currency: 'USDT' },
        network: 'tron',
        destination: { type: 'crypto_address', address: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t' },
        feeFrom: 'balance',
      },
    ],
  });

/** One entry of a history. */
export function historyEntry<State extends z.ZodType>(state: State) {
  return z.strictObject({
    number: z.number(),
    at: instant,
    actor: z.string(),
    source: changeSource,
    type: z.string(),
    from: state.optional(),
    to: state,
    attempt: z.number().optional(),
    detail: z.unknown().optional(),
  });
}

const transfer = z
  .strictObject({
    id: z.string(),
    kind: z.enum(['fund', 'hold', 'rehold', 'post', 'void', 'fee', 'return']),
    account: z.string(),
    payoutId: z.string().optional(),
    from: z.string(),
    to: z.string(),
    amount: toldMoney,
    at: instant,
  })
  .meta({ id: 'Transfer' });

export const payoutHistory = z.strictObject({
  events: z.array(historyEntry(payoutState)),
  attempts: z.array(
    z.strictObject({
      payoutId: z.string(),
      account: z.string(),
      number: z.number(),
      wireReference: z.string(),
      state: payoutState,
      providerId: z.string().optional(),
      providerStatus: z.string().optional(),
      transactionId: z.string().optional(),
      failureReason: z.string().optional(),
      firstSentAt: instant.optional(),
    }),
  ),
  transfers: z.array(transfer),
  /** Those of the events that a webhook led to. */
  webhooks: z.array(historyEntry(payoutState)),
  refusedApprovals: z.array(
    z.strictObject({
      payoutId: z.string(),
      actor: z.string(),
      reason: z.string(),
      revision: z.number(),
      count: z.number(),
      firstAt: instant,
      lastAt: instant,
    }),
  ),
});

export const payoutApprovalNeeds = z.array(approvalNeed);

/** A payout as it is answered: without what only the ledger needs. */
export function toPayoutAnswer(record: PayoutRecord): object {
  const {
    approval: given,
    fingerprint: _fingerprint,
    history: _history,
    openSends: _openSends,
    trace: _,
    ...rest
  } = record;
  if (given === undefined) return rest;
  return { ...rest, approval: { ...given, given: given.given.map(({ fingerprint: _of, ...agreed }) => agreed) } };
}
