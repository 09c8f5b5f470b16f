import assert from 'node:assert/strict';
import type { CreatePaymentRequest, CreatePayoutRequest } from '@paymux/core';
import { conformanceCase, type ConformanceCase } from '../conformance-case.js';
import { type ConformanceAccount, present } from '../conformance-world.js';
import { assertRefusedUnsent } from './assertions.js';

/** A request that the types forbid, as a program without types could make it. */
type Untyped = Readonly<Record<string, unknown>>;

interface RequestKind {
  readonly name: 'payment' | 'payout' | 'refund';
  readonly needs: 'payments' | 'payouts' | 'refunds';
  send(account: ConformanceAccount, changes: Untyped): Promise<unknown>;
  unsupported(account: ConformanceAccount): Readonly<Record<string, Untyped>>;
}

const KINDS: readonly RequestKind[] = [
  {
    name: 'payment',
    needs: 'payments',
    send: (account, changes) => account.payments.createPayment({ ...account.paymentRequest(), ...changes }),
    unsupported: ({ options }) => present(options.payments, 'samples').unsupported,
  },
  {
    name: 'payout',
    needs: 'payouts',
    send: (account, changes) => account.payouts.createPayout({ ...account.payoutRequest(), ...changes }),
    unsupported: ({ options }) => present(options.payouts, 'samples').unsupported,
  },
  {
    name: 'refund',
    needs: 'refunds',
    send: (account, changes) => account.refunds.createRefund({ ...account.refundRequest('pay-1'), ...changes }),
    unsupported: ({ options }) => present(options.refunds, 'samples').unsupported,
  },
];

const BAD_REFERENCES: readonly unknown[] = [
  '',
  'a b',
  'ä',
  'a/b',
  '../a',
  'x'.repeat(101),
  'a\n',
  7,
  null,
  undefined,
  {},
];

const BAD_AMOUNTS: readonly unknown[] = [
  15,
  0.1,
  '15.00',
  { amount: 15, currency: 'USD' },
  { amount: '0', currency: 'USD' },
  { amount: '0.00', currency: 'USD' },
  { amount: '-1', currency: 'USD' },
  { amount: '1e3', currency: 'USD' },
  { amount: '1,50', currency: 'USD' },
  { amount: ' 1', currency: 'USD' },
  { amount: 'NaN', currency: 'USD' },
  { amount: 'Infinity', currency: 'USD' },
  { amount: '', currency: 'USD' },
  { amount: '1' },
  { amount: '1', currency: 'U$D' },
];

const BAD_URLS: readonly unknown[] = [
  'no url',
  'ftp://shop.example/hook',
  'javascript:alert(1)',
  'https://user:password@shop.example/hook',
  'http://169.254.169.254/latest',
  7,
];

