import { createHmac } from 'node:crypto';
import { createFakeClock } from '@paymux/core/testing';
import type { ConformanceOptions } from '@paymux/testkit';
import { createStripe, startStripeSimulator } from '../src/index.js';

const KEYS = { right: 'sk_test_account_3c77', wrong: 'sk_test_nobody_0000', missing: '' };
const SECRETS = { payments: 'whsec_test_5b1f9c02', payouts: 'whsec_test_5b1f9c02', stranger: 'whsec_strange_1' };

const usd = (amount: string) => ({ amount, currency: 'USD' });
const eur = (amount: string) => ({ amount, currency: 'EUR' });
const account = (accountNumber: string) =>
  ({ type: 'bank_account', bankCode: 'stripe', accountNumber, holder: 'Awa Diop' }) as const;

/** What the conformance suite has to know about Stripe. */
export const STRIPE_CONFORMANCE: ConformanceOptions = {
  provider: 'stripe',

  async start() {
    const { baseUrl, close, control } = await startStripeSimulator({
      clock: createFakeClock('2026-11-21T12:00:00.000Z'),
      secretKey: KEYS.right,
      webhookSecret: SECRETS.payments,
      payerHasChosen: true,
    });
    return {
      baseUrl,
      gateway: control,
      secrets: { calls: [KEYS.right], webhooks: [SECRETS.payments] },
      stop: close,
      connect: (dependencies, { credentials, ...connection }) =>
        createStripe(
          {
            baseUrl,
            secretKey: KEYS[credentials ?? 'right'],
            webhookSecrets: [SECRETS.payments],
            returnUrl: 'https://shop.example/paid',
            ...connection,
          },
          dependencies,
        ),
    };
  },

  calls: {
    createPayment: 'POST /v1/payment_intents',
    confirmPayment: 'POST /v1/payment_intents/{id}/confirm',
    capturePayment: 'POST /v1/payment_intents/{id}/capture',
    cancelPayment: 'POST /v1/payment_intents/{id}/cancel',
    createPayout: 'POST /v1/payouts',
    cancelPayout: 'POST /v1/payouts/{id}/cancel',
    createRefund: 'POST /v1/refunds',
  },

  payments: {
    request: { amount: usd('25.00') },
    exact: [
      { amount: usd('0.57') },
      { amount: usd('1.10') },
      { amount: usd('999999.99') },
      { amount: { amount: '500', currency: 'JPY' } },
      { amount: { amount: '500', currency: 'MGA' } },
      { amount: { amount: '1.230', currency: 'KWD' } },
      { amount: { amount: '5', currency: 'ISK' } },
    ],
    others: {
      amount: { amount: usd('25.01') },
      currency: { amount: eur('25.00') },
      capture: { capture: 'manual' },
      metadata: { metadata: { colour: 'blue' } },
    },
    unsupported: {
      'amount.amount': { amount: usd('1.001') },
      'amount.currency': { amount: { amount: '1', currency: 'BTC' } },
      network: { network: 'tron' },
      expiresInSeconds: { expiresInSeconds: 60 },
      metadata: { metadata: { 'a[b]': 'c' } },
    },
  },

  payouts: {
    request: { amount: eur('250.75'), destination: account('ba_1Main') },
    exact: [{ amount: eur('0.29') }, { amount: eur('1.10') }, { amount: eur('9876543.21') }],
    others: {
      amount: { amount: eur('250.76') },
      currency: { amount: usd('250.75') },
      destination: { destination: account('ba_1Other') },
    },
    unsupported: {
      'amount.amount': { amount: { amount: '10.45', currency: 'HUF' } },
      network: { network: 'tron' },
      memo: { memo: '7' },
      'destination.accountNumber': { destination: account('DE89370400440532013000') },
      destination: { destination: { type: 'crypto_address', address: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t' } },
    },
  },

  refunds: {
    request: {},
    part: usd('10.00'),
    unsupported: {
      'amount.amount': { amount: usd('1.001') },
      destination: { destination: account('ba_1Main') },
      feeFrom: { feeFrom: 'amount' },
    },
  },

  webhooks: {
    signature: { header: 'stripe-signature' },
    keysByPurpose: false,
    sign(payload, { at, key }) {
      const time = String(Math.floor(at.getTime() / 1000));
      const signature = createHmac('sha256', SECRETS[key]).update(`${time}.${payload}`).digest('hex');
      return {
        headers: new Headers({ 'stripe-signature': `t=${time},v1=${signature}` }),
        body: new TextEncoder().encode(payload),
      };
    },
  },

  statuses: {
    payments: {
      requires_payment_method: 'pending',
      requires_confirmation: 'pending',
      requires_action: 'requires_action',
      processing: 'processing',
      requires_capture: 'authorized',
      canceled: 'cancelled final',
      succeeded: 'succeeded final',
    },
    refunds: {
      pending: 'pending',
      requires_action: 'pending',
      succeeded: 'succeeded final',
      failed: 'failed final',
      canceled: 'cancelled final',
    },
    payouts: {
      pending: 'pending',
      in_transit: 'broadcast',
      paid: 'confirmed final',
      failed: 'failed final',
      canceled: 'cancelled final',
    },
  },

  texts: { refused: 'card_declined', undecided: 'api_error' },

  lacks: [
    'excessPayments',
    'keysByPurpose',
    'latePayments',
    'partPayments',
    'payoutFees',
    'payoutMemo',
    'shortPayments',
  ],

  deviations: [
    {
      case: 'payments/gives-the-payer-a-way-to-pay',
      reason:
        'A payment intent has no page: payers pay on the shop’s own, by Stripe.js with the secret of readClientSecret, and are redirected only when a confirmation asks for it.',
      source: 'docs/providers/stripe.md#payments',
    },
  ],
};
