import { type Clock, type Payment, type Payout, systemClock, type VerifiedEvent } from '@paymux/core';
import { createRecordingLogger, type RecordingLogger } from '@paymux/core/testing';
import type { CryptomusProvider } from '@paymux/cryptomus';
import type { ReviewReason } from '@paymux/orchestration';
import { type CryptomusSimulator, startCryptomusSimulator } from '@paymux/simulators';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createPaymux, type Paymux } from '../src/index.js';
import { serve, type Server } from './serve.js';

const ADDRESS = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';

let simulator: CryptomusSimulator;
let paymux: Paymux;
let server: Server;
let logger: RecordingLogger;
let told: VerifiedEvent[];
let reviews: ReviewReason[];
let failing: boolean;

beforeEach(async () => {
  simulator = await startCryptomusSimulator({ clock: 'virtual', balances: { USDT: '100' } });
  const { baseUrl, merchantId, payoutKey, paymentKey } = simulator;
  const clock: Clock = { now: () => simulator.control.now(), sleep: systemClock.sleep };
  logger = createRecordingLogger();
  [told, reviews, failing] = [[], [], false];
  paymux = await createPaymux(
    {
      accounts: [
        {
          id: 'main',
          provider: 'cryptomus',
          options: { merchantId, baseUrl, paymentApiKey: paymentKey, payoutApiKey: payoutKey },
        },
      ],
    },
    { clock, logger },
  );
  server = await serve(
    paymux.webhooks.handler({
      on: (event) => {
        if (failing) throw new Error('the database is gone');
        told.push(event);
      },
      onReview: (_event, reason) => void reviews.push(reason),
    }),
  );
});

afterEach(async () => {
  await server.close();
  await paymux.close();
  await simulator.close();
});

const webhookUrl = (): string => `${server.url}/webhooks/main`;
const openOrder = (): Promise<Payment> =>
  paymux.payments.createPayment({
    reference: 'order-42',
    amount: { amount: '15.00', currency: 'USDT' },
    network: 'tron',
    webhookUrl: webhookUrl(),
  });
const paySalary = (): Promise<Payout> =>
  paymux.payouts.createPayout({
    reference: 'salary-1',
    amount: { amount: '40', currency: 'USDT' },
    network: 'tron',
    destination: { type: 'crypto_address', address: ADDRESS },
    feeFrom: 'balance',
    webhookUrl: webhookUrl(),
  });
const answers = (): readonly (number | undefined)[] =>
  simulator.control.deliveries().flatMap(({ attempts }) => attempts.map(({ status }) => status));

describe('a payment', () => {
  test('is opened, paid, and told by a webhook that was looked up', async () => {
    const opened = await openOrder();
    expect(opened).toMatchObject({ status: 'pending', reference: 'order-42', deposit: { network: 'tron' } });

    await simulator.control.pay('order-42');

    expect(answers()).toContain(200);
    expect(told.at(-1)).toMatchObject({
      kind: 'payment',
      provider: 'cryptomus',
      needsConfirmation: false,
      payment: { providerId: opened.providerId, status: 'succeeded', final: true, reference: 'order-42' },
    });
    await expect(paymux.payments.findPayment({ reference: 'order-42' })).resolves.toMatchObject({
      status: 'succeeded',
    });
  });

  test('is the same payment when it is opened again', async () => {
    const [first, second] = [await openOrder(), await openOrder()];

    expect(second.providerId).toBe(first.providerId);
    expect(simulator.control.invoices()).toHaveLength(1);
  });

  test.each([
    ['too little', '10', { status: 'pending', exception: 'underpaid' }],
    ['too much', '20', { status: 'succeeded', exception: 'overpaid' }],
  ])('that was paid %s is told as that, with what arrived', async (_what, amount, expected) => {
    await openOrder();
    await simulator.control.pay('order-42', { amount });

    const event = told.at(-1);
    expect(event).toMatchObject({ kind: 'payment', payment: { ...expected, amount: { currency: 'USDT' } } });
    expect(event?.kind === 'payment' && Number(event.payment.receivedAmount?.amount)).toBe(Number(amount));
  });

  test('that is paid in two parts is told twice', async () => {
    await openOrder();
    await simulator.control.pay('order-42', { amount: '5' });
    await simulator.control.pay('order-42', { amount: '6' });

    const received = told.map((event) => event.kind === 'payment' && Number(event.payment.receivedAmount?.amount));
    expect(received.slice(-2)).toEqual([5, 11]);
  });
});

