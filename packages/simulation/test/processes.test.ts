import type { PaymentRecord, PayoutRecord } from '@paymux/orchestration';
import type { Refund } from '@paymux/core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { freePort } from '@paymux/postgres-server';
import { simulationPostgres, type SimulationPostgres } from '../src/simulation-postgres.js';
import { listEffects } from '../src/processes/application.js';
import { Bench, payoutOf, webhooksAt } from '../src/processes/bench.js';
import { isCreation } from '../src/processes/judge-bench.js';
import { proveKills, provePause, proveRestarts } from '../src/processes/prove-processes.js';
import { waitUntil } from '../src/processes/wait-until.js';

const AT_ONCE = 100;
const KILLS = 10;

let postgres: SimulationPostgres | undefined;

beforeAll(async () => {
  postgres = await simulationPostgres();
}, 60_000);
afterAll(async () => {
  await postgres?.stop();
});

/** The server of an engine; nothing is tested where there is no program of it. */
function serverOf(engine: string): SimulationPostgres | undefined {
  return engine === 'postgresql' ? postgres : undefined;
}

describe.each(['sqlite', 'postgresql'])('real processes on %s', (engine) => {
  test('lose and double nothing when they are killed', { timeout: 180_000 }, async () => {
    const { kills, payouts, violations, webhooks } = await proveKills(serverOf(engine), KILLS);

    expect(violations).toEqual([]);
    expect(kills).toBeGreaterThanOrEqual(KILLS);
    // Rounds in which nobody was paid would prove nothing.
    expect(payouts).toBeGreaterThan(KILLS);
    expect(webhooks).toBeGreaterThan(KILLS);
  });
});

test('a process that stands still for longer than its lease does no harm when it goes on', {
  timeout: 120_000,
}, async () => {
  const { payouts, violations } = await provePause(postgres);

  expect(violations).toEqual([]);
  expect(payouts).toBe(2);
});

test('what was accepted survives a database that is ended at once under load, three times', {
  timeout: 180_000,
}, async ({ skip }) => {
  if (postgres?.restart === undefined) return skip('the server is not ours to end');
  const { payouts, violations } = await proveRestarts(postgres, 3);

  expect(violations).toEqual([]);
  expect(payouts).toBeGreaterThan(30);
});

describe.each(['sqlite', 'postgresql'])('two processes on one store, %s,', (engine) => {
  test('answer a hundred of the same at once as one', { timeout: 120_000 }, async () => {
    const bench = await openBench(engine);
    await Promise.all(bench.ports.map((port) => bench.start({ worker: false, port })));
    const nowhere = webhooksAt(await freePort());

    const payouts = await everywhere<PayoutRecord>(bench, '/payouts', payoutOf('once', 'same-payout', nowhere));
    const payment = await bench.call<PaymentRecord>(bench.ports[0], '/payments', {
      account: 'main',
      reference: 'order-1',
      creator: 'bench',
      amount: { amount: '20', currency: 'USDT' },
      network: 'tron',
    });
    await bench.control('main', 'pay', { id: 'order-1' });
    const refunds = await everywhere<Refund>(bench, '/refunds', {
      reference: 'refund-1',
      paymentId: payment.providerId,
      destination: { type: 'crypto_address', address: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t' },
      feeFrom: 'amount',
    });

    expect(payouts).toHaveLength(AT_ONCE);
    expect(payouts.filter((payout) => JSON.stringify(payout) !== JSON.stringify(payouts[0]))).toEqual([]);
    expect((await bench.requests('once')).filter(isCreation)).toHaveLength(1);
    expect((await bench.store.listPayouts({})).records).toEqual([payouts[0]]);
    expect(refunds).toHaveLength(AT_ONCE);
    expect(refunds.filter((refund) => JSON.stringify(refund) !== JSON.stringify(refunds[0]))).toEqual([]);
    expect((await bench.requests('main')).filter(({ path }) => path.endsWith('/refund'))).toHaveLength(1);
  });

  test('give a hundred copies of one webhook one effect', { timeout: 120_000 }, async () => {
    const bench = await openBench(engine);
    await Promise.all(bench.ports.map((port) => bench.start({ worker: true, port })));
    // The provider itself reaches nobody.
    const nowhere = webhooksAt(await freePort());
    const payout = await bench.call<PayoutRecord>(bench.ports[0], '/payouts', payoutOf('main', 'told', nowhere));
    await bench.control('main', 'settle', { id: 'told', status: 'paid' });
    const [delivery] = await bench.deliveries('main');
    if (delivery === undefined) throw new TypeError('no webhook was sent');

    const statuses = await Promise.all(
      Array.from({ length: AT_ONCE }, async (_, copy) => {
        const url = `${webhooksAt(bench.ports[copy % 2 === 0 ? 0 : 1])}/main`;
        const { status } = await fetch(url, { method: 'POST', headers: delivery.headers, body: delivery.body });
        return status;
      }),
    );
    await waitUntil('the change was told', async () => {
      const waiting = await bench.store.listInbox({ states: ['waiting'] });
      return waiting.length === 0 && (await listEffects(bench.store)).some((what) => what.endsWith(':confirmed'));
    });

    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(await bench.store.listInbox({})).toMatchObject([{ state: 'done' }]);
    const events = await bench.store.payoutEvents(payout.id);
    expect(events.filter(({ source }) => source === 'webhook')).toHaveLength(1);
    const effects = await listEffects(bench.store);
    expect(effects.filter((what) => what.endsWith(':confirmed'))).toHaveLength(1);
    expect((await bench.store.transfers({ payoutId: payout.id })).filter(({ kind }) => kind === 'post')).toHaveLength(
      1,
    );
  });
});

async function openBench(engine: string): Promise<Bench> {
  const bench = await Bench.open(serverOf(engine), 'off');
  onTestFinished(() => bench.close());
  return bench;
}

/** Makes the same call many times at once, half of them to each process. */
function everywhere<Answer>(bench: Bench, path: string, body: unknown): Promise<readonly Answer[]> {
  return Promise.all(
    Array.from({ length: AT_ONCE }, (_, copy) => bench.call<Answer>(bench.ports[copy % 2 === 0 ? 0 : 1], path, body)),
  );
}
