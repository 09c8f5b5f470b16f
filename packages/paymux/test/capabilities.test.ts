import { type PaymentProvider, probeCapabilities, type ProviderFeature, supports } from '@paymux/core';
import { createFakeProvider } from '@paymux/core/testing';
import { createCryptomus } from '@paymux/cryptomus';
import { createHeleket } from '@paymux/heleket';
import { createMolam } from '@paymux/molam';
import { describe, expect, test } from 'vitest';
import { createPaymux, type Paymux } from '../src/index.js';

const merchantId = '8b03432e-385b-4670-8d06-064591096795';
const paymentApiKey = 'payment-key';
const payoutApiKey = 'payout-key';
const apiKey = 'sk_test_1';

const PROVIDERS: readonly (readonly [string, PaymentProvider])[] = [
  ['the fake', createFakeProvider()],
  ['Cryptomus with both keys', createCryptomus({ merchantId, paymentApiKey, payoutApiKey })],
  ['Cryptomus with the payment key', createCryptomus({ merchantId, paymentApiKey })],
  ['Cryptomus with the payout key', createCryptomus({ merchantId, payoutApiKey })],
  [
    'Cryptomus that signs refunds with the payout key',
    createCryptomus({ merchantId, payoutApiKey, refundsSignedWith: 'payout' }),
  ],
  ['Heleket with both keys', createHeleket({ merchantId, paymentApiKey, payoutApiKey })],
  ['Heleket with the payment key', createHeleket({ merchantId, paymentApiKey })],
  ['Heleket with the payout key', createHeleket({ merchantId, payoutApiKey })],
  ['Heleket in the dialect api-key', createHeleket({ dialect: 'api-key', merchantId, apiKey })],
  [
    'Heleket in the dialect api-key with webhooks',
    createHeleket({ dialect: 'api-key', merchantId, apiKey, webhookSecret: 'secret' }),
  ],
  ['Molam with payments alone', createMolam({ apiKey })],
  ['Molam with everything', createMolam({ apiKey, originEntityId: 'merch_1', webhookSecrets: { 1: 'whsec_1' } })],
];

test.each(PROVIDERS)('%s is what it declares', (_name, provider) => {
  expect(probeCapabilities(provider)).toEqual([]);
});

const request = { reference: 'order-1', providerId: 'object-1', paymentId: 'payment-1' };

/** Every method of a Paymux, by the feature it needs. None of the requests gets as far as a provider. */
const CALLS: Readonly<Record<Exclude<ProviderFeature, 'webhooks' | 'webhooks.validate' | keyof Paymux>, Call>> = {
  'payments.createPayment': ({ payments }) => payments.createPayment(request as never),
  'payments.findPayment': ({ payments }) => payments.findPayment(request as never),
  'payments.listPayments': ({ payments }) => payments.listPayments(request as never).page(),
  'payments.confirmPayment': ({ payments }) => payments.confirmPayment(request),
  'payments.capturePayment': ({ payments }) => payments.capturePayment(request),
  'payments.cancelPayment': ({ payments }) => payments.cancelPayment(request),
  'payouts.createPayout': ({ payouts }) => payouts.createPayout(request as never),
  'payouts.findPayout': ({ payouts }) => payouts.findPayout(request as never),
  'payouts.listPayouts': ({ payouts }) => payouts.listPayouts(request as never).page(),
  'payouts.cancelPayout': ({ payouts }) => payouts.cancelPayout(request),
  'refunds.createRefund': ({ refunds }) => refunds.createRefund(request),
  'refunds.findRefund': ({ refunds }) => refunds.findRefund(request as never),
  'refunds.listRefunds': ({ refunds }) => refunds.listRefunds(request).page(),
};
type Call = (paymux: Paymux) => Promise<unknown>;

describe.each(PROVIDERS)('a Paymux over %s', (_name, provider) => {
  test.each(Object.entries(CALLS))('has %s exactly where the account has it', async (feature, call) => {
    const paymux: Paymux = await createPaymux({ accounts: [{ id: 'main', provider }] });

    // Where the account has it, the request is refused, which no provider need be asked for.
    await expect(Promise.resolve(paymux).then(call)).rejects.toMatchObject({
      code: supports(provider, feature as ProviderFeature) ? 'invalid_request' : 'unsupported_operation',
      outcome: 'not_sent',
    });
  });
});

test('hands a change on to the account, and its answer back', async () => {
  const fake = createFakeProvider();
  const paymux = await createPaymux({ accounts: [{ id: 'main', provider: fake }] });
  const opened = await paymux.payments.createPayment({
    reference: 'order-1',
    amount: { amount: '15.00', currency: 'USD' },
  });
  const cancelled = await paymux.payments.cancelPayment({ providerId: opened.providerId, idempotencyKey: 'cancel-1' });
  const listed = await paymux.payments.listPayments({}, { account: 'main' }).page();

  expect(cancelled.status).toBe('cancelled');
  expect(listed.items).toEqual([cancelled]);
});

test('refuses an account whose provider is not what it declares', async () => {
  const fake = createFakeProvider();
  const liar: PaymentProvider = { ...fake, payouts: undefined };

  await expect(createPaymux({ accounts: [{ id: 'main', provider: liar }] })).rejects.toMatchObject({
    code: 'misconfigured',
    problems: [
      { path: 'accounts.main.capabilities.operations.createPayout', message: 'is declared without being offered' },
      { path: 'accounts.main.capabilities.operations.cancelPayout', message: 'is declared without being offered' },
      { path: 'accounts.main.capabilities.payoutMemo', message: 'is declared without payouts' },
    ],
  });
});
