import { KyHttpClient } from '@paymux/core';
import { createFakeClock } from '@paymux/core/testing';
import type { CryptomusSimulator, RequestFault, RequestFaultKind } from '@paymux/simulators';
import { outcomeOf } from '@paymux/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ADDRESS, type BothKeys, connect, failureOf, openSimulator, PAYMENT, PAYOUT, USD_15 } from './account.js';

interface Account {
  readonly cryptomus: BothKeys;
  readonly simulator: CryptomusSimulator;
}

/** A call that changes something, and how often it did, by the books of the provider. */
interface Mutation {
  readonly path: string;
  /** Whether the provider recognises a repeat, so that the call may be sent again after a doubt. */
  readonly repeats: boolean;
  /** What must be there first; gives the call. */
  prepare(account: Account): Promise<() => Promise<unknown>>;
  effects(account: Account): Promise<number>;
}

const HOOK = { webhookUrl: 'http://127.0.0.1:1/hook', currency: 'USDT', network: 'tron' };
const WALLET = { reference: 'topup-7', currency: 'USDT', network: 'tron' };
const RECURRENCE = { reference: 'plan-7', amount: USD_15, name: 'Membership', period: 'weekly' } as const;
const TRANSFER = { reference: 'move-1', amount: { amount: '2', currency: 'USDT' } };

async function blockedWallet({ cryptomus, simulator }: Account): Promise<string> {
  const { walletId } = await cryptomus.staticWallets.createStaticWallet(WALLET);
  await cryptomus.staticWallets.blockStaticWallet({ walletId });
  await simulator.control.deposit(walletId, '5');
  return walletId;
}

async function paidPayment({ cryptomus, simulator }: Account): Promise<string> {
  const request = { ...PAYMENT, webhookUrl: HOOK.webhookUrl };
  const { providerId } = await cryptomus.payments.createPayment(request);
  await simulator.control.pay('order-1');
  return providerId;
}

function moved({ simulator }: Account, wanted: string): number {
  return simulator.control.transfers().filter(({ kind }) => kind === wanted).length;
}

async function testDeliveries({ simulator }: Account): Promise<number> {
  await simulator.control.idle();
  return simulator.control.deliveries().filter(({ nature }) => nature === 'test').length;
}

async function repeatedDeliveries({ simulator }: Account): Promise<number> {
  await simulator.control.idle();
  return simulator.control.deliveries().length - 1;
}

/** What is not of the common contract; the conformance suite meets the rest with faults. */
const MUTATIONS: Readonly<Record<string, Mutation>> = {
  createStaticWallet: {
    path: '/v1/wallet',
    repeats: true,
    prepare:
      async ({ cryptomus }) =>
      () =>
        cryptomus.staticWallets.createStaticWallet(WALLET),
    effects: async ({ simulator }) => simulator.control.wallets().length,
  },
  setDiscount: {
    path: '/v1/payment/discount/set',
    repeats: true,
    prepare:
      async ({ cryptomus }) =>
      () =>
        cryptomus.discounts.setDiscount({ currency: 'USDT', network: 'tron', percent: 7 }),
    async effects({ cryptomus }) {
      return (await cryptomus.discounts.listDiscounts()).filter(({ percent }) => percent === 7).length;
    },
  },
  refundBlockedWallet: {
    path: '/v1/wallet/blocked-address-refund',
    repeats: false,
    async prepare(account) {
      const request = { walletId: await blockedWallet(account), address: ADDRESS.otherTron };
      return () => account.cryptomus.staticWallets.refundBlockedWallet(request);
    },
    effects: async (account) => moved(account, 'refund'),
  },
  blockStaticWallet: {
    path: '/v1/wallet/block-address',
    repeats: false,
    async prepare({ cryptomus }) {
      const { walletId } = await cryptomus.staticWallets.createStaticWallet(WALLET);
      return () => cryptomus.staticWallets.blockStaticWallet({ walletId });
    },
    effects: async ({ simulator }) => simulator.control.wallets().filter(({ status }) => status === 'blocked').length,
  },
  transferToPersonal: {
    path: '/v1/transfer/to-personal',
    repeats: false,
    prepare:
      async ({ cryptomus }) =>
      () =>
        cryptomus.transfers.transferToPersonal(TRANSFER),
    effects: async (account) => moved(account, 'transfer'),
  },
  transferToBusiness: {
    path: '/v1/transfer/to-business',
    repeats: false,
    async prepare({ cryptomus }) {
      await cryptomus.transfers.transferToPersonal(TRANSFER);
      return () => cryptomus.transfers.transferToBusiness(TRANSFER);
    },
    effects: async (account) => moved(account, 'transfer') - 1,
  },
  createRecurrence: {
    path: '/v1/recurrence/create',
    repeats: false,
    prepare:
      async ({ cryptomus }) =>
      () =>
        cryptomus.recurrences.createRecurrence(RECURRENCE),
    effects: async ({ simulator }) => simulator.control.recurrences().length,
  },
  cancelRecurrence: {
    path: '/v1/recurrence/cancel',
    repeats: false,
    async prepare({ cryptomus }) {
      const { providerId } = await cryptomus.recurrences.createRecurrence(RECURRENCE);
      return () => cryptomus.recurrences.cancelRecurrence({ providerId });
    },
    effects: async ({ simulator }) =>
      simulator.control.recurrences().filter(({ status }) => status === 'cancel_by_merchant').length,
  },
  markAsPaid: {
    path: '/v1/payment/mark-as-paid',
    repeats: false,
    async prepare({ cryptomus, simulator }) {
      await cryptomus.payments.createPayment(PAYMENT);
      await simulator.control.pay('order-1', { amount: '5' });
      return () => cryptomus.payments.markAsPaid({ reference: 'order-1' });
    },
    async effects({ simulator }) {
      await simulator.control.advance(5_000);
      return simulator.control.invoices().filter(({ status }) => status === 'paid').length;
    },
  },
  resendWebhook: {
    path: '/v2/payment/resend',
    repeats: false,
    async prepare(account) {
      const providerId = await paidPayment(account);
      return () => account.cryptomus.payments.resendWebhook({ providerId });
    },
    effects: repeatedDeliveries,
  },
  resendWebhookV1: {
    path: '/v1/payment/resend',
    repeats: false,
    async prepare(account) {
      const providerId = await paidPayment(account);
      return () => account.cryptomus.payments.resendWebhookV1({ providerId });
    },
    effects: repeatedDeliveries,
  },
  sendPaymentTestWebhook: {
    path: '/v1/test-webhook/payment',
    repeats: false,
    prepare:
      async ({ cryptomus }) =>
      async () =>
        cryptomus.testWebhooks.sendPaymentTestWebhook?.(HOOK),
    effects: testDeliveries,
  },
  sendWalletTestWebhook: {
    path: '/v1/test-webhook/wallet',
    repeats: false,
    prepare:
      async ({ cryptomus }) =>
      async () =>
        cryptomus.testWebhooks.sendWalletTestWebhook?.(HOOK),
    effects: testDeliveries,
  },
  sendPayoutTestWebhook: {
    path: '/v1/test-webhook/payout',
    repeats: false,
    prepare:
      async ({ cryptomus }) =>
      async () =>
        cryptomus.testWebhooks.sendPayoutTestWebhook(HOOK),
    effects: testDeliveries,
  },
};