describe('a delivery', () => {
  test('that is forged is refused, and changes nothing', async () => {
    await openOrder();

    const forged = await simulator.control.forgeWebhook({
      about: 'order-42',
      changes: { status: 'paid', is_final: true },
    });

    expect(forged.attempts).toMatchObject([{ status: 401 }]);
    expect([told, reviews]).toEqual([[], []]);
  });

  test('that is signed rightly but lies about the status tells the truth', async () => {
    await openOrder();

    await simulator.control.forgeWebhook({
      about: 'order-42',
      changes: { status: 'paid', is_final: true },
      key: simulator.paymentKey,
    });

    expect(told).toMatchObject([{ payment: { status: 'pending', final: false } }]);
  });

  test.each([
    ['amount', { amount: '15.01' }],
    ['currency', { currency: 'BTC' }],
    ['order', { order_id: 'order-43' }],
  ])('that is signed rightly but tells another %s goes to review', async (_what, changes) => {
    await openOrder();

    await simulator.control.forgeWebhook({ about: 'order-42', changes, key: simulator.paymentKey });

    expect(told).toEqual([]);
    expect(reviews).toEqual(['contradicted']);
  });

  test('that comes again has no second effect, 30 days later neither', async () => {
    await openOrder();
    await simulator.control.pay('order-42');
    const before = told.length;
    const [last] = simulator.control.deliveries().slice(-1);

    await simulator.control.redeliver(last?.id ?? 0);
    await simulator.control.advance(30 * 86_400_000);
    await simulator.control.redeliver(last?.id ?? 0);

    expect(told).toHaveLength(before);
    expect(answers().slice(-2)).toEqual([200, 200]);
  });

  test('whose handler failed comes again, and then has its effect once', async () => {
    await openOrder();
    failing = true;
    await simulator.control.pay('order-42');
    expect(answers()).toEqual([503]);

    failing = false;
    await simulator.control.advance(86_400_000);

    expect(answers().slice(0, 2)).toEqual([503, 200]);
    expect(told).toHaveLength(1);
  });

  test('that cannot be looked up comes again, and then has its effect once', async () => {
    await openOrder();
    simulator.control.fault({ kind: 'client-error', status: 403, path: '/v1/payment/info', times: 1 });
    await simulator.control.pay('order-42');
    expect(answers()).toEqual([503]);

    await simulator.control.advance(86_400_000);

    expect(told).toMatchObject([{ payment: { status: 'succeeded' } }]);
  });

  test.each([
    ['an unknown account', '/webhooks/other', 404],
    ['no account', '/', 404],
  ])('for %s is turned away', async (_what, path, status) => {
    expect((await fetch(`${server.url}${path}`, { method: 'POST', body: '{}' })).status).toBe(status);
  });

  test('that is too large is turned away', async () => {
    const response = await fetch(webhookUrl(), { method: 'POST', body: 'x'.repeat(65_537) });

    expect(response.status).toBe(413);
  });
});

test('a payout is followed to its confirmation', async () => {
  await expect(paySalary()).resolves.toMatchObject({ status: 'pending', final: false, reference: 'salary-1' });

  await simulator.control.advancePayout('salary-1');
  await simulator.control.advancePayout('salary-1', 'paid');

  expect(told.at(-1)).toMatchObject({ kind: 'payout', payout: { status: 'confirmed', final: true } });
  await expect(paymux.payouts.findPayout({ reference: 'salary-1' })).resolves.toMatchObject({ status: 'confirmed' });
  expect(simulator.control.transfers().filter(({ kind }) => kind === 'payout')).toHaveLength(1);
});

test('a payout that is asked for twice moves money once', async () => {
  const [first, second] = [await paySalary(), await paySalary()];

  await simulator.control.advancePayout('salary-1');
  await simulator.control.advancePayout('salary-1', 'paid');

  expect(second.providerId).toBe(first.providerId);
  expect(simulator.control.transfers().filter(({ kind }) => kind === 'payout')).toHaveLength(1);
});

test('a deposit on a static wallet is confirmed from the payment history', async () => {
  const cryptomus = paymux.provider() as CryptomusProvider;
  const wallet = await cryptomus.staticWallets?.createStaticWallet({
    reference: 'top-up-7',
    currency: 'USDT',
    network: 'tron',
    webhookUrl: webhookUrl(),
  });

  await simulator.control.deposit('top-up-7', '3');

  expect(told).toMatchObject([
    {
      kind: 'deposit',
      needsConfirmation: false,
      deposit: { status: 'succeeded', reference: 'top-up-7', network: 'tron', walletId: wallet?.walletId },
    },
  ]);
});

test('neither keys nor addresses nor bodies stand in the log of all this', async () => {
  await openOrder();
  await simulator.control.pay('order-42');
  await simulator.control.forgeWebhook({ about: 'order-42' });
  await paySalary();
  await simulator.control.advancePayout('salary-1');

  const log = JSON.stringify(logger.records);
  expect(logger.records.length).toBeGreaterThan(5);
  const signatures = simulator.control.requests().map(({ headers }) => headers['sign']);
  for (const secret of [simulator.paymentKey, simulator.payoutKey, ADDRESS, ...signatures]) {
    expect(log).not.toContain(secret);
  }
});
