import { setImmediate as nextTurn } from 'node:timers/promises';
import { KyHttpClient, PaymentsError } from '@paymux/core';
import { createFakeClock } from '@paymux/core/testing';
import type { MolamSimulator, RequestFault, RequestFaultKind } from '@paymux/simulators';
import { describe, expect, onTestFinished, test } from 'vitest';
import { connect, failureOf, HOOK, openSimulator, PAYMENT, PAYOUT, type WholeAccount } from './account.js';

interface Account {
  readonly molam: WholeAccount;
  readonly simulator: MolamSimulator;
}

/** A call that changes something, and how often it did, by the books of the provider. */
interface Mutation {
  readonly method?: string;
  readonly path: string;
  /** Whether the provider recognises a repeat, so that the call may be sent again after a doubt. */
  readonly repeats: boolean;
  /** Whether the caller's own key makes a later, equal call the same one. */
  readonly sameKey?: boolean;
  /** What must be there first; gives the call. */
  prepare(account: Account): Promise<() => Promise<unknown>>;
  effects(account: Account): number | Promise<number>;
}

const INTENTS = '/v1/connect/payment_intents';
const ENDPOINTS = '/v1/webhooks/endpoints';
const REGISTRATION = { url: HOOK, tenantType: 'merchant', tenantId: 'merch_1', idempotencyKey: 'hook-1' } as const;

async function opened({ molam }: Account, capture: 'automatic' | 'manual' = 'automatic'): Promise<string> {
  return (await molam.payments.createPayment({ ...PAYMENT, capture })).providerId;
}

function moved({ simulator }: Account, wanted: string): number {
  return simulator.control.transfers().filter(({ kind }) => kind === wanted).length;
}

const MUTATIONS: Readonly<Record<string, Mutation>> = {
  createPayment: {
    method: 'POST',
    path: INTENTS,
    repeats: true,
    prepare:
      async ({ molam }) =>
      () =>
        molam.payments.createPayment(PAYMENT),
    effects: ({ simulator }) => simulator.control.intents().length,
  },
  confirmPayment: {
    path: `${INTENTS}/{id}/confirm`,
    repeats: true,
    async prepare(account) {
      const request = { providerId: await opened(account), idempotencyKey: 'confirm-1' };
      return () => account.molam.payments.confirmPayment(request);
    },
    effects: (account) => moved(account, 'payment'),
  },
  capturePayment: {
    path: `${INTENTS}/{id}/capture`,
    repeats: true,
    async prepare(account) {
      const providerId = await opened(account, 'manual');
      await account.molam.payments.confirmPayment({ providerId });
      return () => account.molam.payments.capturePayment({ providerId, idempotencyKey: 'capture-1' });
    },
    effects: (account) => moved(account, 'payment'),
  },
  cancelPayment: {
    path: `${INTENTS}/{id}/cancel`,
    repeats: true,
    async prepare(account) {
      const request = { providerId: await opened(account), idempotencyKey: 'cancel-1' };
      return () => account.molam.payments.cancelPayment(request);
    },
    effects: ({ simulator }) => simulator.control.intents().filter(({ status }) => status === 'canceled').length,
  },
  createRefund: {
    path: '/v1/connect/charges/{id}/refund',
    repeats: true,
    async prepare(account) {
      const paymentId = await opened(account);
      await account.molam.payments.confirmPayment({ providerId: paymentId });
      const request = { reference: 'refund-1', paymentId, amount: { amount: '5.00', currency: 'USD' } };
      return () => account.molam.refunds.createRefund(request);
    },
    effects: (account) => moved(account, 'refund'),
  },
  createPayout: {
    path: '/v1/treasury/payouts',
    repeats: true,
    prepare:
      async ({ molam }) =>
      () =>
        molam.payouts.createPayout(PAYOUT),
    async effects(account) {
      const { control } = account.simulator;
      for (const { id, money } of control.payouts()) if (money === 'kept') await control.settle(id, 'settled');
      return moved(account, 'payout');
    },
  },
  cancelPayout: {
    path: '/v1/treasury/payouts/{id}/cancel',
    repeats: true,
    async prepare({ molam }) {
      const { providerId } = await molam.payouts.createPayout(PAYOUT);
      return () => molam.payouts.cancelPayout({ providerId, idempotencyKey: 'cancel-1' });
    },
    effects: ({ simulator }) => simulator.control.payouts().filter(({ status }) => status === 'cancelled').length,
  },
  registerEndpoint: {
    method: 'POST',
    path: ENDPOINTS,
    repeats: true,
    prepare:
      async ({ molam }) =>
      () =>
        molam.webhookEndpoints.registerEndpoint(REGISTRATION),
    effects: ({ simulator }) => simulator.control.endpoints().length,
  },
  rotateSecret: {
    path: `${ENDPOINTS}/{id}/rotate`,
    repeats: true,
    async prepare({ molam }) {
      const { endpoint } = await molam.webhookEndpoints.registerEndpoint(REGISTRATION);
      const request = { endpointId: endpoint.endpointId, idempotencyKey: 'rotate-1' };
      return () => molam.webhookEndpoints.rotateSecret(request);
    },
    effects: ({ simulator }) => (simulator.control.endpoints()[0]?.secrets.length ?? 1) - 1,
  },
  revokeSecret: {
    path: `${ENDPOINTS}/{id}/secrets/{kid}/revoke`,
    repeats: false,
    async prepare({ molam }) {
      const { endpoint, kid } = await molam.webhookEndpoints.registerEndpoint(REGISTRATION);
      const { endpointId } = endpoint;
      await molam.webhookEndpoints.rotateSecret({ endpointId });
      return () => molam.webhookEndpoints.revokeSecret({ endpointId, kid });
    },
    effects: ({ simulator }) =>
      simulator.control.endpoints()[0]?.secrets.filter(({ status }) => status === 'revoked').length ?? 0,
  },
  deleteEndpoint: {
    method: 'DELETE',
    path: `${ENDPOINTS}/{id}`,
    repeats: false,
    async prepare({ molam }) {
      const { endpoint } = await molam.webhookEndpoints.registerEndpoint(REGISTRATION);
      return () => molam.webhookEndpoints.deleteEndpoint({ endpointId: endpoint.endpointId });
    },
    effects: ({ simulator }) => 1 - simulator.control.endpoints().length,
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
  ['refusal', 'rejected', { message: 'Not today.' }],
  ['refusal', 'rejected', { message: 'card_declined', status: 402 }],
  ['refusal', 'lasting doubt', { message: 'invalid_state', status: 400 }],
  ['refusal', 'passing doubt', { message: 'idempotency_in_progress', status: 409 }],
  ['refusal', 'passing doubt', { message: 'Not today.', status: 500, applied: true }],
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
    fault: { kind, path: mutation.path, method: mutation.method, ...more },
    title: [kind, more && JSON.stringify(more)].filter(Boolean).join(' '),
  })),
);