export const REQUEST_CASES: readonly ConformanceCase[] = [
  ...KINDS.flatMap((kind) => [
    conformanceCase(
      `requests/${kind.name}-with-a-bad-reference-is-not-sent`,
      `a ${kind.name} whose reference is not 1 to 100 letters, digits, "_" or "-" is refused unsent`,
      [kind.needs],
      async (world) => {
        const account = await world.open();
        for (const reference of BAD_REFERENCES) {
          const error = await account.failureOf(() => kind.send(account, { reference }));
          assertRefusedUnsent(account, error, ['reference']);
        }
      },
    ),
    conformanceCase(
      `requests/${kind.name}-with-a-bad-amount-is-not-sent`,
      `a ${kind.name} whose amount is no positive decimal text with a currency is refused unsent`,
      [kind.needs],
      async (world) => {
        const account = await world.open();
        for (const amount of BAD_AMOUNTS) {
          const error = await account.failureOf(() => kind.send(account, { amount }));
          assertRefusedUnsent(account, error, ['amount']);
        }
      },
    ),
    conformanceCase(
      `requests/${kind.name}-with-an-unknown-field-is-not-sent`,
      `a ${kind.name} with a field that nobody knows is refused unsent`,
      [kind.needs],
      async (world) => {
        const account = await world.open();
        const error = await account.failureOf(() => kind.send(account, { ammount: '1' }));
        assertRefusedUnsent(account, error, ['ammount']);
      },
    ),
    conformanceCase(
      `requests/${kind.name}-with-unknown-options-of-its-own-is-not-sent`,
      `an option of the provider’s own that a ${kind.name} does not have is refused unsent`,
      [kind.needs],
      async (world) => {
        const account = await world.open();
        const { provider } = world.options;
        const changes = { providerOptions: { [provider]: { colour_of_the_receipt: 'red' } } };
        const error = await account.failureOf(() => kind.send(account, changes));
        assertRefusedUnsent(account, error, [`providerOptions.${provider}`]);
      },
    ),
    conformanceCase(
      `requests/${kind.name}-that-the-wire-cannot-carry-is-not-sent`,
      `a ${kind.name} that this wire cannot carry exactly is refused unsent`,
      [kind.needs],
      async (world) => {
        const account = await world.open();
        const unsupported = Object.entries(kind.unsupported(account));
        assert.ok(unsupported.length > 0);
        for (const [path, changes] of unsupported) {
          const error = await account.failureOf(() => kind.send(account, changes));
          if (error.code !== 'unsupported_operation') assertRefusedUnsent(account, error, [path]);
          assert.equal(account.gateway.requests().length, 0);
        }
      },
    ),
    conformanceCase(
      `requests/${kind.name}-problems-are-named-all-at-once`,
      `everything that is wrong with a ${kind.name} is named at once, and none of its values is repeated`,
      [kind.needs],
      async (world) => {
        const account = await world.open();
        const changes = {
          reference: 'not a reference',
          amount: { amount: 'fifteen-secret', currency: 'USD' },
          ammount: 1,
        };
        const error = await account.failureOf(() => kind.send(account, changes));
        assertRefusedUnsent(account, error, ['reference', 'amount', 'ammount']);
        assert.doesNotMatch(`${error.message}${JSON.stringify(error)}`, /fifteen-secret|not a reference/);
      },
    ),
    conformanceCase(
      `requests/${kind.name}-that-is-no-object-is-not-sent`,
      `a ${kind.name} that is no request at all is refused unsent`,
      [kind.needs],
      async (world) => {
        const account = await world.open();
        const { payments, payouts, refunds } = account.provider;
        for (const request of [null, 7, 'order-1', [], new Map()] as never[]) {
          const error = await account.failureOf(async () => {
            if (kind.name === 'payment') await payments?.createPayment(request);
            else if (kind.name === 'payout') await payouts?.createPayout(request);
            else await refunds?.createRefund(request);
          });
          assertRefusedUnsent(account, error, []);
        }
      },
    ),
  ]),
  conformanceCase(
    'requests/bad-webhook-urls-are-not-sent',
    'a webhook URL that is none, names no web page, holds credentials or points inwards is refused unsent',
    ['payments'],
    async (world) => {
      const account = await world.open();
      for (const webhookUrl of BAD_URLS) {
        const error = await account.failureOf(() =>
          account.payments.createPayment({ ...account.paymentRequest(), webhookUrl } as CreatePaymentRequest),
        );
        assertRefusedUnsent(account, error, ['webhookUrl']);
      }
    },
  ),
  conformanceCase(
    'requests/look-ups-name-one-object',
    'a look-up that names no object, or two, is refused unsent',
    ['payments'],
    async (world) => {
      const account = await world.open();
      for (const query of [{}, { reference: 'order-1', providerId: 'pay-1' }, { providerId: '' }] as never[]) {
        assertRefusedUnsent(account, await account.failureOf(() => account.payments.findPayment(query)), []);
      }
    },
  ),
  conformanceCase(
    'requests/inherited-fields-do-not-count',
    'a payout whose fields are inherited is refused unsent: what nobody has checked is not sent',
    ['payouts'],
    async (world) => {
      const account = await world.open();
      const inherited = Object.create(account.payoutRequest()) as CreatePayoutRequest;
      assertRefusedUnsent(account, await account.failureOf(() => account.payouts.createPayout(inherited)), [
        'reference',
      ]);
    },
  ),
  conformanceCase(
    'requests/options-for-other-providers-are-ignored',
    'options that are meant for another provider are ignored, so that a request can go to any of several',
    ['payments'],
    async (world) => {
      const account = await world.open();
      const providerOptions = { 'some-other-gateway': { colour: 'blue' } };
      const payment = await account.payments.createPayment({
        ...account.paymentRequest(),
        providerOptions,
      } as CreatePaymentRequest);
      assert.equal(payment.reference, 'order-1');
      assert.ok(account.gateway.requests().every(({ text }) => !text.includes('colour')));
    },
  ),
];
