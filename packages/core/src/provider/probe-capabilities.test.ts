import { expect, test } from 'vitest';
import { createFakeProvider } from '../fake/fake-provider.js';
import type { Capabilities } from './capabilities.js';
import type { PaymentProvider } from './payment-provider.js';
import { probeCapabilities } from './probe-capabilities.js';

const honest = createFakeProvider();
const OPERATIONS = honest.capabilities.operations;

const ONCE = { lookup: 'none', deduplicatesForMs: 0 };

function declaring(capabilities: Partial<Record<keyof Capabilities, unknown>>, parts: object = {}): PaymentProvider {
  return { ...honest, ...parts, capabilities: { ...honest.capabilities, ...capabilities } as Capabilities };
}

function operations(changed: Readonly<Record<string, unknown>>): PaymentProvider {
  return declaring({ operations: { ...OPERATIONS, ...changed } });
}

function without<Part extends object>(part: Part, ...names: readonly (keyof Part)[]): object {
  return Object.fromEntries(Object.entries(part).filter(([name]) => !names.includes(name as keyof Part)));
}

test('finds nothing wrong with a provider that declares what it is', () => {
  expect(probeCapabilities(honest)).toEqual([]);
});

test("counts a provider's own operation as offered where any of its parts has it", () => {
  const parts = {
    vouchers: { createVoucher: honest.payments.createPayment, findVoucher: honest.payments.findPayment },
  };
  const createVoucher = { lookup: 'reference', deduplicatesForMs: 0 };

  expect(probeCapabilities(declaring({ operations: { ...OPERATIONS, createVoucher } }, parts))).toEqual([]);
});

const OP = 'capabilities.operations';

