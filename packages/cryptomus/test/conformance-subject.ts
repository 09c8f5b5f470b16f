import { createCryptomus } from '../src/index.js';
import { signCryptomusWebhook } from '../src/testing.js';
import { MERCHANT_CONFORMANCE } from '@paymux/merchant-sign/testing';
import { startCryptomusSimulator } from '@paymux/simulators';
import { type ConformanceOptions, simulatedGateway } from '@paymux/testkit';

const KEYS = { payments: 'a-payment-key-4f81c0', payouts: 'a-payout-key-9b27d3', stranger: 'a-strangers-key' };
const NO_KEY = { payments: '', payouts: '' };
const WRONG_KEYS = { payments: 'a-wrong-key', payouts: 'another-wrong-key' };

const { refunds } = MERCHANT_CONFORMANCE;

/** What the conformance suite has to know about Cryptomus, beside the protocol. */
export const CRYPTOMUS_CONFORMANCE: ConformanceOptions = {
  ...MERCHANT_CONFORMANCE,
  provider: 'cryptomus',

  async start() {
    const simulator = await startCryptomusSimulator({
      clock: 'virtual',
      paymentKey: KEYS.payments,
      payoutKey: KEYS.payouts,
      webhookRetryDelaysMs: [],
    });
    const { baseUrl, control, merchantId } = simulator;
    return {
      baseUrl,
      gateway: simulatedGateway(control, { paidOut: 'paid' }),
      secrets: { calls: [KEYS.payments, KEYS.payouts], webhooks: [] },
      stop: () => simulator.close(),
      connect(dependencies, { credentials, ...connection }) {
        const { payments, payouts } = { wrong: WRONG_KEYS, missing: NO_KEY, right: KEYS }[credentials ?? 'right'];
        const keys = { paymentApiKey: payments, payoutApiKey: payouts };
        return createCryptomus({ merchantId, baseUrl, ...connection, ...keys }, dependencies);
      },
    };
  },

  refunds: {
    ...refunds,
    unsupported: { ...refunds.unsupported, amount: { amount: { amount: '1', currency: 'USDT' } } },
  },

  webhooks: {
    signature: { member: 'sign' },
    keysByPurpose: true,
    sign: (payload, { key }) => ({ headers: new Headers(), body: signCryptomusWebhook(payload, KEYS[key]) }),
  },

  lacks: [...MERCHANT_CONFORMANCE.lacks, 'partialRefunds'],

  deviations: [
    {
      case: 'payouts/conflict-over-the-memo',
      reason: 'The payout object tells no memo, so the answer to a repeat with another memo looks like the first.',
      source: 'docs/providers/cryptomus.md#oddities',
    },
    {
      case: 'webhooks/refuse-a-stale-delivery',
      reason: 'Cryptomus signs no time, so an old delivery looks like a new one.',
      source: 'docs/providers/cryptomus.md#webhooks',
    },
    {
      case: 'webhooks/refuse-a-delivery-from-the-future',
      reason: 'Cryptomus signs no time, so a delivery cannot claim one.',
      source: 'docs/providers/cryptomus.md#webhooks',
    },
  ],
};