/** What each fault leaves the caller with: an answer, a no, nothing sent, or a doubt that time or a repeat may end. */
const FAULTS: readonly (readonly [
  kind: RequestFaultKind,
  meaning: 'answer' | 'not_sent' | 'rejected' | 'passing doubt' | 'lasting doubt',
  more?: Omit<RequestFault, 'kind'>,
])[] = [
  ['latency', 'answer'],
  ['rate-limit', 'not_sent'],
  ['refusal', 'rejected', { message: 'You are forbidden' }],
  ['refusal', 'lasting doubt', { message: 'Server error' }],
  ['refusal', 'passing doubt', { message: 'You are forbidden', status: 500, applied: true }],
  ['server-error', 'passing doubt'],
  ['server-error', 'passing doubt', { applied: true }],
  ['server-error', 'passing doubt', { status: 503 }],
  ['client-error', 'lasting doubt'],
  ['client-error', 'lasting doubt', { status: 403, applied: true }],
  ['client-error', 'passing doubt', { status: 408, applied: true }],
  ['reset-before', 'passing doubt'],
  ['reset-after', 'passing doubt'],
  ['half-body', 'passing doubt'],
  ['stalled-body', 'passing doubt'],
  ['not-json', 'passing doubt'],
  ['not-json', 'passing doubt', { status: 502 }],
  ['empty-body', 'passing doubt'],
  ['redirect', 'lasting doubt'],
  ['redirect', 'lasting doubt', { applied: true }],
  ['oversized', 'lasting doubt'],
];

const CASES = Object.entries(MUTATIONS).flatMap(([name, mutation]) =>
  FAULTS.map(([kind, meaning, more]) => ({
    name,
    mutation,
    meaning,
    fault: { kind, ...more },
    title: [kind, more && JSON.stringify(more)].filter(Boolean).join(' '),
  })),
);

async function openAccount() {
  const simulator = await openSimulator({ webhookRetryDelaysMs: [] });
  const httpClock = createFakeClock();
  const httpClient = new KyHttpClient({ clock: httpClock });
  onTestFinished(() => httpClient.close());
  const cryptomus = connect(simulator, {}, { httpClient });

  const stalls = () => simulator.control.requests().filter(({ fault }) => fault === 'stalled-body').length;
  return {
    simulator,
    cryptomus,
    outcomeOf: (call: () => Promise<unknown>) => outcomeOf(call, { clock: httpClock, stalls }),
  };
}

function sentTo({ control }: CryptomusSimulator, path: string): number {
  return control.requests().filter((request) => request.path === path).length;
}

