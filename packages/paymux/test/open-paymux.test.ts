import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect, promisify } from 'node:util';
import type { InvalidRequestError, MisconfiguredError } from '@paymux/core';
import { createFakeClock, createFakeProvider } from '@paymux/core/testing';
import type { PaymentChange, PayoutChange, PayoutRecord } from '@paymux/orchestration';
import { openStore, sqlTransaction } from '@paymux/store';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import {
  type DurablePaymux,
  type DurablePaymuxConfig,
  type DurablePaymuxDependencies,
  openPaymux,
} from '../src/index.js';
import { DURABLE_GATEWAYS, type DurableGateway } from './durable-gateways.js';
import { serve, type Server } from './serve.js';

const FIVE_MINUTES_MS = 300_000;

/** A folder of its own for one test. */
async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'paymux-open-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

describe.each(Object.entries(DURABLE_GATEWAYS))('on %s', (_name, start) => {
  let gateway: DurableGateway;
  let folder: string;
  let server: Server;
  let paymux: DurablePaymux;
  let payoutChanges: PayoutChange[];
  let paymentChanges: PaymentChange[];

  /** Opens the system as another process would after the one before it has ended. */
  async function open(more: Partial<DurablePaymuxConfig> = {}): Promise<void> {
    const { account, clock, httpClient } = gateway;
    paymux = await openPaymux(
      { accounts: [account], store: folder, worker: false, ...more },
      {
        clock,
        httpClient,
        handlers: {
          onPayout: (change) => void payoutChanges.push(change),
          onPayment: (change) => void paymentChanges.push(change),
        },
      },
    );
  }

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'paymux-open-'));
    [payoutChanges, paymentChanges] = [[], []];
    gateway = await start();
    server = await serve((request) => paymux.webhooks.handler()(request));
    await open();
  });

  afterEach(async () => {
    await server.close();
    await paymux.close();
    await gateway.httpClient?.close?.();
    await gateway.close();
    await rm(folder, { recursive: true, force: true });
  });

  const webhookUrl = (): string => `${server.url}/webhooks/main`;
  const paySalary = (): Promise<PayoutRecord> =>
    paymux.payouts.createPayout({ ...gateway.payout, reference: 'salary-1', creator: 'payroll', client: 'maria' });
  const paySalaryAndListen = async (): Promise<PayoutRecord> => {
    gateway.listenAt(webhookUrl());
    return paymux.payouts.createPayout({
      ...gateway.payout,
      reference: 'salary-1',
      creator: 'payroll',
      webhookUrl: isToldByRequest(gateway) ? webhookUrl() : undefined,
    });
  };
  const openOrder = async () => {
    gateway.listenAt(webhookUrl());
    return paymux.payments.createPayment({
      reference: 'order-42',
      creator: 'shop',
      amount: { amount: '15.00', currency: 'USD' },
      webhookUrl: isToldByRequest(gateway) ? webhookUrl() : undefined,
    });
  };
  const stateOf = async (reference: string) => (await paymux.payouts.findPayout({ reference }))?.state;

  test('a payout is accepted, sent, and confirmed by its webhooks', async () => {
    const payout = await paySalaryAndListen();
    expect(payout).toMatchObject({ state: 'pending', sends: 1, hold: 'held', providerId: expect.any(String) });

    await gateway.completePayout('salary-1');
    await paymux.worker.drain();

    const confirmed = await paymux.payouts.findPayout({ id: payout.id });
    expect(confirmed).toMatchObject({
      state: 'confirmed',
      hold: 'posted',
      lastWebhookAt: expect.any(Date),
      transactionId: expect.any(String),
    });
    const { events } = await paymux.payouts.history(payout.id);
    expect(events.filter(({ source }) => source === 'webhook').map(({ to }) => to)).toContain('confirmed');
    expect(payoutChanges.at(-1)).toMatchObject({ to: 'confirmed', payout: { reference: 'salary-1' } });
    expect(gateway.asked().payouts).toBe(1);
    expect((await paymux.ledger.verify()).findings).toEqual([]);
  });

  test('what names no address for its webhooks is told at that of its account below webhookBaseUrl', async () => {
    await paymux.close();
    await open({ webhookBaseUrl: `${server.url}/webhooks/` });
    gateway.listenAt(webhookUrl());
    await paySalary();
    await paymux.payments.createPayment({
      reference: 'order-42',
      creator: 'shop',
      amount: { amount: '15.00', currency: 'USD' },
    });
    await gateway.completePayout('salary-1');
    await gateway.pay('order-42');
    await paymux.worker.drain();

    expect((await paymux.payouts.findPayout({ reference: 'salary-1' }))?.lastWebhookAt).toBeInstanceOf(Date);
    expect((await paymux.payments.findPayment({ reference: 'order-42' }))?.lastWebhookAt).toBeInstanceOf(Date);
  });

  test('a payout is confirmed by asking alone, where no webhook comes', async () => {
    const payout = await paySalary();
    await gateway.completePayout('salary-1');
    await paymux.worker.drain();
    expect(await stateOf('salary-1')).toBe('pending');

    await gateway.later(FIVE_MINUTES_MS);
    await paymux.worker.drain();

    const confirmed = await paymux.payouts.findPayout({ id: payout.id });
    expect(confirmed).toMatchObject({ state: 'confirmed', lastCheckedBy: 'poll' });
    expect(confirmed?.lastWebhookAt).toBeUndefined();
  });

  test('a payout goes on where it was, after its process has ended and another one began', async () => {
    const before = await paySalary();
    await paymux.close();
    await gateway.completePayout('salary-1');

    await open();
    expect(await paymux.payouts.findPayout({ reference: 'salary-1' })).toEqual(before);
    await gateway.later(FIVE_MINUTES_MS);
    await paymux.worker.drain();

    expect(await stateOf('salary-1')).toBe('confirmed');
    expect(gateway.asked().payouts).toBe(1);
  });

  test('the same reference again is the payout there is, in another process as well, and sends nothing', async () => {
    const first = await paySalary();
    const second = await paySalary();
    await paymux.close();
    await open();
    const third = await paySalary();

    expect([second.id, third.id]).toEqual([first.id, first.id]);
    expect(gateway.asked().payouts).toBe(1);
    await expect(
      paymux.payouts.createPayout({ ...gateway.payout, memo: 'x', reference: 'salary-1', creator: 'payroll' }),
    ).rejects.toMatchObject({ code: 'idempotency_conflict', outcome: 'not_sent' });
  });

  test('a payout whose answer got lost is found in the next process, and nothing is sent twice', async () => {
    gateway.loseAnswers();
    expect(await paySalary()).toMatchObject({ state: 'unknown', sends: 1 });
    const { payouts: asked } = gateway.asked();
    await paymux.close();

    gateway.answerAgain();
    await open();
    await gateway.later(FIVE_MINUTES_MS);
    await paymux.worker.drain();

    expect(await stateOf('salary-1')).toBe('pending');
    expect(gateway.asked().payouts).toBe(asked);
    expect(gateway.holds().payouts).toBe(1);
  });

  test('“paid” is told once, over webhook, look-up and repeated delivery', async () => {
    const payment = await openOrder();
    expect(payment).toMatchObject({ state: expect.stringMatching(/^(pending|requires_action)$/) });

    await gateway.pay('order-42');
    await paymux.worker.drain();
    expect(paymentChanges.map(({ to }) => to)).toContain('succeeded');
    await paymux.payments.checkPayment(payment.id);
    await gateway.redeliver();
    await paymux.worker.drain();
    await paymux.close();
    await open();
    await gateway.redeliver();
    await paymux.worker.drain();

    expect(paymentChanges.filter(({ to }) => to === 'succeeded')).toHaveLength(1);
    expect(await paymux.payments.findPayment({ reference: 'order-42' })).toMatchObject({ state: 'succeeded' });
  });

  test('a refund is made once for each reference, in another process as well', async () => {
    await openOrder();
    await gateway.pay('order-42');
    await paymux.worker.drain();
    const { providerId: paymentId = '' } = (await paymux.payments.findPayment({ reference: 'order-42' })) ?? {};
    const request = { ...gateway.refund, reference: 'refund-1', paymentId };

    const first = await paymux.refunds.createRefund(request);
    const second = await paymux.refunds.createRefund(request);
    await paymux.close();
    await open();
    const third = await paymux.refunds.createRefund(request);

    expect([second, third]).toEqual([first, first]);
    expect(gateway.asked().refunds).toBe(1);
    expect(gateway.holds().refunds).toBe(1);
    await expect(paymux.refunds.createRefund({ ...request, reason: 'another' })).rejects.toMatchObject({
      code: 'idempotency_conflict',
    });
  });
});

