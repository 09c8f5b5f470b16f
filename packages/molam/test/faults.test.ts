import { KyHttpClient } from '@paymux/core';
import { createFakeClock } from '@paymux/core/testing';
import type { MolamSimulator, RequestFault, RequestFaultKind } from '@paymux/simulators';
import { outcomeOf } from '@paymux/testkit';
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
  /** What must be there first; gives the call. */
  prepare(account: Account): Promise<() => Promise<unknown>>;
  effects(account: Account): number | Promise<number>;
}

const ENDPOINTS = '/v1/webhooks/endpoints';
const REGISTRATION = { url: HOOK, tenantType: 'merchant', tenantId: 'merch_1', idempotencyKey: 'hook-1' } as const;

/** What is not of the common contract; the conformance suite meets the rest with faults. */
const MUTATIONS: Readonly<Record<string, Mutation>> = {
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

  const stalls = () => simulator.control.requests().filter(({ fault }) => fault === 'stalled-body').length;
  return {
    simulator,
    molam,
    outcomeOf: (call: () => Promise<unknown>) => outcomeOf(call, { clock: httpClock, stalls }),
  };
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

test('a doubt is not talked away by a later word that there is no such payout', async () => {
  const { molam, simulator } = await openAccount();
  const path = '/v1/treasury/payouts';
  simulator.control.fault({ kind: 'reset-after', path });
  simulator.control.fault({ kind: 'refusal', message: 'payout_not_found', status: 404, path });
  expect(await failureOf(molam.payouts.createPayout(PAYOUT))).toMatchObject({
    code: 'outcome_unknown',
    outcome: 'unknown',
    reference: 'payout-1',
  });
  expect(simulator.control.payouts()).toHaveLength(1);
});

describe('an answer about something else', () => {
  const codes: Readonly<Record<string, string>> = {
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

  test('is not taken for what was looked up by reference', async () => {
    const { molam, simulator } = await openAccount();
    await molam.payments.createPayment(PAYMENT);
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
