import assert from 'node:assert/strict';
import { type HttpRequest, type HttpResponse, type PaymentsError, TransportError } from '@paymux/core';
import { createFakeClock } from '@paymux/core/testing';
import { conformanceCase, type ConformanceCase } from '../conformance-case.js';
import type { ConformanceConnection } from '../conformance-options.js';
import type { ConformanceAccount } from '../conformance-world.js';
import { driverOf, type OperationDriver } from '../operations.js';
import { nextTurn } from '../next-turn.js';

/** The operations that open something new, for which a second sending would cost most. */
const CREATIONS = (['createPayment', 'createPayout', 'createRefund'] as const).map(driverOf);

type CreationRun = (account: ConformanceAccount, operation: OperationDriver) => Promise<void>;

function forEachCreation(
  name: string,
  words: string,
  run: CreationRun,
  connection: ConformanceConnection = { maxRetries: 2 },
): readonly ConformanceCase[] {
  return CREATIONS.map((operation) =>
    conformanceCase(
      `doubts/${operation.name.replace('create', '').toLowerCase()}-${name}`,
      `${operation.name} ${words}`,
      operation.needs,
      async (world) => run(await world.open(connection), operation),
    ),
  );
}

function assertUnknown(error: PaymentsError): void {
  assert.deepEqual([error.code, error.outcome], ['outcome_unknown', 'unknown']);
}

/** Waits for real I/O; a test that waits in vain fails by its own time limit. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await nextTurn();
}

/** Answers that are well-formed HTTP and no object of the provider. */
const SHAPELESS_BODIES = ['null', '[]', '{}', '"ok"', '7', 'true', '{"data":null}', '[{}]', '{"id":7}', '\u0000'];

function withBody(response: HttpResponse, body: string): HttpResponse {
  return { ...response, body: new TextEncoder().encode(body) };
}