describe('when an answer goes wrong once,', () => {
  test.each(CASES)('$name: $title', async ({ fault, meaning, mutation }) => {
    const account = await openAccount();
    const { outcomeOf, simulator } = account;
    const call = await mutation.prepare(account);
    simulator.control.fault({ path: mutation.path, ...fault });
    const error = await outcomeOf(call);
    const sent = sentTo(simulator, mutation.path);
    const effects = await mutation.effects(account);

    if (meaning === 'answer') expect([error, sent, effects]).toEqual([undefined, 1, 1]);
    else if (meaning === 'not_sent') expect([error, sent, effects]).toEqual([undefined, 2, 1]);
    else if (meaning === 'rejected') expect([error?.outcome, sent, effects]).toEqual(['rejected', 1, 0]);
    else if (meaning === 'passing doubt' && mutation.repeats) expect([error, sent, effects]).toEqual([undefined, 2, 1]);
    else {
      expect([error?.code, error?.outcome, sent]).toEqual(['outcome_unknown', 'unknown', 1]);
      expect(effects).toBeLessThanOrEqual(1);
    }
  });
});

describe('when answers go on going wrong,', () => {
  test.each(CASES)('$name: $title', async ({ fault, meaning, mutation }) => {
    const account = await openAccount();
    const { outcomeOf, simulator } = account;
    const call = await mutation.prepare(account);
    simulator.control.fault({ path: mutation.path, times: 20, ...fault });
    const error = await outcomeOf(call);
    const sent = sentTo(simulator, mutation.path);
    simulator.control.clearFaults();
    const effects = await mutation.effects(account);

    if (meaning === 'answer') expect([error, sent, effects]).toEqual([undefined, 1, 1]);
    else if (meaning === 'not_sent') expect([error?.outcome, sent, effects]).toEqual(['not_sent', 4, 0]);
    else if (meaning === 'rejected') expect([error?.outcome, sent, effects]).toEqual(['rejected', 1, 0]);
    else {
      expect([error?.code, error?.outcome]).toEqual(['outcome_unknown', 'unknown']);
      expect(sent).toBe(meaning === 'passing doubt' && mutation.repeats ? 4 : 1);
      expect(effects).toBeLessThanOrEqual(1);
    }

    // What the provider recognises can be asked for again at any time, and still happens once.
    if (!mutation.repeats) return;
    expect(await outcomeOf(call)).toBeUndefined();
    expect(await mutation.effects(account)).toBe(1);
  });
});

test('a doubt is not talked away by a later word that there is no such payout', async () => {
  const { cryptomus, simulator } = await openAccount();
  simulator.control.fault({ kind: 'reset-after', path: '/v1/payout' });
  simulator.control.fault({ kind: 'refusal', message: 'Payout was not found', path: '/v1/payout' });
  expect(await failureOf(cryptomus.payouts.createPayout(PAYOUT))).toMatchObject({
    code: 'outcome_unknown',
    outcome: 'unknown',
    reference: 'payout-1',
  });
  expect(simulator.control.payouts()).toHaveLength(1);
});

describe('an answer about something else', () => {
  const codes: Readonly<Record<string, string>> = {
    createStaticWallet: 'reference_conflict',
    setDiscount: 'outcome_unknown',
    blockStaticWallet: 'outcome_unknown',
    createRecurrence: 'outcome_unknown',
    cancelRecurrence: 'outcome_unknown',
  };

  test.each(Object.entries(codes))('is not taken for the answer to %s (%s)', async (name, code) => {
    const account = await openAccount();
    const mutation = MUTATIONS[name];
    const call = await mutation?.prepare(account);
    account.simulator.control.fault({ kind: 'wrong-content', path: mutation?.path });
    expect(await failureOf((call ?? (() => Promise.resolve()))())).toMatchObject({ code, outcome: 'unknown' });
    expect(sentTo(account.simulator, mutation?.path ?? '')).toBe(1);
  });

  test.each([
    ['amount', { amount: '1.00' }],
    ['currency', { currency: 'BTC' }],
    ['network', { network: 'bsc' }],
    ['destination', { address: ADDRESS.otherTron }],
  ])('is told from a payout by its %s alone', async (differs, replace) => {
    const { cryptomus, simulator } = await openAccount();
    simulator.control.fault({ kind: 'wrong-content', path: '/v1/payout', replace });
    const failure = await failureOf(cryptomus.payouts.createPayout(PAYOUT));
    expect(failure).toMatchObject({ code: 'reference_conflict', outcome: 'unknown' });
    expect((failure as { readonly differs: readonly string[] }).differs).toContain(differs);
  });

  test('with a figure that is none is not read', async () => {
    const { cryptomus, simulator } = await openAccount();
    simulator.control.fault({ kind: 'wrong-content', path: '/v1/payout', replace: { amount: 'fifty' } });
    expect(await failureOf(cryptomus.payouts.createPayout(PAYOUT))).toMatchObject({ code: 'outcome_unknown' });
    expect(simulator.control.payouts()).toHaveLength(1);
  });
});
