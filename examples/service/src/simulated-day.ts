import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { type DurablePaymux, type DurablePaymuxConfig, openPaymux } from 'paymux';
import { nodeWebhooks } from 'paymux/node';
import type { DayClock } from './day-clock.js';
import type { LocalProviders } from './local-providers.js';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
const STEP_MINUTES = 5;

/** Addresses with right checksums, of nobody. */
const WALLETS = [
  'TFoRoxDXRnqWohgQZ8J5To8w5WCzP11UsF',
  'TC9WKvp9pN63ZHUNQXU8GFiAmRQiGJzVd4',
  'TLRyYXr3JnZ5YDA3gWbBbLWqgdRXPNU75r',
  'TBLaNvnF6FD6Ak9Y2p6b7KjgAxxNKDQH61',
  'THATSRKRAiDQXF3kbcVnmxtXdSLQ6Kzt36',
  'TVvvNkZ2D7o5NUSQsfE2bNjScypsos55Ac',
] as const;

const BANK_ACCOUNT = {
  type: 'bank_account',
  bankCode: 'SNBK',
  accountNumber: 'SN08 0010 1234 5678',
  holder: 'Client 6',
} as const;

/** Something that happens at a minute of the day. */
interface Happening {
  readonly minute: number;
  run(paymux: DurablePaymux): unknown;
}

/**
 * Lives through the day before now on the store that the configuration names: orders that are paid, and some that are
 * not; salaries, a bonus, a file; an outage, a lost answer, a forged webhook; and what waits for a person at the end of it.
 *
 * @param webhooks - The port of this machine where deliveries are taken while the day lasts.
 */
export async function simulateDay(
  config: DurablePaymuxConfig,
  { clock, port, providers }: { readonly clock: DayClock; readonly port: number; readonly providers: LocalProviders },
): Promise<void> {
  const begin = clock.now().getTime();
  const paymux = await openPaymux({ ...config, worker: false }, { clock });
  const receiver = await listen(createServer(nodeWebhooks(paymux.webhooks.handler())), port);
  const happenings = happeningsOf(providers).toSorted((one, other) => one.minute - other.minute);
  try {
    for (let minute = 0; minute <= DAY_MINUTES; minute += STEP_MINUTES) {
      const at = new Date(begin + minute * MINUTE_MS);
      await providers.advanceTo(at);
      clock.set(at);
      while (happenings[0] !== undefined && happenings[0].minute <= minute) await happenings.shift()?.run(paymux);
      await paymux.worker.drain();
    }
    for (const { id: account } of config.accounts) await paymux.reconciliation.reconcile({ account });
  } finally {
    receiver.close();
    await paymux.close();
  }
}

function happeningsOf(providers: LocalProviders): Happening[] {
  return [
    ...orders(providers),
    ...salaries(),
    ...troubles(providers),
    ...wallets(),
    { minute: 600, run: grantBonus },
    { minute: 660, run: payRents },
    { minute: 30, run: planCommissions },
    ...lastHour(providers),
  ];
}

/** Orders at the two gateways and by card, most of them paid within a quarter of an hour. */
function orders({ cryptomus, heleket, molam }: LocalProviders): Happening[] {
  const places = [
    { account: 'cryptomus', currency: 'USD', pay: (id: string) => cryptomus.pay(id) },
    { account: 'heleket', currency: 'USD', pay: (id: string) => heleket.pay(id) },
    { account: 'molam', currency: 'USD', pay: (id: string) => molam.pay(id) },
  ] as const;
  return Array.from({ length: 48 }, (_, index) => {
    const place = places[index % 3] ?? places[0];
    const reference = `order-${String(1001 + index)}`;
    const minute = Math.round(((index + (index % 4) / 4) * DAY_MINUTES) / 50);
    const amount = {
      amount: `${String(9 + ((index * 37) % 140))}.${String(10 + ((index * 7) % 90))}`,
      currency: place.currency,
    };
    const opened: Happening = {
      minute,
      run: (paymux) =>
        paymux.payments.createPayment({
          reference,
          account: place.account,
          creator: 'shop',
          client: clientOf(index),
          amount,
        }),
    };
    const isPaid = index % 10 !== 4;
    return isPaid ? [opened, { minute: minute + 5 + (index % 3) * 5, run: () => place.pay(reference) }] : [opened];
  }).flat();
}

/** Payouts to clients' wallets, routed to whichever gateway the rules say. */
function salaries(): Happening[] {
  return Array.from({ length: 22 }, (_, index) => ({
    minute: 90 + index * 55,
    run: (paymux: DurablePaymux) =>
      paymux.payouts.createPayout({
        reference: `withdrawal-${String(501 + index)}`,
        creator: 'support',
        client: clientOf(index),
        amount: { amount: `${String(20 + ((index * 53) % 300))}.00`, currency: 'USDT' },
        network: 'tron',
        destination: { type: 'crypto_address', address: walletOf(index) },
        feeFrom: 'balance',
      }),
  }));
}

