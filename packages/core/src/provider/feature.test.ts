import { describe, expect, test } from 'vitest';
import { createFakeProvider } from '../fake/fake-provider.js';
import { type ProviderFeature, requireFeature, supports } from './feature.js';
import type { PaymentProvider } from './payment-provider.js';

const whole = createFakeProvider();
const method = (): Promise<never> => Promise.reject(new Error('No call is made here.'));

/** Payments and nothing else, of which nothing can be changed. */
const lean: PaymentProvider = {
  id: 'lean',
  specificationVersion: 1,
  capabilities: {
    operations: { createPayment: { lookup: 'reference', deduplicatesForMs: 0 } },
    partialRefunds: false,
    payoutMemo: false,
  },
  payments: { createPayment: method, findPayment: method },
  close: () => Promise.resolve(),
};

const FEATURES = [
  'payments',
  'payments.createPayment',
  'payments.findPayment',
  'payments.listPayments',
  'payments.confirmPayment',
  'payments.capturePayment',
  'payments.cancelPayment',
  'payouts',
  'payouts.createPayout',
  'payouts.findPayout',
  'payouts.listPayouts',
  'payouts.cancelPayout',
  'refunds',
  'refunds.createRefund',
  'refunds.findRefund',
  'refunds.listRefunds',
  'webhooks',
  'webhooks.validate',
] as const satisfies readonly ProviderFeature[];

const LEAN: readonly ProviderFeature[] = ['payments', 'payments.createPayment', 'payments.findPayment'];

test.each(FEATURES)('a provider that has everything supports %s', (feature) => {
  expect(supports(whole, feature)).toBe(true);
  expect(requireFeature(whole, feature)).toBe(whole);
});

test.each(FEATURES.filter((feature) => !LEAN.includes(feature)))(
  'a provider without it does not support %s',
  (name) => {
    expect(supports(lean, name)).toBe(false);
  },
);

test.each(LEAN)('a provider with payments alone supports %s', (feature) => {
  expect(supports(lean, feature)).toBe(true);
});

test.each<readonly [ProviderFeature, string]>([
  ['payments.cancelPayment', 'cancelPayment'],
  ['payments.listPayments', 'listPayments'],
  ['payouts.createPayout', 'payouts'],
  ['refunds', 'refunds'],
  ['webhooks', 'webhooks'],
])('whoever needs %s is told what is lacking', (feature, lacking) => {
  expect(() => requireFeature(lean, feature)).toThrow(
    expect.objectContaining({
      code: 'unsupported_operation',
      outcome: 'not_sent',
      message: `lean does not offer ${lacking}. Nothing was sent.`,
    }) as Error,
  );
});

describe('what is declared and what is there', () => {
  const { createPayment, ...others } = whole.capabilities.operations;

  test.each<readonly [string, PaymentProvider, ProviderFeature, string]>([
    [
      'a method without a declaration',
      { ...whole, capabilities: { ...whole.capabilities, operations: others } },
      'payments.createPayment',
      'fake offers payments.createPayment without declaring it in its capabilities.',
    ],
    [
      'a part without a declaration',
      { ...whole, capabilities: { ...whole.capabilities, operations: others } },
      'payments',
      'fake offers payments without declaring it in its capabilities.',
    ],
    [
      'a declaration without a method',
      { ...lean, capabilities: { ...lean.capabilities, operations: whole.capabilities.operations } },
      'payments.capturePayment',
      'lean declares payments.capturePayment without offering it.',
    ],
    [
      'declared webhooks that are not there',
      { ...lean, capabilities: { ...lean.capabilities, webhooks: whole.capabilities.webhooks } },
      'webhooks',
      'lean declares webhooks without offering it.',
    ],
  ])('have to agree: %s is a defect', (_what, liar, feature, message) => {
    expect(createPayment).toBeDefined();
    expect(() => supports(liar, feature)).toThrow(new TypeError(message));
    expect(() => requireFeature(liar, feature)).toThrow(new TypeError(message));
  });
});
