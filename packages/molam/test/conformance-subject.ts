import { createMolam } from '../src/index.js';
import { signMolamWebhook } from '../src/testing.js';
import { startMolamSimulator } from '@paymux/simulators';
import { type ConformanceOptions, simulatedGateway } from '@paymux/testkit';

const API_KEYS = { right: 'sk_test_account_3c77', wrong: 'sk_test_nobody_0000', missing: '' };
const SECRETS = { payments: 'whsec_test_5b1f9c02', payouts: 'whsec_test_5b1f9c02', stranger: 'whsec_strange_1' };
/** Nobody listens there; the simulator remembers what it sent. */
const HOOK = 'http://127.0.0.1:1/hook';

const usd = (amount: string) => ({ amount, currency: 'USD' });
const eur = (amount: string) => ({ amount, currency: 'EUR' });
const account = (accountNumber: string) =>
  ({ type: 'bank_account', bankCode: 'SNBK', accountNumber, holder: 'Awa Diop' }) as const;

/** What the conformance suite has to know about Molam. */
export const MOLAM_CONFORMANCE: ConformanceOptions = {
  provider: 'molam',

  async start() {
    const simulator = await startMolamSimulator({
      clock: 'virtual',
      apiKey: API_KEYS.right,
      webhookSecret: { kid: '1', secret: SECRETS.payments },
      webhookUrl: HOOK,
      webhookRetryDelaysMs: [],
      autopilot: false,
      approvalThreshold: 1_000_000_000,
    });
    const { baseUrl, control } = simulator;
    return {
      baseUrl,
      gateway: simulatedGateway(control, { paidOut: 'settled' }),
      secrets: { calls: [API_KEYS.right], webhooks: [SECRETS.payments] },
      stop: () => simulator.close(),
      connect(dependencies, { credentials, ...connection }) {
        const options = { apiKey: API_KEYS[credentials ?? 'right'], webhookSecrets: { 1: SECRETS.payments } };
        return createMolam({ baseUrl, ...options, originEntityId: 'merch_1', ...connection }, dependencies);
      },
    };
  },

  calls: {
    createPayment: 'POST /v1/connect/payment_intents',
    confirmPayment: 'POST /v1/connect/payment_intents/{id}/confirm',
    capturePayment: 'POST /v1/connect/payment_intents/{id}/capture',
    cancelPayment: 'POST /v1/connect/payment_intents/{id}/cancel',
    createPayout: 'POST /v1/treasury/payouts',
    cancelPayout: 'POST /v1/treasury/payouts/{id}/cancel',
    createRefund: 'POST /v1/connect/charges/{id}/refund',
  },

  payments: {
    request: { amount: usd('25.00') },
    exact: [
      { amount: usd('0.29') },
      { amount: usd('1.10') },
      { amount: usd('9876543.21') },
      { amount: { amount: '500', currency: 'XOF' } },
      { amount: { amount: '1.234', currency: 'KWD' } },
    ],
    others: {
      amount: { amount: usd('25.01') },
      currency: { amount: eur('25.00') },
      capture: { capture: 'manual' },
    },
    unsupported: {
      'amount.amount': { amount: usd('1.001') },
      'amount.currency': { amount: { amount: '1', currency: 'BTC' } },
      network: { network: 'tron' },
      expiresInSeconds: { expiresInSeconds: 60 },
    },
    arrivals: { under: '5.00', over: '30.00' },
  },

  payouts: {
    request: { amount: eur('250.75'), destination: account('SN08 0010 1234 5678') },
    exact: [{ amount: eur('0.29') }, { amount: eur('1.10') }, { amount: eur('876543.21') }],
    others: {
      amount: { amount: eur('250.76') },
      currency: { amount: usd('250.75') },
      destination: { destination: account('SN08 0010 1234 5679') },
    },
    unsupported: {
      'amount.amount': { amount: eur('1.001') },
      network: { network: 'tron' },
      memo: { memo: '7' },
      destination: { destination: { type: 'crypto_address', address: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t' } },
    },
  },

  refunds: {
    request: {},
    part: usd('10.00'),
    unsupported: {
      'amount.amount': { amount: usd('1.001') },
      destination: { destination: account('SN08 0010 1234 5678') },
      feeFrom: { feeFrom: 'amount' },
    },
  },

  webhooks: {
    signature: { header: 'molam-signature' },
    keysByPurpose: false,
    sign: (body, { at, key }) => signMolamWebhook({ body, secret: SECRETS[key], signedAt: at }),
  },

  statuses: {
    payments: {
      requires_payment_method: 'pending',
      requires_confirmation: 'pending',
      requires_action: 'requires_action',
      processing: 'processing',
      requires_capture: 'authorized',
      succeeded: 'succeeded final',
      canceled: 'cancelled final',
      failed: 'failed final',
      pending: 'pending',
    },
    payouts: {
      pending_approval: 'pending',
      scheduled: 'pending',
      pending: 'pending',
      reserved: 'pending',
      processing: 'pending',
      sent: 'broadcast',
      settled: 'confirmed final',
      paid: 'confirmed final',
      completed: 'confirmed final',
      failed: 'failed final',
      reversed: 'reversed final',
      cancelled: 'cancelled final',
      canceled: 'cancelled final',
    },
    refunds: {
      pending: 'pending',
      succeeded: 'succeeded final',
      failed: 'failed final',
      canceled: 'cancelled final',
    },
  },

  texts: { refused: 'card_declined', undecided: 'invalid_state' },

  lacks: ['keysByPurpose', 'latePayments', 'partPayments', 'payoutFees', 'payoutMemo'],

  deviations: [
    {
      case: 'webhooks/refuse-two-signatures',
      reason:
        'One header may hold several `v1`, for a sender that signs with two secrets; a right one among them is enough.',
      source: 'docs/providers/molam.md#webhooks',
    },
  ],
};
