import type {
  InboxMessage,
  KeptAnswer,
  Notice,
  PaymentRecord,
  PaymentRecordEvent,
  PayoutEvent,
  PayoutRecord,
  Transfer,
  StoredDocument,
  WalletProfile,
} from '@paymux/orchestration';

/** When the fake clock of the suite begins. */
export const START = new Date('2026-01-01T00:00:00.000Z');

/** An instant so many milliseconds after {@link START}. */
export function after(ms: number): Date {
  return new Date(START.getTime() + ms);
}

/** A payout of 15 USDT that is due at {@link START}. */
export function samplePayout(id: string, fields: Partial<PayoutRecord> = {}): PayoutRecord {
  const reference = fields.reference ?? `ref-${id}`;
  return {
    id,
    account: 'main',
    reference,
    fingerprint: 'f'.repeat(64),
    state: 'ready',
    status: 'pending',
    revision: 1,
    origin: 'manual',
    creator: 'alice',
    client: 'client-1',
    terms: {
      amount: { amount: '15.00', currency: 'USDT' },
      destination: { type: 'crypto_address', address: 'TXYZ' },
      network: 'TRON',
    },
    attempt: 1,
    wireReference: reference,
    sends: 0,
    openSends: [],
    absences: 0,
    hold: 'held',
    dueAt: START,
    checks: 0,
    failedChecks: 0,
    requestedAt: START,
    updatedAt: START,
    history: { length: 1, digest: 'd'.repeat(64) },
    ...fields,
  };
}

/** The next revision of a payout. */
export function nextPayout(payout: PayoutRecord, fields: Partial<PayoutRecord> = {}): PayoutRecord {
  return { ...payout, revision: payout.revision + 1, ...fields };
}

export function samplePayoutEvent(payoutId: string, number: number, fields: Partial<PayoutEvent> = {}): PayoutEvent {
  return {
    payoutId,
    number,
    at: after(number),
    actor: 'alice',
    source: 'api',
    type: 'created',
    to: 'ready',
    attempt: 1,
    detail: { note: 'as asked', nested: [1, null, 'x'] },
    digest: 'd'.repeat(64),
    ...fields,
  };
}

export function samplePayment(id: string, fields: Partial<PaymentRecord> = {}): PaymentRecord {
  return {
    id,
    account: 'main',
    reference: `ref-${id}`,
    fingerprint: 'f'.repeat(64),
    state: 'opening',
    revision: 1,
    creator: 'alice',
    client: 'client-1',
    terms: { amount: { amount: '15.00', currency: 'USD' } },
    sends: 0,
    openSends: [],
    absences: 0,
    final: false,
    dueAt: START,
    checks: 0,
    failedChecks: 0,
    requestedAt: START,
    updatedAt: START,
    history: { length: 1, digest: 'd'.repeat(64) },
    ...fields,
  };
}

export function samplePaymentEvent(paymentId: string, number: number): PaymentRecordEvent {
  return {
    paymentId,
    number,
    at: after(number),
    actor: 'worker',
    source: 'poll',
    type: 'looked_up',
    from: 'opening',
    to: 'pending',
    digest: 'd'.repeat(64),
  };
}

/** A movement of USDT, from `external` to `available` unless said otherwise. */
export function sampleTransfer(id: string, amount: string, fields: Partial<Transfer> = {}): Transfer {
  return {
    id,
    kind: 'fund',
    account: 'main',
    from: 'external',
    to: 'available',
    amount: { amount, currency: 'USDT' },
    at: START,
    ...fields,
  };
}

export function sampleMessage(key: string, fields: Partial<InboxMessage> = {}): InboxMessage {
  return {
    account: 'main',
    key,
    kind: 'payment',
    type: 'payment.succeeded',
    event: '{}',
    state: 'waiting',
    receivedAt: START,
    attempts: 0,
    dueAt: START,
    ...fields,
  };
}

export function sampleNotice(id: string, fields: Partial<Notice> = {}): Notice {
  return {
    id,
    subject: 'payout',
    subjectId: 'p1',
    from: 'pending',
    to: 'confirmed',
    record: samplePayout('p1'),
    at: START,
    state: 'waiting',
    attempts: 0,
    dueAt: START,
    ...fields,
  };
}

export function sampleDocument(id: string, fields: Partial<StoredDocument> = {}): StoredDocument {
  return { kind: 'schedule', id, revision: 1, state: 'active', at: START, body: {}, ...fields };
}

export function sampleAnswer(key: string, fields: Partial<KeptAnswer> = {}): KeptAnswer {
  return {
    scope: 'tenant/payouts',
    key,
    fingerprint: 'f'.repeat(64),
    state: 'running',
    run: 'run-1',
    runningUntil: after(60_000),
    createdAt: START,
    expiresAt: after(86_400_000),
    ...fields,
  };
}

export function sampleProfile(id: string, fields: Partial<WalletProfile> = {}): WalletProfile {
  return {
    id,
    client: 'client-1',
    displayName: 'Main wallet',
    currency: 'USDT',
    destination: { type: 'crypto_address', address: 'TXYZ' },
    status: 'active',
    revision: 1,
    createdAt: START,
    updatedAt: START,
    ...fields,
  };
}
