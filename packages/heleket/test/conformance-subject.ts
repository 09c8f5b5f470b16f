import { createHeleket } from '../src/index.js';
import { heleketSignatureHeaders, signHeleketWebhook } from '../src/testing.js';
import { MERCHANT_CONFORMANCE } from '@paymux/merchant-sign/testing';
import { type HeleketSimulator, startHeleketSimulator } from '@paymux/simulators';
import { type ConformanceOptions, simulatedGateway } from '@paymux/testkit';

const KEYS = { payments: 'paying-key-71d0ce', payouts: 'paid-out-key-e84b5a', stranger: 'nobodys-key' };
const API_KEYS = { right: 'single-key-0f63ab', wrong: 'other-key-99c1de', missing: '' };
const SECRETS = { payments: 'hook-secret-c52e17', payouts: 'hook-secret-c52e17', stranger: 'strange-secret' };
/** Nobody listens there; the simulator remembers what it sent. */
const HOOK = 'http://127.0.0.1:1/hook';

async function start(): Promise<HeleketSimulator> {
  return startHeleketSimulator({
    clock: 'virtual',
    paymentKey: KEYS.payments,
    payoutKey: KEYS.payouts,
    apiKey: API_KEYS.right,
    webhookSecret: SECRETS.payouts,
    webhookUrl: HOOK,
    webhookRetryDelaysMs: [],
  });
}

/** What the conformance suite has to know about Heleket in the dialect `merchant-sign`, beside the protocol. */
export const HELEKET_CONFORMANCE: ConformanceOptions = {
  ...MERCHANT_CONFORMANCE,
  provider: 'heleket',

  async start() {
    const simulator = await start();
    const { baseUrl, control, merchantId } = simulator;
    const keys = {
      right: { paymentApiKey: KEYS.payments, payoutApiKey: KEYS.payouts },
      wrong: { paymentApiKey: 'a-key-of-payments', payoutApiKey: 'a-key-of-payouts' },
      missing: { paymentApiKey: '', payoutApiKey: '' },
    };
    return {
      baseUrl,
      gateway: simulatedGateway(control, { paidOut: 'paid' }),
      stop: () => simulator.close(),
      secrets: { calls: [KEYS.payments, KEYS.payouts], webhooks: [] },
      connect: (dependencies, { credentials, ...connection }) =>
        createHeleket({ merchantId, baseUrl, ...connection, ...keys[credentials ?? 'right'] }, dependencies),
    };
  },

  refunds: { ...MERCHANT_CONFORMANCE.refunds, part: { amount: '8.5', currency: 'USDT' } },

  webhooks: {
    signature: { member: 'sign' },
    keysByPurpose: true,
    sign: (payload, { key }) => ({ headers: new Headers(), body: signHeleketWebhook(payload, KEYS[key]) }),
  },

  deviations: [
    {
      case: 'payouts/conflict-over-the-memo',
      reason: 'The payout object tells no memo, as at Cryptomus: a repeat with another memo looks like the first.',
      source: 'docs/providers/cryptomus.md#oddities',
    },
    {
      case: 'webhooks/refuse-a-stale-delivery',
      reason: 'Heleket signs no time, so an old delivery looks like a new one.',
      source: 'docs/providers/cryptomus.md#webhooks',
    },
    {
      case: 'webhooks/refuse-a-delivery-from-the-future',
      reason: 'Heleket signs no time, so a delivery cannot claim one.',
      source: 'docs/providers/cryptomus.md#webhooks',
    },
  ],
};

const { payouts } = MERCHANT_CONFORMANCE;
const { feeFrom: _feeFrom, ...payoutRequest } = payouts.request;
const { feeFrom: _unsaid, 'amount.amount': _tooFine, ...unsupported } = payouts.unsupported;
/** What the books of the simulator, which are those of the protocol, are called in this dialect. */
const API_KEY_WORDS: Readonly<Record<string, string>> = { process: 'pending', paid: 'confirmed', cancel: 'cancelled' };

/** What the conformance suite has to know about Heleket in the dialect `api-key`. */
export const HELEKET_API_KEY_CONFORMANCE: ConformanceOptions = {
  provider: 'heleket',

  async start() {
    const simulator = await start();
    const { baseUrl, control, merchantId } = simulator;
    const gateway = simulatedGateway(control, { paidOut: 'confirmed' });
    return {
      baseUrl,
      gateway: {
        ...gateway,
        payouts: () => gateway.payouts().map(({ id, status }) => ({ id, status: API_KEY_WORDS[status] ?? status })),
      },
      stop: () => simulator.close(),
      secrets: { calls: [API_KEYS.right], webhooks: [SECRETS.payouts] },
      connect: (dependencies, { credentials, ...connection }) =>
        createHeleket(
          {
            merchantId,
            baseUrl,
            ...connection,
            dialect: 'api-key',
            apiKey: API_KEYS[credentials ?? 'right'],
            webhookSecret: SECRETS.payouts,
          },
          dependencies,
        ),
    };
  },

  calls: { createPayout: 'POST /api/v1/payouts', cancelPayout: 'POST /api/v1/payouts/{id}/cancel' },

  payouts: {
    ...payouts,
    request: payoutRequest,
    unsupported: {
      ...unsupported,
      'amount.amount': { amount: { amount: '1234567890.123456', currency: 'USDT' } },
      'amount.currency': { amount: { amount: '10', currency: 'EUR' } },
      feeFrom: { feeFrom: 'amount' },
      network: { network: undefined },
    },
  },

  webhooks: {
    signature: { header: 'x-heleket-signature' },
    keysByPurpose: false,
    sign: (body, { key }) => ({
      headers: heleketSignatureHeaders(body, SECRETS[key]),
      body: new TextEncoder().encode(body),
    }),
  },

  statuses: {
    payouts: {
      pending: 'pending',
      broadcast: 'broadcast',
      confirmed: 'confirmed final',
      failed: 'failed final',
      cancelled: 'cancelled final',
    },
  },

  texts: { refused: 'This asset is not available on this network' },

  lacks: [
    'cancelPayment',
    'capturePayment',
    'confirmPayment',
    'excessPayments',
    'findRefund',
    'keysByPurpose',
    'latePayments',
    'listPayments',
    'listPayouts',
    'listRefunds',
    'partPayments',
    'partialRefunds',
    'payments',
    'payoutFees',
    'refundStatuses',
    'refunds',
    'repeatablePayments',
    'repeatablePayouts',
    'repeatableRefunds',
    'shortPayments',
    'undecidedRefusals',
  ],

  deviations: [
    {
      case: 'payouts/not-found-is-undefined',
      reason: 'A reference finds nothing: such a look-up is refused before anything is sent, so it cannot say “none”.',
      source: 'docs/providers/heleket.md#the-dialect-api-key',
    },
    {
      case: 'doubts/payout-is-settled-by-a-look-up',
      reason: 'A reference finds nothing: who is in doubt about a payout has to ask the provider.',
      source: 'docs/providers/heleket.md#the-dialect-api-key',
    },
    {
      case: 'webhooks/refuse-a-stale-delivery',
      reason: 'The signature covers the body alone, which says no time of its sending.',
      source: 'docs/providers/heleket.md#the-dialect-api-key',
    },
    {
      case: 'webhooks/refuse-a-delivery-from-the-future',
      reason: 'The signature covers the body alone, which says no time of its sending.',
      source: 'docs/providers/heleket.md#the-dialect-api-key',
    },
  ],
};
