import assert from 'node:assert/strict';
import { MisconfiguredError } from '@paymux/core';
import { conformanceCase, type ConformanceCase } from '../conformance-case.js';
import { assertFrozen } from './assertions.js';
import { nextTurn } from '../next-turn.js';

/** The changing methods of the common contract, by part. */
const CONTRACT_METHODS = {
  payments: ['createPayment', 'confirmPayment', 'capturePayment', 'cancelPayment'],
  payouts: ['createPayout', 'cancelPayout'],
  refunds: ['createRefund'],
} as const;

function methodsOf(part: object): readonly string[] {
  return Object.entries(part).flatMap(([name, member]) => (typeof member === 'function' ? [name] : []));
}

function openSockets(): number {
  return process.getActiveResourcesInfo().filter((name) => /TCPSocketWrap|TLSWrap/.test(name)).length;
}

/** How many turns closed sockets get to disappear in. */
const TURNS = 2_000;

export const ACCOUNT_CASES: readonly ConformanceCase[] = [
  conformanceCase(
    'account/is-a-plain-immutable-object',
    'an account has its id and version, and cannot be changed',
    [],
    async (world) => {
      const { provider } = await world.open();
      assert.equal(provider.id, world.options.provider);
      assert.equal(provider.specificationVersion, 1);
      assert.ok(Object.isFrozen(provider));
      assertFrozen(provider.capabilities);
      for (const part of [provider.payments, provider.payouts, provider.refunds, provider.webhooks]) {
        if (part !== undefined) assert.ok(Object.isFrozen(part));
      }
    },
  ),
  conformanceCase('account/sends-nothing-until-it-is-used', 'connecting sends nothing', [], async (world) => {
    const { gateway } = await world.open();
    await nextTurn();
    assert.equal(gateway.requests().length, 0);
  }),
  conformanceCase(
    'account/offers-what-it-declares',
    'every operation that the capabilities declare is there to be called, and the contract’s are declared where they are offered',
    [],
    async (world) => {
      const { provider } = await world.open();
      const declared = Object.keys(provider.capabilities.operations);
      const offered = new Set(
        Object.values(provider).flatMap((part: unknown) =>
          typeof part === 'object' && part !== null ? methodsOf(part) : [],
        ),
      );
      assert.ok(declared.length > 0);
      assert.deepEqual(
        declared.filter((name) => !offered.has(name)),
        [],
      );
      for (const [part, methods] of Object.entries(CONTRACT_METHODS)) {
        const processor = provider[part as keyof typeof CONTRACT_METHODS];
        for (const method of methods) {
          const offers = processor !== undefined && methodsOf(processor).includes(method);
          assert.equal(declared.includes(method), offers, method);
        }
      }
      assert.equal(provider.capabilities.webhooks !== undefined, provider.webhooks !== undefined);
    },
  ),
  conformanceCase(
    'account/declares-whole-windows',
    'every window and look-up that the capabilities declare is one of those that exist',
    [],
    async (world) => {
      const { provider } = await world.open();
      for (const [name, capability] of Object.entries(provider.capabilities.operations)) {
        const { deduplicatesForMs = Number.NaN, lookup = '' } = capability ?? {};
        assert.ok(Number.isSafeInteger(deduplicatesForMs) && deduplicatesForMs >= 0, name);
        assert.ok(['reference', 'id', 'scan', 'none'].includes(lookup), name);
      }
    },
  ),
  conformanceCase(
    'account/without-credentials-is-no-account',
    'an account without credentials is refused when it is connected, and what is missing is named',
    [],
    async (world) => {
      const account = await world.open();
      assert.throws(
        () => account.connect({ credentials: 'missing' }),
        (error: unknown) => error instanceof MisconfiguredError && error.problems.length > 0,
      );
    },
  ),
  conformanceCase(
    'account/with-wrong-credentials-is-turned-away',
    'calls with wrong credentials are turned away as that, once, and nothing happens',
    ['objects'],
    async (world) => {
      const account = await world.open();
      const wrong = account.connect({ credentials: 'wrong' });
      const calls = [
        ...(wrong.payments && world.options.payments
          ? [async () => wrong.payments?.createPayment(account.paymentRequest())]
          : []),
        ...(wrong.payouts && world.options.payouts
          ? [async () => wrong.payouts?.createPayout(account.payoutRequest())]
          : []),
      ];
      for (const [index, call] of calls.entries()) {
        const error = await account.failureOf(call);
        assert.deepEqual([error.code, error.outcome], ['authentication_refused', 'rejected']);
        assert.equal(account.gateway.requests().length, index + 1);
      }
      assert.deepEqual(
        [account.gateway.payments(), account.gateway.payouts(), account.gateway.transfers()],
        [[], [], []],
      );
    },
  ),
  conformanceCase(
    'account/closes-what-it-opened',
    'an account with a transport of its own leaves no connection open when it is closed, however often',
    ['objects'],
    async (world) => {
      const account = await world.open();
      const before = openSockets();
      const own = account.connect({}, { httpClient: undefined, clock: undefined });
      await account.openFirst(own);
      await own.close();
      await own.close();
      for (let turn = 0; turn < TURNS && openSockets() > before; turn += 1) await nextTurn();
      assert.ok(openSockets() <= before, 'A connection stays open.');
    },
  ),
  conformanceCase(
    'account/leaves-a-lent-transport-open',
    'an account does not close a transport that it was lent',
    ['objects'],
    async (world) => {
      const account = await world.open();
      let closed = 0;
      const httpClient = {
        send: () => Promise.reject(new Error('Nothing is sent here.')),
        close: async () => void (closed += 1),
      };
      await account.connect({}, { httpClient }).close();
      assert.equal(closed, 0);
    },
  ),
];