async function openAccount() {
  const simulator = await openSimulator({ autopilot: false });
  const httpClock = createFakeClock();
  const httpClient = new KyHttpClient({ clock: httpClock });
  onTestFinished(() => httpClient.close());
  const molam = connect(simulator, {}, { httpClient });

  /** Lets the time of an attempt run out whenever its answer stalls. */
  async function outcomeOf(call: () => Promise<unknown>): Promise<PaymentsError | undefined> {
    let stalls = 0;
    const progress = { isOver: false };
    const outcome = call()
      .then(
        () => undefined,
        (error: unknown) => error,
      )
      .finally(() => {
        progress.isOver = true;
      });
    while (!progress.isOver) {
      await nextTurn();
      if (simulator.control.requests().filter(({ fault }) => fault === 'stalled-body').length <= stalls) continue;
      stalls += 1;
      await httpClock.advance(30_000);
    }
    const error = await outcome;
    if (error === undefined || PaymentsError.isInstance(error)) return error;
    throw new Error('The call failed in a way that callers are not told of.', { cause: error });
  }

  return { simulator, molam, outcomeOf };
}

/** How many requests since `before` a mutation has made. */
function sentTo({ control }: MolamSimulator, { method = 'POST', path }: Mutation): number {
  const wanted = new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`);
  return control.requests().filter((request) => request.method === method && wanted.test(request.path)).length;
}

describe('when an answer goes wrong once,', () => {
  test.each(CASES)('$name: $title', async ({ fault, meaning, mutation }) => {
    const account = await openAccount();
    const { outcomeOf, simulator } = account;
    const call = await mutation.prepare(account);
    const before = sentTo(simulator, mutation);
    simulator.control.fault(fault);
    const error = await outcomeOf(call);
    const sent = sentTo(simulator, mutation) - before;
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
    const before = sentTo(simulator, mutation);
    simulator.control.fault({ times: 20, ...fault });
    const error = await outcomeOf(call);
    const sent = sentTo(simulator, mutation) - before;
    simulator.control.clearFaults();

    if (meaning === 'answer') expect([error, sent]).toEqual([undefined, 1]);
    else if (meaning === 'not_sent') expect([error?.outcome, sent]).toEqual(['not_sent', 4]);
    else if (meaning === 'rejected') expect([error?.outcome, sent]).toEqual(['rejected', 1]);
    else {
      expect([error?.code, error?.outcome]).toEqual(['outcome_unknown', 'unknown']);
      expect(sent).toBe(meaning === 'passing doubt' && mutation.repeats ? 4 : 1);
    }

    // What the provider recognises can be asked for again under the same key, and still happens once.
    if (mutation.repeats) expect(await outcomeOf(call)).toBeUndefined();
    expect(await mutation.effects(account)).toBeLessThanOrEqual(1);
    if (mutation.repeats) expect(await mutation.effects(account)).toBe(1);
  });
});

describe('a doubt', () => {
  test.each([
    { kind: 'refusal', message: 'Not today.' },
    { kind: 'rate-limit', times: 10 },
    { kind: 'refusal', message: 'payout_not_found', status: 404 },
  ] as const)('is not talked away by what comes after it: $kind', async (later) => {
    const { molam, simulator } = await openAccount();
    const path = '/v1/treasury/payouts';
    simulator.control.fault({ kind: 'reset-after', path });
    simulator.control.fault({ path, ...later });
    expect(await failureOf(molam.payouts.createPayout(PAYOUT))).toMatchObject({
      code: 'outcome_unknown',
      outcome: 'unknown',
      reference: 'payout-1',
    });
    expect(simulator.control.payouts()).toHaveLength(1);
  });

  test.each([
    ['payment', async ({ molam }: Account) => molam.payments.createPayment(PAYMENT), INTENTS],
    ['payout', async ({ molam }: Account) => molam.payouts.createPayout(PAYOUT), '/v1/treasury/payouts'],
  ] as const)('over a %s is settled by reading the list', async (kind, create, path) => {
    const account = await openAccount();
    account.simulator.control.fault({ kind: 'redirect', path, method: 'POST', applied: true });
    const { reference } = (await failureOf(create(account))) as { reference: string };
    const { payments, payouts } = account.molam;
    const found = kind === 'payment' ? payments.findPayment({ reference }) : payouts.findPayout({ reference });
    expect(await found).toMatchObject({ reference, status: 'pending' });
  });

  test('of a look-up is no absence', async () => {
    const { molam, simulator } = await openAccount();
    for (const kind of ['not-json', 'client-error', 'half-body', 'server-error', 'redirect'] as const) {
      for (const query of [{ reference: 'payout-1' }, { providerId: 'po_1' }]) {
        simulator.control.fault({ kind, times: 10 });
        expect(await failureOf(molam.payouts.findPayout(query))).toMatchObject({
          code: 'outcome_unknown',
          safeToRepeat: true,
        });
        simulator.control.clearFaults();
      }
    }
  });
});

describe('an answer about something else', () => {
  const codes: Readonly<Record<string, string>> = {
    createPayment: 'reference_conflict',
    confirmPayment: 'outcome_unknown',
    capturePayment: 'outcome_unknown',
    cancelPayment: 'outcome_unknown',
    createRefund: 'outcome_unknown',
    createPayout: 'reference_conflict',
    cancelPayout: 'outcome_unknown',
    rotateSecret: 'outcome_unknown',
    revokeSecret: 'outcome_unknown',
    deleteEndpoint: 'outcome_unknown',
  };

  test.each(Object.entries(codes))('is not taken for the answer to %s (%s)', async (name, code) => {
    const account = await openAccount();
    const mutation = MUTATIONS[name];
    if (mutation === undefined) throw new Error(`There is no ${name}.`);
    const call = await mutation.prepare(account);
    const before = sentTo(account.simulator, mutation);
    account.simulator.control.fault({ kind: 'wrong-content', path: mutation.path, method: mutation.method });
    expect(await failureOf(call())).toMatchObject({ code, outcome: 'unknown' });
    expect(sentTo(account.simulator, mutation) - before).toBe(1);
  });

  test('is not taken for what was looked up by id, nor for what was looked up by reference', async () => {
    const { molam, simulator } = await openAccount();
    const payment = await molam.payments.createPayment(PAYMENT);
    const payout = await molam.payouts.createPayout(PAYOUT);
    for (const lookUp of [
      () => molam.payments.findPayment({ providerId: payment.providerId }),
      () => molam.payouts.findPayout({ providerId: payout.providerId }),
    ]) {
      simulator.control.fault({ kind: 'wrong-content' });
      expect(await failureOf(lookUp())).toMatchObject({ code: 'outcome_unknown', safeToRepeat: true });
    }
    simulator.control.fault({ kind: 'wrong-content' });
    expect(await molam.payments.findPayment({ reference: 'order-1' })).toBeUndefined();
  });
});

test('a list that leads back to itself is not read for ever', async () => {
  const { molam, simulator } = await openAccount();
  await molam.payments.createPayment(PAYMENT);
  simulator.control.fault({ kind: 'wrong-content', times: 3, replace: { has_more: true } });
  await expect(molam.payments.findPayment({ reference: 'order-2' })).resolves.toBeUndefined();
});
