import type { ListQuery, Payment, PaymentProvider, Payout } from '@paymux/core';
import { NO_HISTORY } from '../src/durable/history.js';
import type { PaymentRecord } from '../src/payment/payment-record.js';
import type { PayoutRecord } from '../src/payout/payout-record.js';

/** A payout as it is stored, of yesterday and paid unless something else is said. */
export function payoutRecord(id: string, changes: Partial<PayoutRecord> = {}): PayoutRecord {
  const requestedAt = changes.requestedAt ?? new Date('2026-03-01T12:00:00Z');
  const reference = changes.reference ?? `ref-${id}`;
  return {
    id,
    account: 'main',
    reference,
    fingerprint: id,
    state: 'confirmed',
    status: 'confirmed',
    revision: 1,
    origin: 'manual',
    creator: 'anna',
    terms: {
      amount: { amount: '10.00', currency: 'USDT' },
      network: 'tron',
      destination: { type: 'crypto_address', address: `T${id}` },
    },
    attempt: 1,
    wireReference: reference,
    sends: 1,
    openSends: [],
    firstSentAt: requestedAt,
    absences: 0,
    hold: 'posted',
    providerId: `p-${id}`,
    providerStatus: 'paid',
    checks: 0,
    failedChecks: 0,
    requestedAt,
    updatedAt: requestedAt,
    history: NO_HISTORY,
    ...changes,
  };
}

/** A payment as it is stored. */
export function paymentRecord(id: string, changes: Partial<PaymentRecord> = {}): PaymentRecord {
  const requestedAt = changes.requestedAt ?? new Date('2026-03-01T12:00:00Z');
  return {
    id,
    account: 'main',
    reference: `ref-${id}`,
    fingerprint: id,
    state: 'succeeded',
    revision: 1,
    creator: 'shop',
    terms: { amount: { amount: '15.00', currency: 'USD' } },
    sends: 1,
    openSends: [],
    firstSentAt: requestedAt,
    absences: 0,
    providerId: `p-${id}`,
    providerStatus: 'paid',
    final: true,
    checks: 0,
    failedChecks: 0,
    requestedAt,
    updatedAt: requestedAt,
    history: NO_HISTORY,
    ...changes,
  };
}

/** What a provider holds that agrees with a payout's record. */
export function providerPayout(record: PayoutRecord, changes: Partial<Payout> = {}): Payout {
  return {
    provider: 'world',
    providerId: record.providerId ?? `p-${record.id}`,
    reference: record.wireReference,
    status: 'confirmed',
    final: true,
    providerStatus: 'paid',
    amount: record.terms.amount,
    fee: record.fee,
    createdAt: record.requestedAt,
    updatedAt: record.requestedAt,
    ...changes,
  };
}

/** What a provider holds that agrees with a payment's record. */
export function providerPayment(record: PaymentRecord, changes: Partial<Payment> = {}): Payment {
  return {
    provider: 'world',
    providerId: record.providerId ?? `p-${record.id}`,
    reference: record.reference,
    status: 'succeeded',
    final: true,
    providerStatus: 'paid',
    amount: record.terms.amount,
    createdAt: record.requestedAt,
    updatedAt: record.requestedAt,
    ...changes,
  };
}

/** A provider whose shelves a test fills. */
export interface ShelfProvider {
  readonly provider: PaymentProvider;
  readonly payouts: Map<string, Payout>;
  readonly payments: Map<string, Payment>;
  /** How often a page was read, and an object looked up. */
  readonly calls: { pages: number; lookUps: number };
  /** Called before every call. What it throws is thrown. */
  before: () => void;
}

/** A provider with a history of pages of 100, looked up by id and by reference. */
export function shelfProvider(without: { readonly history?: boolean } = {}): ShelfProvider {
  const payouts = new Map<string, Payout>();
  const payments = new Map<string, Payment>();
  const calls = { pages: 0, lookUps: 0 };
  const world: ShelfProvider = { provider: undefined as never, payouts, payments, calls, before: () => undefined };
  const find =
    <Item extends Payout | Payment>(shelf: ReadonlyMap<string, Item>) =>
    async ({
      providerId,
      reference,
    }: {
      readonly providerId?: string | undefined;
      readonly reference?: string | undefined;
    }) => {
      world.before();
      calls.lookUps += 1;
      await Promise.resolve();
      if (providerId !== undefined) return shelf.get(providerId);
      return [...shelf.values()].find((item) => item.reference === reference);
    };
  const list =
    <Item extends Payout | Payment>(shelf: ReadonlyMap<string, Item>) =>
    ({ createdFrom, createdTo }: ListQuery = {}) => ({
      page: async (cursor?: string) => {
        world.before();
        calls.pages += 1;
        await Promise.resolve();
        const wanted = [...shelf.values()].filter(
          ({ createdAt = new Date(0) }) =>
            (createdFrom === undefined || createdAt >= createdFrom) &&
            (createdTo === undefined || createdAt <= createdTo),
        );
        const start = Number(cursor ?? '0');
        const next = start + 100;
        return { items: wanted.slice(start, next), nextCursor: next < wanted.length ? String(next) : undefined };
      },
      [Symbol.asyncIterator]: () => {
        throw new TypeError('Read it page by page.');
      },
    });
  const refuse = (): never => {
    throw new TypeError('Nothing is opened here.');
  };
  const operation = { lookup: 'reference', deduplicatesForMs: 0 } as const;
  const provider: PaymentProvider = {
    id: 'world',
    specificationVersion: 1,
    capabilities: {
      operations: { createPayout: operation, createPayment: operation },
      partialRefunds: false,
      payoutMemo: false,
    },
    payouts: {
      createPayout: refuse,
      findPayout: find(payouts),
      ...(without.history === true ? {} : { listPayouts: list(payouts) }),
    },
    payments: {
      createPayment: refuse,
      findPayment: find(payments),
      ...(without.history === true ? {} : { listPayments: list(payments) }),
    },
    close: () => Promise.resolve(),
  };
  return Object.assign(world, { provider });
}