test.each<readonly [string, PaymentProvider, string, string]>([
  [
    'an operation that is not there',
    declaring({}, { payments: without(honest.payments, 'capturePayment') }),
    `${OP}.capturePayment`,
    'is declared without being offered',
  ],
  [
    'a method in another part than its own',
    declaring(
      {},
      {
        payouts: without(honest.payouts, 'cancelPayout'),
        payments: { ...honest.payments, cancelPayout: honest.payouts.cancelPayout },
      },
    ),
    `${OP}.cancelPayout`,
    'is declared without being offered',
  ],
  [
    "a provider's own operation that is not there",
    operations({ createVoucher: ONCE }),
    `${OP}.createVoucher`,
    'is declared without being offered',
  ],
  [
    'a change that is not declared',
    operations({ cancelPayment: undefined }),
    'payments.cancelPayment',
    'is offered without being declared in capabilities.operations',
  ],
  [
    'payouts that are not declared',
    operations({ createPayout: undefined }),
    'payouts.createPayout',
    'is offered without being declared in capabilities.operations',
  ],
  [
    'a method that every provider has',
    declaring(
      { operations: { ...OPERATIONS, createPayout: ONCE, cancelPayout: ONCE } },
      { payouts: without(honest.payouts, 'findPayout', 'listPayouts') },
    ),
    'payouts.findPayout',
    'is missing, and no payouts are without it',
  ],
  [
    'a method that is none',
    declaring({}, { refunds: { ...honest.refunds, listRefunds: 'soon' } }),
    'refunds.listRefunds',
    'must be a method, or absent',
  ],
  [
    'a part that is none',
    declaring({ operations: without(OPERATIONS, 'createRefund'), partialRefunds: false }, { refunds: true }),
    'refunds',
    'must be an object with methods, or absent',
  ],
  [
    'a look-up by reference that nothing does',
    declaring({}, { refunds: without(honest.refunds, 'findRefund') }),
    `${OP}.createRefund.lookup`,
    'is promised without a method to find it by',
  ],
  [
    'a list that nothing reads',
    declaring(
      { operations: { ...OPERATIONS, createRefund: { lookup: 'scan', deduplicatesForMs: 0 } } },
      { refunds: without(honest.refunds, 'findRefund', 'listRefunds') },
    ),
    `${OP}.createRefund.lookup`,
    'is promised without a method to find or list it by',
  ],
  [
    'a word for a look-up that there is not',
    operations({ createPayment: { lookup: 'perhaps', deduplicatesForMs: 0 } }),
    `${OP}.createPayment.lookup`,
    'must be "reference", "id", "scan" or "none"',
  ],
  ...[-1, 1.5, Number.POSITIVE_INFINITY, Number.NaN, '1000', undefined].map(
    (deduplicatesForMs): readonly [string, PaymentProvider, string, string] => [
      `a window of ${String(deduplicatesForMs)}`,
      operations({ createPayment: { lookup: 'reference', deduplicatesForMs } }),
      `${OP}.createPayment.deduplicatesForMs`,
      'must be a whole number of milliseconds, 0 or more',
    ],
  ),
  [
    'an operation that is only said to be there',
    operations({ createPayment: true }),
    `${OP}.createPayment`,
    'must say lookup and deduplicatesForMs',
  ],
  [
    'references that cannot be so long',
    operations({ createPayout: { ...OPERATIONS['createPayout'], longReferences: { length: 100, lookup: 'scan' } } }),
    `${OP}.createPayout.longReferences.length`,
    'must be a whole number, 1 to 99',
  ],
  [
    'long references looked up in a way that there is not',
    operations({ createPayout: { ...OPERATIONS['createPayout'], longReferences: { length: 32, lookup: 'luck' } } }),
    `${OP}.createPayout.longReferences.lookup`,
    'must be "reference", "id", "scan" or "none"',
  ],
  [
    'webhooks that are not declared',
    declaring({ webhooks: undefined }),
    'capabilities.webhooks',
    'is missing, though there are webhooks',
  ],
  [
    'webhooks that are not there',
    declaring({}, { webhooks: undefined }),
    'capabilities.webhooks',
    'is declared without webhooks',
  ],
  [
    'webhooks that do not say whether they have to be confirmed',
    declaring({ webhooks: { scheme: 'hmac-sha256' } }),
    'capabilities.webhooks',
    'must say scheme and needsConfirmation',
  ],
  [
    'a validator that validates nothing',
    declaring({}, { webhooks: {} }),
    'webhooks.validate',
    'is missing, and no webhooks are without it',
  ],
  [
    'refunds in parts without refunds',
    declaring({ operations: without(OPERATIONS, 'createRefund') }, { refunds: undefined }),
    'capabilities.partialRefunds',
    'is declared without refunds',
  ],
  [
    'refunds in parts that may be',
    declaring({ partialRefunds: 'some' }),
    'capabilities.partialRefunds',
    'must be true or false',
  ],
  [
    'memos without payouts',
    declaring({ operations: without(OPERATIONS, 'createPayout', 'cancelPayout') }, { payouts: undefined }),
    'capabilities.payoutMemo',
    'is declared without payouts',
  ],
  [
    'memos on no network at all',
    declaring({ payoutMemo: [] }),
    'capabilities.payoutMemo',
    'must be true, false or networks',
  ],
  [
    'no operations',
    declaring({ operations: undefined }),
    'capabilities',
    'must be an object that lists its operations',
  ],
])('catches %s', (_what, liar, path, message) => {
  expect(probeCapabilities(liar)).toEqual([{ path, message }]);
});

test('names everything that is untrue at once', () => {
  const liar = declaring({ webhooks: undefined, partialRefunds: 1, operations: {} });

  expect(probeCapabilities(liar).map(({ path }) => path)).toEqual([
    'payments.createPayment',
    'payments.confirmPayment',
    'payments.capturePayment',
    'payments.cancelPayment',
    'payouts.createPayout',
    'payouts.cancelPayout',
    'refunds.createRefund',
    'capabilities.webhooks',
    'capabilities.partialRefunds',
  ]);
});
