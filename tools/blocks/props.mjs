// What the programs of documents are handed: what they declare, and what their functions take.
import { createHash } from 'node:crypto';
import { KEYS } from './environment.mjs';

/** @import { Block } from './run-blocks.mjs' */

const ADDRESS = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';
const ACCOUNTS = /** @type {const} */ ([
  { id: 'main', provider: 'cryptomus' },
  { id: 'shop', provider: 'cryptomus' },
  { id: 'heleket', provider: 'heleket' },
  { id: 'cards', provider: 'molam' },
]);

/** By the text of a type. @type {Readonly<Record<string, (block: Block) => unknown>>} */
const BY_TYPE = {
  Paymux: () => openAll(),
  async DurablePaymux() {
    const { openPaymux } = await import('../../packages/paymux/dist/index.js');
    const paymux = await openPaymux({ accounts: ACCOUNTS, store: './paymux-data' });
    await paymux.profiles.create(WALLET);
    return paymux;
  },
  async FetchHandler() {
    const paymux = await openAll();
    return paymux.webhooks.handler({ on: () => undefined });
  },
  CreatePayoutRequest: () => ({
    reference: 'payout-7',
    amount: { amount: '25.50', currency: 'USDT' },
    network: 'tron',
    destination: { type: 'crypto_address', address: ADDRESS },
    feeFrom: 'balance',
  }),
  CreatePaymentRequest: () => ({ reference: 'order-42', amount: { amount: '15.00', currency: 'USD' } }),
  async MetricsRegistry() {
    const { MetricsRegistry } = await import('../../packages/core/dist/index.js');
    return new MetricsRegistry();
  },
  async DurableStore() {
    const { openStore, sqlTransaction } = await import('../../packages/store/dist/index.js');
    const store = await openStore({ folder: './paymux-data' });
    await store.commit([], async (transaction) => {
      const { schema } = sqlTransaction(transaction);
      await schema.createTable('orders').ifNotExists().addColumn('id', 'text').addColumn('paid', 'integer').execute();
    });
    return store;
  },
  async Clock() {
    const { systemClock } = await import('../../packages/core/dist/index.js');
    return systemClock;
  },
  async Secret() {
    const { Secret } = await import('../../packages/core/dist/index.js');
    return new Secret('secret_of_the_account');
  },
  async Request(block) {
    return new Request('http://127.0.0.1/webhooks/main', /** @type {RequestInit} */ (await webhook(block)));
  },
  async Uint8Array(block) {
    return new TextEncoder().encode(String((await webhook(block)).body));
  },
};

/** By name, where the type alone says too little. @type {Readonly<Record<string, (block: Block) => unknown>>} */
const BY_NAME = {
  account: () => 'cards',
  answer: () => () => Promise.resolve(new Response('served')),
  ACME_CONFORMANCE: async () => {
    const { loadConformanceOptions } = await import('../../packages/testkit/dist/planted-bugs.js');
    const module = new URL('../../examples/custom-provider/test/conformance-subject.ts', import.meta.url);
    return loadConformanceOptions({ module, name: 'TIDEPAY_CONFORMANCE' });
  },
  charge: () => chargeOf,
  client: () => 'client-7',
  createAcme: async () => {
    const { createTidepay } = await import('../../examples/custom-provider/dist/index.js');
    return (/** @type {object} */ options) => createTidepay({ apiKey: 'any', webhookSecrets: ['any'], ...options });
  },
  createShopContainer: async () => {
    const { createFakeProvider } = await import('../../packages/core/dist/testing.js');
    const { createPaymuxContainer } = await import('./container.mjs');
    return createPaymuxContainer({ id: 'main', provider: createFakeProvider() });
  },
  employees: () =>
    async function* employees() {
      yield await Promise.resolve({ walletProfileId: 'wp_of_nobody', salary: '1000' });
    },
  order: () => 'order-42',
  paymentKey: () => KEYS.paymentKey,
  payoutId: async () => {
    const paymux = await openAll();
    const destination = /** @type {const} */ ({
      type: 'bank_account',
      bankCode: 'SNBK',
      accountNumber: 'SN08 0010 1234 5678',
      holder: 'Awa Diop',
    });
    const request = { reference: 'payout-7', amount: { amount: '500.00', currency: 'EUR' }, destination };
    return (await paymux.payouts.createPayout(request, { account: 'cards' })).providerId;
  },
  plan: () => 'premium',
  providerId: async () => {
    const paymux = await openAll();
    const amount = { amount: '15.00', currency: 'USD' };
    return (await paymux.payments.createPayment({ reference: 'order-42', amount }, { account: 'cards' })).providerId;
  },
  secretOf: () => () => Promise.resolve('secret_of_the_account'),
  settings: async (block) => ({ baseUrl: 'https://api.acme.example', apiSecret: await BY_TYPE['Secret']?.(block) }),
  ship: () => () => Promise.resolve(),
  vault: () => ({ read: () => Promise.resolve(KEYS.payoutKey) }),
};

const WALLET = /** @type {const} */ ({
  client: 'client-7',
  displayName: 'savings',
  currency: 'USDT',
  network: 'tron',
  destination: { type: 'crypto_address', address: ADDRESS },
});

/** @returns {Promise<import('../../packages/paymux/dist/index.js').Paymux>} */
async function openAll() {
  const { createPaymux } = await import('../../packages/paymux/dist/index.js');
  return createPaymux({ accounts: ACCOUNTS });
}

/**
 * @param {{ name: string, type: string }} wanted
 * @param {Block} block
 * @returns {Promise<{ value: unknown } | undefined>} Nothing where there is nothing of that kind.
 */
export async function findProp({ name, type }, block) {
  const make = BY_TYPE[type.replace(/^readonly /, '')] ?? BY_NAME[name];
  return make && { value: await make(block) };
}

/**
 * @param {import('../../packages/core/dist/index.js').PaymentProcessor} payments
 * @param {string} order
 */
async function chargeOf(payments, order) {
  await payments.createPayment({ reference: order, amount: { amount: '15.00', currency: 'USD' } });
}

/**
 * A genuine delivery, signed with the keys that the program names.
 *
 * @param {Block} block
 */
async function webhook({ text }) {
  if (text.includes('createMolam')) {
    const { signMolamWebhook } = await import('../../packages/molam/dist/testing.js');
    const [kid = '1', secret = ''] = /\['(\d+)', '(whsec_new)'\]/.exec(text)?.slice(1) ?? [];
    const { headers, body } = signMolamWebhook({
      kid,
      secret,
      body: {
        id: 'evt_1',
        type: 'payment_intent.created',
        created: new Date().toISOString(),
        livemode: false,
        data: { id: 'pi_A1', amount: 4200, currency: 'EUR', status: 'requires_payment_method' },
      },
    });
    return { method: 'POST', headers, body: new TextDecoder().decode(body) };
  }
  const { signCryptomusWebhook } = await import('../../packages/cryptomus/dist/testing.js');
  const key =
    /paymentApiKey: '((?!env:)[^']+)'/.exec(text)?.[1] ?? /payment: '([^']+)'/.exec(text)?.[1] ?? KEYS.paymentKey;
  const uuid = createHash('sha256')
    .update('order-42')
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, '$1-$2-$3-$4-$5');
  const payload = {
    type: 'payment',
    uuid,
    order_id: 'order-42',
    amount: '15.00',
    payment_amount: '15.00',
    currency: 'USD',
    payer_currency: 'USDT',
    status: 'paid',
    is_final: true,
  };
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: signCryptomusWebhook(payload, key) };
}