/** Providers that send bodies are told where with each request; Molam knows its endpoints beforehand. */
function isToldByRequest({ account }: DurableGateway): boolean {
  return account.provider !== 'molam';
}

const PAYOUT = {
  reference: 'salary-1',
  creator: 'payroll',
  amount: { amount: '40', currency: 'USDT' },
  network: 'tron',
  destination: { type: 'crypto_address', address: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t' },
  feeFrom: 'balance',
} as const;

/** The fake on a store of its own, with nothing that works by itself. */
async function openFake(
  config: Partial<DurablePaymuxConfig> = {},
  { clock, handlers = {} }: Pick<DurablePaymuxDependencies, 'clock' | 'handlers'> = {},
) {
  const provider = createFakeProvider();
  const store = config.store ?? (await emptyFolder());
  const paymux = await openPaymux(
    { accounts: [{ id: 'main', provider }], worker: false, ...config, store },
    { clock, handlers },
  );
  onTestFinished(() => paymux.close());
  return { paymux, store, control: provider.control };
}

describe('a handler', () => {
  interface Shop {
    shipped: { reference: string };
  }

  test('has its effect once, in the transaction that marks it as told, though it failed at first', async () => {
    const clock = createFakeClock();
    let failures = 1;
    const { paymux } = await openFake(
      {},
      {
        clock,
        handlers: {
          onPayout: async ({ payout }, transaction) => {
            const shop = sqlTransaction<Shop>(transaction);
            await shop.insertInto('shipped').values({ reference: payout.reference }).execute();
            failures -= 1;
            if (failures >= 0) throw new Error('the shop is closed');
          },
        },
      },
    );
    await paymux.store.commit([], async (transaction) => {
      await sqlTransaction<Shop>(transaction).schema.createTable('shipped').addColumn('reference', 'text').execute();
    });
    const shipped: Shop['shipped'][] = [];
    const look = () =>
      paymux.store.commit([], async (transaction) => {
        shipped.splice(
          0,
          Infinity,
          ...(await sqlTransaction<Shop>(transaction).selectFrom('shipped').selectAll().execute()),
        );
      });
    await paymux.payouts.createPayout(PAYOUT);

    await paymux.worker.drain();
    await look();
    expect(shipped).toEqual([]);

    await clock.advance(1000);
    await paymux.worker.drain();
    await paymux.worker.drain();
    await look();
    expect(shipped).toEqual([{ reference: 'salary-1' }]);
  });

  test('is told by the worker of its own accord', async () => {
    const told = new Promise<PayoutChange>((resolve) => {
      void openFake({ worker: true }, { handlers: { onPayout: resolve } }).then(({ paymux }) =>
        paymux.payouts.createPayout(PAYOUT),
      );
    });

    expect(await told).toMatchObject({ to: 'submitting', payout: { reference: 'salary-1' } });
  });

  test('hears of events of which there is no record, once', async () => {
    const heard: string[] = [];
    const { control, paymux } = await openFake({}, { handlers: { onEvent: ({ type }) => void heard.push(type) } });
    control.deliverTo(paymux.webhooks.handler(), 'https://shop.example/webhooks/main');
    await paymux.direct.payments.createPayment({ reference: 'elsewhere-1', amount: { amount: '5', currency: 'USD' } });

    await control.pay('elsewhere-1');
    await control.redeliver(1);
    await paymux.worker.drain();

    expect(heard).toEqual(['payment.paid']);
  });
});

describe('a record', () => {
  test('remembers where a payout comes from, for whom, by whom, and everything that was sent', async () => {
    const { paymux, store } = await openFake();
    const request = {
      ...PAYOUT,
      origin: 'bonus',
      client: 'maria',
      trigger: { campaign: 'spring' },
      metadata: { order: '7' },
    } as const;
    const { id } = await paymux.payouts.createPayout(request);
    await paymux.close();

    const { paymux: next } = await openFake({ store });
    const found = await next.payouts.findPayout({ id });
    const { creator, reference, origin, client, trigger, ...terms } = request;
    expect(found).toMatchObject({ creator, reference, origin, client, trigger, terms });
    expect((await next.payouts.listPayouts({ client: 'maria' })).records).toEqual([found]);
  });

  test('has a history that says what happened, when, by whom and by which way', async () => {
    const { control, paymux } = await openFake();
    const { id } = await paymux.payouts.createPayout(PAYOUT);
    await control.completePayout('salary-1');
    await paymux.payouts.checkPayout(id);

    const { attempts, events, transfers } = await paymux.payouts.history(id);

    expect(events.map(({ actor, number, source, to, type }) => [number, actor, source, type, to])).toEqual([
      [1, 'payroll', 'api', 'created', 'ready'],
      [2, 'worker', 'job', 'sending', 'submitting'],
      [3, 'worker', 'poll', 'answered', 'pending'],
      [4, 'worker', 'poll', 'looked_up', 'confirmed'],
    ]);
    for (const { at } of events) expect(at).toBeInstanceOf(Date);
    expect(attempts).toMatchObject([{ number: 1, wireReference: 'salary-1', state: 'confirmed' }]);
    expect(transfers.map(({ amount, from, to }) => [from, to, amount.amount])).toEqual([
      ['available', 'held', '40'],
      ['held', 'paid', '40'],
    ]);
  });

  test('keeps a refusal with its reason, gives the money back, and is tried again as a new attempt', async () => {
    const { control, paymux } = await openFake();
    control.fault({ kind: 'refusal', operation: 'createPayout', code: 'limit_reached' });

    const failed = await paymux.payouts.createPayout(PAYOUT);
    expect(failed).toMatchObject({
      state: 'failed',
      hold: 'voided',
      failureReason: expect.stringContaining('refused'),
    });
    expect(await paymux.payouts.createPayout(PAYOUT)).toEqual(failed);
    expect(control.payouts()).toEqual([]);

    const { id, revision } = failed;
    const retried = await paymux.payouts.retryPayout({ id, revision, actor: 'anna' });
    expect(retried).toMatchObject({ id, state: 'pending', attempt: 2, wireReference: 'salary-1-r2' });
    expect(control.payouts()).toHaveLength(1);
  });
});

describe('a delivery', () => {
  test('is answered once it is on disk, and has its effect in the next process', async () => {
    const provider = createFakeProvider();
    const accounts = [{ id: 'main', provider }];
    const { paymux, store } = await openFake({ accounts });
    provider.control.deliverTo(paymux.webhooks.handler(), 'https://shop.example/webhooks/main');
    await paymux.payouts.createPayout(PAYOUT);
    await provider.control.completePayout('salary-1');
    expect(provider.control.deliveries().map(({ attempts }) => attempts.at(-1)?.status)).toEqual([200, 200]);
    expect(await paymux.payouts.findPayout({ reference: 'salary-1' })).toMatchObject({ state: 'pending' });
    await paymux.close();

    const { paymux: next } = await openFake({ accounts, store });
    await next.worker.drain();

    expect(await next.payouts.findPayout({ reference: 'salary-1' })).toMatchObject({ state: 'confirmed' });
    expect(await next.store.listInbox({ states: ['waiting'] })).toEqual([]);
  });

  test('that is forged is refused, counted, and changes nothing', async () => {
    const { control, paymux } = await openFake();
    control.deliverTo(paymux.webhooks.handler(), 'https://shop.example/webhooks/main');
    await paymux.payouts.createPayout(PAYOUT);

    const { attempts } = await control.forgeWebhook({ about: 'salary-1' });
    await paymux.worker.drain();

    expect(attempts.at(-1)?.status).toBe(401);
    expect(await paymux.store.refusals({})).toMatchObject([{ account: 'main', count: 1 }]);
    expect(await paymux.payouts.findPayout({ reference: 'salary-1' })).toMatchObject({ state: 'pending' });
  });

  test('that cannot be stored is answered 503, so that it comes again', async () => {
    const { control, paymux } = await openFake();
    control.deliverTo(paymux.webhooks.handler(), 'https://shop.example/webhooks/main');
    await paymux.payouts.createPayout(PAYOUT);
    await paymux.store.close();

    await control.completePayout('salary-1');

    expect(control.deliveries().at(0)?.attempts.at(0)?.status).toBe(503);
  });
});

describe('a client', () => {
  test('who is not known or not active is paid nothing', async () => {
    const provider = createFakeProvider();
    const paymux = await openPaymux(
      { accounts: [{ id: 'main', provider }], store: await emptyFolder(), worker: false },
      { checkClient: (client) => (client === 'maria' ? 'ok' : client === 'leo' ? 'inactive' : 'unknown') },
    );
    onTestFinished(() => paymux.close());
    const payTo = (client: string) => paymux.payouts.createPayout({ ...PAYOUT, client });

    await expect(payTo('leo')).rejects.toThrow('client is not active');
    await expect(payTo('nobody')).rejects.toThrow('client is not known');
    expect(provider.control.requests()).toEqual([]);
    expect(await payTo('maria')).toMatchObject({ state: 'pending' });
  });

  test('has a wallet that is remembered, suggested the next time, and paid nothing once it is blocked', async () => {
    const { paymux } = await openFake();
    const first = await paymux.payouts.createPayout({ ...PAYOUT, client: 'maria' });

    const wallet = await paymux.profiles.remember(first, 'Maria, TRON');
    expect(await paymux.profiles.suggest('maria')).toMatchObject({
      currency: 'USDT',
      network: 'tron',
      destination: PAYOUT.destination,
      amount: PAYOUT.amount,
      profile: { id: wallet.id },
    });
    await paymux.profiles.update(wallet.id, wallet.revision, { status: 'blocked' });
    await expect(
      paymux.payouts.createPayout({ ...PAYOUT, reference: 'salary-2', client: 'maria', walletProfileId: wallet.id }),
    ).rejects.toThrow('walletProfileId is blocked');
  });
});

describe('bounds', () => {
  test('hold what is funded, and what they refuse is neither stored nor sent', async () => {
    const { control, paymux } = await openFake({
      payoutRules: { main: { cover: 'ledger', limits: { perPayout: { USDT: '50' } } } },
    });
    await paymux.ledger.fund({ account: 'main', reference: 'top-up-1', amount: { amount: '60', currency: 'USDT' } });
    await paymux.payouts.createPayout(PAYOUT);

    await expect(paymux.payouts.createPayout({ ...PAYOUT, reference: 'salary-2' })).rejects.toMatchObject({
      code: 'not_covered',
      outcome: 'not_sent',
    });
    await expect(
      paymux.payouts.createPayout({ ...PAYOUT, reference: 'salary-3', amount: { amount: '51', currency: 'USDT' } }),
    ).rejects.toMatchObject({ problems: [{ path: 'amount.amount', message: 'must not be more than 50 USDT' }] });
    expect(control.payouts()).toHaveLength(1);
    expect(await paymux.payouts.findPayout({ reference: 'salary-2' })).toBeUndefined();
  });

  test('let nobody approve what they asked for, and send it once somebody else has', async () => {
    const { control, paymux } = await openFake();
    const { id, revision, state } = await paymux.payouts.createPayout({ ...PAYOUT, needsApproval: true });
    expect([state, control.payouts().length]).toEqual(['awaiting_approval', 0]);

    await expect(paymux.payouts.approvePayout({ id, revision, actor: 'payroll' })).rejects.toMatchObject({
      code: 'payout_state',
    });
    const approved = await paymux.payouts.approvePayout({ id, revision, actor: 'bruno' });

    expect(approved).toMatchObject({ state: 'pending', approvedBy: 'bruno' });
    expect(control.payouts()).toHaveLength(1);
  });

  test('stop what waits, when somebody rejects or cancels it', async () => {
    const { control, paymux } = await openFake();
    const waiting = await paymux.payouts.createPayout({ ...PAYOUT, needsApproval: true });
    const later = await paymux.payouts.createPayout({
      ...PAYOUT,
      reference: 'salary-2',
      sendAt: new Date('2999-01-01T00:00:00Z'),
    });

    const rejected = await paymux.payouts.rejectPayout({ id: waiting.id, revision: 1, actor: 'bruno' });
    const cancelled = await paymux.payouts.cancelPayout({ id: later.id, revision: 1, actor: 'bruno' });

    expect([rejected.state, cancelled.state]).toEqual(['cancelled', 'cancelled']);
    expect(control.requests()).toEqual([]);
  });

  test('send nothing before its time', async () => {
    const clock = createFakeClock('2026-01-01T00:00:00Z');
    const { control, paymux } = await openFake({}, { clock });
    await paymux.payouts.createPayout({ ...PAYOUT, sendAt: new Date('2026-01-01T08:00:00Z') });

    await clock.advance(8 * 3_600_000 - 1);
    await paymux.worker.drain();
    expect(control.payouts()).toEqual([]);

    await clock.advance(1);
    await paymux.worker.drain();
    expect(control.payouts()).toHaveLength(1);
  });
});

describe('what is wrong', () => {
  test('with accounts, rules and times is named together, and nothing is opened', async () => {
    const store = join(await emptyFolder(), 'not-yet');
    const config = {
      accounts: [
        { id: 'main', provider: 'cryptomus', options: {} },
        { id: 'spare', provider: createFakeProvider() },
      ],
      store,
      webhookBaseUrl: 'http://pay.example.com/webhooks',
      payoutRules: {
        mian: { cover: 'ledger' },
        spare: { cover: 'mine', limits: { perPayout: { USDT: '1,000', usd: '5' }, perWeek: { USDT: '5' } } },
      },
      payoutPolicy: { checkEveryMs: 0, chekEveryMs: 5, leaseMs: 1000 },
    } as unknown as DurablePaymuxConfig;

    const error = await openPaymux(config, { environment: {} }).catch((reason: unknown) => reason);

    expect(error).toMatchObject({ code: 'misconfigured', outcome: 'not_sent' });
    expect((error as MisconfiguredError).problems.map(({ path }) => path)).toEqual([
      'webhookBaseUrl',
      'accounts.main.merchantId',
      expect.stringMatching(/^accounts\.main/),
      'payoutRules.mian',
      'payoutRules.spare.cover',
      'payoutRules.spare.limits.perWeek',
      'payoutRules.spare.limits.perPayout.USDT',
      'payoutRules.spare.limits.perPayout.usd',
      'payoutPolicy.checkEveryMs',
      'payoutPolicy.chekEveryMs',
      'payoutPolicy.leaseMs',
    ]);
    expect((error as Error).message).toContain('payoutRules.mian must be one of main, spare');
    expect(existsSync(store)).toBe(false);
  });

  test('with a name in the configuration, or an empty store, is named as well', async () => {
    const accounts = [{ id: 'main', provider: createFakeProvider() }];

    await expect(openPaymux({ accounts, store: '' })).rejects.toThrow(/store must be a folder/);
    await expect(openPaymux({ accounts, storee: 'x' } as DurablePaymuxConfig)).rejects.toThrow(/storee/);
  });

  test('with a request is named all at once, before anything is stored or sent', async () => {
    const { control, paymux } = await openFake();

    const error = await paymux.payouts
      .createPayout({ ...PAYOUT, reference: 'no spaces', creator: ' ', account: 'mian' })
      .catch((reason: unknown) => reason);

    expect((error as InvalidRequestError).problems.map(({ path }) => path)).toEqual([
      'reference',
      'creator',
      'account',
    ]);
    expect((error as Error).message).toContain('creator must say who asks for the payout');
    expect((await paymux.payouts.listPayouts()).records).toEqual([]);
    expect(control.requests()).toEqual([]);
  });

  test.each([
    ['a file where its folder should be', async (file: string) => file, /there is a file where its folder should be/],
    ['a file above it', async (file: string) => join(file, 'below'), /there is a file where its folder should be/],
    ['a file that is no database', async (file: string) => `file:${file}`, /its file is no database/],
    ['no PostgreSQL', async () => 'postgres://someone:hunter2@127.0.0.1:1/nowhere', /no connection \(ECONNREFUSED\)/],
  ])('with the store is an error that says so: %s', async (_what, place, message) => {
    const file = join(await emptyFolder(), 'file');
    await writeFile(file, 'this is no database, and long enough to be read as one'.repeat(100));
    const accounts = [{ id: 'main', provider: createFakeProvider() }];

    const error = await openPaymux({ accounts, store: await place(file) }).catch((reason: unknown) => reason);

    expect(error).toMatchObject({
      code: 'store_unavailable',
      outcome: 'not_sent',
      message: expect.stringMatching(message),
    });
    expect(inspect(error, { depth: 10 })).not.toContain('hunter2');
  });
});

test('another process does what one without a worker leaves to it', async () => {
  const told: PayoutChange[] = [];
  const { paymux, store } = await openFake();
  const { id } = await paymux.payouts.createPayout(PAYOUT);
  const { paymux: other } = await openFake({ store }, { handlers: { onPayout: (change) => void told.push(change) } });

  await other.worker.drain();

  expect(told).toMatchObject([{ payout: { id } }]);
});

test('the environment names the store, and what the configuration says goes first', async () => {
  const [named, written] = [await emptyFolder(), await emptyFolder()];
  const accounts = [{ id: 'main', provider: createFakeProvider() }];
  const environment = { DATABASE_URL: named };

  const fromEnvironment = await openPaymux({ accounts, worker: false }, { environment });
  await fromEnvironment.payouts.createPayout(PAYOUT);
  await fromEnvironment.close();
  const fromConfiguration = await openPaymux({ accounts, store: written, worker: false }, { environment });
  expect((await fromConfiguration.payouts.listPayouts()).records).toEqual([]);
  await fromConfiguration.close();

  expect([existsSync(join(named, 'paymux.db')), existsSync(join(written, 'paymux.db'))]).toEqual([true, true]);
});

test('an account that was taken out leaves its payouts as they are, and goes on once it is back', async () => {
  const store = await emptyFolder();
  const clock = createFakeClock();
  const [kept, removed] = [createFakeProvider(), createFakeProvider()];
  const both = [
    { id: 'kept', provider: kept },
    { id: 'removed', provider: removed },
  ];
  const openWith = async (accounts: typeof both) => {
    const paymux = await openPaymux({ accounts, store, worker: false }, { clock });
    onTestFinished(() => paymux.close());
    return paymux;
  };
  const before = await openWith(both);
  await before.payouts.createPayout({ ...PAYOUT, account: 'removed' });
  await before.close();
  await removed.control.completePayout('salary-1');

  const without = await openWith(both.slice(0, 1));
  await clock.advance(FIVE_MINUTES_MS);
  await without.worker.drain();
  const query = { account: 'removed', reference: 'salary-1' };
  expect(await without.payouts.findPayout(query)).toMatchObject({ state: 'pending', hold: 'held' });
  await expect(without.payouts.createPayout({ ...PAYOUT, account: 'removed' })).rejects.toThrow(
    'account must be one of kept',
  );
  expect((await without.ledger.verify()).findings).toEqual([]);
  await without.close();

  const after = await openWith(both);
  await clock.advance(FIVE_MINUTES_MS);
  await after.worker.drain();
  expect(await after.payouts.findPayout(query)).toMatchObject({ state: 'confirmed', hold: 'posted' });
});

test('a store that was handed in stays open', async () => {
  const store = await openStore({ folder: await emptyFolder() });
  const paymux = await openPaymux({ accounts: [{ id: 'main', provider: createFakeProvider() }] }, { store });
  await paymux.close();

  expect(await store.dueInMs('payouts')).toBeUndefined();
  await store.close();
});

/** Pays out with a worker under way, closes, and says where its store is. */
const PROGRAM = `
  import { existsSync } from 'node:fs';
  import { createFakeProvider } from ${JSON.stringify(import.meta.resolve('@paymux/core/testing'))};
  import { openPaymux } from ${JSON.stringify(import.meta.resolve('../dist/index.js'))};
  const paymux = await openPaymux({ accounts: [{ id: 'main', provider: createFakeProvider() }] });
  const payout = await paymux.payouts.createPayout(${JSON.stringify(PAYOUT)});
  await Promise.all([paymux.close(), paymux.close()]);
  console.log(payout.state, existsSync('paymux-data/paymux.db'));
`;

test('its process ends by itself once it is closed, and keeps its store in paymux-data', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', PROGRAM], {
    cwd: await emptyFolder(),
    env: { DATABASE_URL: '' },
  });

  expect(stdout).toBe('pending true\n');
});