export const DOUBT_CASES: readonly ConformanceCase[] = [
  ...forEachCreation(
    'stays-in-doubt-through-a-429',
    'stays in doubt when a repeat is turned away',
    async (account, operation) => {
      const call = await operation.prepare(account);
      const target = account.callOf(operation.name);
      account.gateway.fault({ ...target, kind: 'reset-after' });
      account.gateway.fault({ ...target, kind: 'rate-limit', times: 10 });
      assertUnknown(await account.failureOf(call));
      assert.equal(await operation.effects(account), 1);
    },
  ),
  ...forEachCreation(
    'stays-in-doubt-through-a-refusal',
    'stays in doubt when a repeat is refused',
    async (account, operation) => {
      const call = await operation.prepare(account);
      const target = account.callOf(operation.name);
      account.gateway.fault({ ...target, kind: 'server-error', applied: true });
      account.gateway.fault({ ...target, kind: 'refusal', message: account.options.texts.refused, times: 10 });
      assertUnknown(await account.failureOf(call));
      assert.equal(await operation.effects(account), 1);
    },
  ),
  ...forEachCreation(
    'says-what-to-look-up',
    'says in doubt what to look up, at which provider and after which call',
    async (account, operation) => {
      const call = await operation.prepare(account);
      account.gateway.fault({ ...account.callOf(operation.name), kind: 'redirect' });
      const error = await account.failureOf(call);
      assertUnknown(error);
      assert.match(String((error as { readonly reference?: unknown }).reference), /^(?:order|payout|refund)-1$/);
      assert.deepEqual([error.provider, error.operation], [account.options.provider, operation.name]);
    },
  ),
  ...forEachCreation(
    'is-not-sent-when-aborted-before',
    'is not sent when it was aborted before',
    async (account, operation) => {
      const call = await operation.prepare(account);
      const before = account.gateway.requests().length;
      const error = await account.failureOf(() => call({ signal: AbortSignal.abort() }));
      assert.deepEqual([error.code, error.outcome], ['call_aborted', 'not_sent']);
      assert.equal(account.gateway.requests().length, before);
    },
  ),
  ...forEachCreation(
    'is-in-doubt-when-aborted-after',
    'is in doubt when it is aborted while the answer is awaited',
    async (account, operation) => {
      const call = await operation.prepare(account);
      const before = account.sent(operation.name);
      const controller = new AbortController();
      account.gateway.fault({ ...account.callOf(operation.name), kind: 'stalled-body' });
      const failure = call({ signal: controller.signal }).then(
        () => assert.fail('The call must not succeed.'),
        (error: unknown) => error as PaymentsError,
      );
      await until(() => account.sent(operation.name) > before);
      await nextTurn();
      controller.abort();
      assertUnknown(await failure);
      assert.ok((await operation.effects(account)) <= 1);
    },
  ),
  ...CREATIONS.map((operation) =>
    conformanceCase(
      `doubts/${operation.name.replace('create', '').toLowerCase()}-aborted-between-attempts-keeps-its-doubt`,
      `${operation.name} that is aborted between two attempts keeps the doubt of the first`,
      [
        ...operation.needs,
        operation.name === 'createPayment'
          ? 'repeatablePayments'
          : operation.name === 'createPayout'
            ? 'repeatablePayouts'
            : 'repeatableRefunds',
      ],
      async (world) => {
        const clock = createFakeClock();
        const account = await world.open({ retryJitter: 'none' }, { clock });
        const call = await operation.prepare(account);
        const before = account.sent(operation.name);
        const controller = new AbortController();
        account.gateway.fault({ ...account.callOf(operation.name), kind: 'reset-after' });
        const failure = account.failureOf(() => call({ signal: controller.signal }));
        await clock.whenSleeping();
        controller.abort();
        assertUnknown(await failure);
        assert.equal(account.sent(operation.name) - before, 1);
      },
    ),
  ),
  ...forEachCreation(
    'ends-by-its-deadline',
    'ends by its deadline, however many repeats are left',
    async (account, operation) => {
      const call = await operation.prepare(account);
      const before = account.sent(operation.name);
      account.gateway.fault({ ...account.callOf(operation.name), kind: 'rate-limit', times: 1_000 });
      const startedAt = account.clock.now().getTime();
      const error = await account.failureOf(() => call({ deadlineMs: 10_000 }));
      assert.equal(error.outcome, 'not_sent');
      assert.ok(account.clock.now().getTime() - startedAt <= 10_000);
      assert.ok(account.sent(operation.name) - before > 1);
    },
    { maxRetries: 20, retryJitter: 'none' },
  ),
  ...forEachCreation(
    'honours-retry-after',
    'comes back no sooner than the provider asks',
    async (account, operation) => {
      const call = await operation.prepare(account);
      account.gateway.fault({ ...account.callOf(operation.name), kind: 'rate-limit', times: 1 });
      const before = account.clock.sleeps.length;
      assert.equal(await account.outcomeOf(call), undefined);
      const [wait = 0] = account.clock.sleeps.slice(before);
      assert.ok(wait >= 1_000, `It came back after ${String(wait)} ms and was asked for 1000.`);
      assert.equal(await operation.effects(account), 1);
    },
  ),
  ...CREATIONS.map((operation) =>
    conformanceCase(
      `doubts/${operation.name.replace('create', '').toLowerCase()}-does-not-read-sense-into-a-shapeless-answer`,
      `${operation.name} does not read sense into a success of another shape`,
      operation.needs,
      async (world) => {
        for (const body of SHAPELESS_BODIES) {
          const account = await world.open();
          const call = await operation.prepare(account);
          const { method, path } = account.callOf(operation.name);
          const wanted = new RegExp(`${path.replace(/\{\w+\}/g, '[^/]+')}$`);
          account.intercept(async (request: HttpRequest, send) => {
            const response = await send();
            return request.method === method && wanted.test(new URL(request.url).pathname)
              ? withBody(response, body)
              : response;
          });
          assertUnknown(await account.failureOf(call));
          assert.equal(await operation.effects(account), 1);
        }
      },
    ),
  ),
  ...CREATIONS.map((operation) =>
    conformanceCase(
      `doubts/${operation.name.replace('create', '').toLowerCase()}-takes-no-strange-failure-for-a-proof`,
      `${operation.name} takes no failure of the transport for a proof that nothing was sent, unless it is one`,
      operation.needs,
      async (world) => {
        const failures = [
          [new TransportError('connection_refused'), 'not_sent'],
          [new TransportError('name_not_resolved'), 'not_sent'],
          [new TransportError('tls_refused'), 'not_sent'],
          [new TransportError('timeout'), 'unknown'],
          [new TransportError('answer_cut'), 'unknown'],
          [new TransportError('failed'), 'unknown'],
          [new TypeError('fetch failed'), 'unknown'],
          [Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }), 'unknown'],
        ] as const;
        for (const [failure, outcome] of failures) {
          const account = await world.open({ maxRetries: 0 });
          const call = await operation.prepare(account);
          account.intercept(() => Promise.reject(failure));
          assert.equal((await account.failureOf(call)).outcome, outcome, String(failure));
        }
      },
    ),
  ),
  ...forEachCreation(
    'is-not-sent-to-a-closed-port',
    'is not sent when nobody listens, and says so',
    async (account, operation) => {
      const call = await operation.prepare(account);
      await account.subject.stop();
      const error = await account.failureOf(call);
      assert.deepEqual([error.code, error.outcome], ['provider_unreachable', 'not_sent']);
    },
  ),
  ...forEachCreation(
    'is-not-sent-when-tls-fails',
    'is not sent when no secure connection comes about, and says so',
    async (account, operation) => {
      await operation.prepare(account);
      const paymentId = account.gateway.payments()[0]?.id ?? '';
      const secure = account.connect({ baseUrl: account.subject.baseUrl.replace('http:', 'https:'), maxRetries: 0 });
      const before = account.gateway.requests().length;
      const error = await account.failureOf(async () => {
        if (operation.name === 'createPayment') await secure.payments?.createPayment(account.paymentRequest());
        else if (operation.name === 'createPayout') await secure.payouts?.createPayout(account.payoutRequest());
        else await secure.refunds?.createRefund(account.refundRequest(paymentId));
      });
      assert.deepEqual([error.code, error.outcome], ['provider_unreachable', 'not_sent']);
      assert.equal(account.gateway.requests().length, before);
    },
  ),
  conformanceCase(
    'doubts/payment-is-settled-by-a-look-up',
    'a payment in doubt is settled by a look-up under its reference',
    ['payments'],
    async (world) => {
      const account = await world.open();
      account.gateway.fault({ ...account.callOf('createPayment'), kind: 'redirect', applied: true });
      assertUnknown(await account.failureOf(() => account.createPayment()));
      const found = await account.payments.findPayment({ reference: 'order-1' });
      assert.equal(found?.providerId, account.gateway.payments()[0]?.id);
    },
  ),
  conformanceCase(
    'doubts/payout-is-settled-by-a-look-up',
    'a payout in doubt is settled by a look-up under its reference',
    ['payouts'],
    async (world) => {
      const account = await world.open();
      account.gateway.fault({ ...account.callOf('createPayout'), kind: 'redirect', applied: true });
      assertUnknown(await account.failureOf(() => account.createPayout()));
      const found = await account.payouts.findPayout({ reference: 'payout-1' });
      assert.equal(found?.providerId, account.gateway.payouts()[0]?.id);
    },
  ),
  conformanceCase(
    'doubts/a-look-up-that-fails-is-no-absence',
    'a look-up that fails is no absence',
    ['payments'],
    async (world) => {
      for (const kind of ['not-json', 'client-error', 'half-body', 'server-error', 'empty-body', 'redirect'] as const) {
        const account = await world.open({ maxRetries: 1 });
        const { providerId } = await account.createPayment();
        for (const query of [{ reference: 'order-1' }, { providerId }]) {
          account.gateway.fault({ kind, times: 10 });
          const error = await account.failureOf(() => account.payments.findPayment(query));
          assertUnknown(error);
          assert.equal((error as { readonly safeToRepeat?: unknown }).safeToRepeat, true);
          account.gateway.clearFaults();
        }
      }
    },
  ),
  conformanceCase(
    'doubts/a-look-up-of-a-payment-does-not-take-another',
    'a look-up of a payment does not take an answer about another one, nor is that an absence',
    ['payments'],
    async (world) => {
      const account = await world.open({ maxRetries: 0 });
      const { providerId } = await account.createPayment();
      account.gateway.fault({ kind: 'wrong-content' });
      assertUnknown(await account.failureOf(() => account.payments.findPayment({ providerId })));
    },
  ),
  conformanceCase(
    'doubts/a-look-up-of-a-payout-does-not-take-another',
    'a look-up of a payout does not take an answer about another one, nor is that an absence',
    ['payouts'],
    async (world) => {
      const account = await world.open({ maxRetries: 0 });
      const { providerId } = await account.createPayout();
      account.gateway.fault({ kind: 'wrong-content' });
      assertUnknown(await account.failureOf(() => account.payouts.findPayout({ providerId })));
    },
  ),
  conformanceCase(
    'doubts/a-404-page-is-no-absence',
    'a page that says 404 is no absence',
    ['payments'],
    async (world) => {
      const account = await world.open();
      account.gateway.fault({ kind: 'not-json', status: 404, times: 10 });
      assertUnknown(await account.failureOf(() => account.payments.findPayment({ providerId: 'pi_unknown' })));
    },
  ),
];