/** One gateway refuses everybody for a while, an answer gets lost, a webhook is late, and another one is forged. */
function troubles({ cryptomus, heleket }: LocalProviders): Happening[] {
  return [
    {
      minute: 470,
      run: () => {
        heleket.fault({ path: '/v1/payout', kind: 'rate-limit', times: 12 });
      },
    },
    {
      minute: 610,
      run: () => {
        heleket.clearFaults();
      },
    },
    {
      minute: 745,
      run: () => {
        cryptomus.fault({ path: '/v1/payout', kind: 'reset-after' });
      },
    },
    {
      minute: 850,
      run: () => {
        cryptomus.fault({ kind: 'webhook-dropped', type: 'payout', times: 2 });
      },
    },
    { minute: 1000, run: () => cryptomus.forgeWebhook({ about: 'order-1001' }) },
  ];
}

function wallets(): Happening[] {
  return WALLETS.map((address, index) => ({
    minute: 10,
    run: (paymux: DurablePaymux) =>
      paymux.profiles.create({
        client: clientOf(index),
        displayName: `Wallet of ${clientOf(index)}`,
        currency: 'USDT',
        network: 'tron',
        destination: { type: 'crypto_address', address },
        defaultAmount: { amount: `${String(25 * (index + 1))}.00`, currency: 'USDT' },
        dailyLimit: '2000',
      }),
  }));
}

function grantBonus(paymux: DurablePaymux): Promise<unknown> {
  return paymux.bonuses.grant({
    reference: 'welcome-client-4',
    client: 'client-4',
    reason: 'first premium plan',
    amount: { type: 'fixed', amount: { amount: '10.00', currency: 'USDT' } },
    creator: 'plans',
    feeFrom: 'balance',
  });
}

async function payRents(paymux: DurablePaymux): Promise<void> {
  const rows = WALLETS.map(
    (address, index) => `office-${String(index + 1)},${String(80 + index * 15)}.00,USDT,tron,${address}`,
  );
  const content = new Blob([['key,amount,currency,network,address', ...rows, ''].join('\n')]).stream();
  const request = {
    id: 'rents',
    creator: 'support',
    format: 'csv',
    content,
    defaults: { feeFrom: 'balance' },
  } as const;
  const { id, revision } = await paymux.imports.load(request);
  await paymux.imports.start({ id, revision, actor: 'support' });
}

async function planCommissions(paymux: DurablePaymux): Promise<void> {
  const [profile] = await paymux.profiles.list('client-2');
  if (profile === undefined) return;
  await paymux.schedules.create({
    id: 'commission',
    creator: 'plans',
    walletProfileId: profile.id,
    amount: { type: 'fixed', amount: { amount: '45.00', currency: 'USDT' } },
    recurrence: { every: 'day', time: '09:00', timeZone: 'Africa/Luanda' },
    feeFrom: 'balance',
  });
}

/** What a person finds in the evening. */
function lastHour({ cryptomus, molam }: LocalProviders): Happening[] {
  const large = ['750.00', '1200.00', '640.50'].map((amount, index) => ({
    minute: 1390 + index * 5,
    run: (paymux: DurablePaymux) =>
      paymux.payouts.createPayout({
        reference: `supplier-${String(31 + index)}`,
        creator: 'support',
        client: clientOf(index + 1),
        amount: { amount, currency: 'USDT' },
        network: 'tron',
        destination: { type: 'crypto_address', address: walletOf(index + 1) },
        feeFrom: 'balance',
      }),
  }));
  return [
    ...large,
    {
      minute: 1300,
      run: (paymux) =>
        paymux.payouts.createPayout({
          reference: 'refund-77',
          account: 'cryptomus',
          creator: 'support',
          client: 'client-5',
          amount: { amount: '19.90', currency: 'USDT' },
          network: 'tron',
          destination: { type: 'crypto_address', address: walletOf(4) },
          feeFrom: 'balance',
        }),
    },
    { minute: 1300, run: () => cryptomus.settle('refund-77', 'fail', { final: true }) },
    {
      minute: 1330,
      run: (paymux) =>
        paymux.payouts.createPayout({
          reference: 'settlement-12',
          account: 'molam',
          creator: 'support',
          client: 'client-6',
          amount: { amount: '250.75', currency: 'EUR' },
          destination: BANK_ACCOUNT,
        }),
    },
    // A word that no documentation knows: nobody may guess what it means.
    { minute: 1330, run: () => molam.settle('settlement-12', 'under_inspection') },
  ];
}

function clientOf(index: number): string {
  return `client-${String((index % WALLETS.length) + 1)}`;
}

function walletOf(index: number): string {
  return WALLETS[index % WALLETS.length] ?? WALLETS[0];
}

async function listen(server: Server, port: number): Promise<Server> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
