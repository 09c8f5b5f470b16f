import { createAcme } from '../src/acme.js';
import { signatureHeaders, startAcmeSimulator } from './acme-simulator.js';

/** @import { PayoutDestination } from '@paymux/core' */
/** @import { ConformanceOptions } from '@paymux/testkit' */

const API_KEYS = { right: 'acme_key_4f81c0', wrong: 'acme_key_000000', missing: '' };
const SECRETS = { payments: 'acme_hook_77d2e1', payouts: 'acme_hook_77d2e1', stranger: 'stranger_secret' };

/** @param {string} amount */
const usd = (amount) => ({ amount, currency: 'USD' });
/**
 * @param {string} accountNumber
 * @returns {PayoutDestination}
 */
const account = (accountNumber) => ({ type: 'bank_account', bankCode: 'EXMP', accountNumber, holder: 'Ada Example' });

/** What the conformance suite has to know about Acme. @type {ConformanceOptions} */
export const ACME_CONFORMANCE = {
  provider: 'acme',

  async start() {
    const { baseUrl, close, control } = await startAcmeSimulator({
      apiKey: API_KEYS.right,
      webhookSecret: SECRETS.payments,
    });
    return {
      baseUrl,
      gateway: control,
      secrets: { calls: [API_KEYS.right], webhooks: [SECRETS.payments] },
      stop: close,
      connect(dependencies, { credentials, ...connection }) {
        const options = { apiKey: API_KEYS[credentials ?? 'right'], webhookSecrets: [SECRETS.payments] };
        return createAcme({ baseUrl, ...options, ...connection }, dependencies);
      },
    };
  },

  // FILL IN objects: the calls that change something.
  calls: {
    createPayment: 'POST /v1/payments',
    createPayout: 'POST /v1/payouts',
    createRefund: 'POST /v1/refunds',
  },

  // FILL IN amounts: the finest, the largest and the roundest that the gateway takes, and what it cannot carry.
  payments: {
    request: { amount: usd('25.00') },
    exact: [
      { amount: usd('0.29') },
      { amount: usd('9876543.21') },
      { amount: { amount: '500', currency: 'JPY' } },
      { amount: { amount: '1.234', currency: 'KWD' } },
    ],
    others: { amount: { amount: usd('25.01') }, currency: { amount: { amount: '25.00', currency: 'EUR' } } },
    unsupported: {
      'amount.amount': { amount: usd('1.001') },
      capture: { capture: 'manual' },
      expiresInSeconds: { expiresInSeconds: 60 },
      network: { network: 'tron' },
    },
    arrivals: { under: '5.00', over: '30.00', part: '10.00' },
  },

  payouts: {
    request: { amount: usd('250.75'), destination: account('EX08 0010 1234') },
    exact: [{ amount: usd('0.29') }, { amount: usd('876543.21') }, { amount: { amount: '1.234', currency: 'KWD' } }],
    others: {
      amount: { amount: usd('250.76') },
      currency: { amount: { amount: '250.75', currency: 'EUR' } },
      destination: { destination: account('EX08 0010 1235') },
    },
    unsupported: {
      'amount.amount': { amount: usd('1.001') },
      destination: { destination: { type: 'crypto_address', address: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t' } },
      memo: { memo: '7' },
      network: { network: 'tron' },
    },
  },

  refunds: {
    request: {},
    part: usd('10.00'),
    unsupported: {
      'amount.amount': { amount: usd('1.001') },
      destination: { destination: account('EX08 0010 1234') },
    },
  },

  webhooks: {
    signature: { header: 'acme-signature' },
    keysByPurpose: false,
    sign: (payload, { at, key }) => ({
      headers: new Headers(signatureHeaders(payload, SECRETS[key], at)),
      body: new TextEncoder().encode(payload),
    }),
  },

  // FILL IN statuses: every word of the gateway's documents. Write them down here; a copy of the adapter proves nothing.
  statuses: {
    payments: {
      open: 'pending',
      part_paid: 'pending underpaid',
      paid: 'succeeded final',
      overpaid: 'succeeded overpaid final',
      declined: 'failed final',
      expired: 'expired final',
    },
    payouts: {
      queued: 'pending',
      sent: 'broadcast',
      arrived: 'confirmed final',
      failed: 'failed final',
      returned: 'reversed final',
    },
    refunds: { queued: 'pending', done: 'succeeded final', failed: 'failed final' },
  },

  // FILL IN refusals: one that means no, and one that says neither yes nor no.
  texts: { refused: 'too_much', undecided: 'try_later' },

  // What the gateway has not. The suite says so when this list is too long or too short.
  lacks: [
    'cancelPayment',
    'cancelPayout',
    'capturePayment',
    'confirmPayment',
    'keysByPurpose',
    'latePayments',
    'listPayouts',
    'listRefunds',
    'payoutFees',
    'payoutMemo',
  ],
};
