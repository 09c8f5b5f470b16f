// The providers of the programs in documents: a simulator for each account that asks for one.
import {
  startCryptomusSimulator,
  startHeleketSimulator,
  startMolamSimulator,
} from '../../packages/simulators/dist/index.js';
import { ENVIRONMENT, KEYS } from './environment.mjs';
import { lead } from './outside.mjs';

/** @typedef {{ readonly baseUrl: string, close(): Promise<void> }} Simulator */

/** @type {Map<string, Promise<Simulator>>} */
let running = new Map();

/** What the program at hand calls its keys. @type {Partial<typeof KEYS>} */
let named = {};

/**
 * Forgets every account, and reads from a program how it calls its keys.
 *
 * @param {string} text
 */
export async function resetAccounts(text) {
  const last = [...running.values()];
  running = new Map();
  const literal = (/** @type {string} */ option) => new RegExp(`\\b${option}: '((?!env:|file:)[^']+)'`).exec(text)?.[1];
  const found = {
    paymentKey: literal('paymentApiKey'),
    payoutKey: literal('payoutApiKey'),
    apiKey: literal('apiKey'),
    webhookSecret: literal('webhookSecret'),
  };
  named = Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
  await Promise.all(last.map(async (simulator) => (await simulator).close()));
}

/**
 * @param {string} host
 * @param {(headers: Headers) => string} accountOf
 * @param {(account: string) => Promise<Simulator>} start
 */
function serve(host, accountOf, start) {
  lead(host, async (headers) => {
    const account = accountOf(headers);
    const key = `${host} ${account}`;
    const simulator = running.get(key) ?? start(account);
    running.set(key, simulator);
    return (await simulator).baseUrl;
  });
}

const merchantOf = (/** @type {Headers} */ headers) =>
  headers.get('merchant') ?? headers.get('x-merchant-id') ?? KEYS.merchantId;
serve('api.cryptomus.com', merchantOf, (merchantId) => startCryptomusSimulator({ ...KEYS, ...named, merchantId }));
serve('api.heleket.com', merchantOf, (merchantId) => startHeleketSimulator({ ...KEYS, ...named, merchantId }));
serve(
  'api.molam.com',
  () => 'any',
  () => startMolamSimulator({ webhookSecret: { kid: '1', secret: 'whsec_of_the_account' } }),
);
serve(
  'api.stripe.com',
  () => 'any',
  async () => {
    const { startStripeSimulator } = await import('../../examples/stripe/dist/index.js');
    return startStripeSimulator({ secretKey: ENVIRONMENT.STRIPE_SECRET_KEY });
  },
);
