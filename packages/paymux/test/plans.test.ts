import { createFakeClock, type FakeClock } from '@paymux/core/testing';
import { InMemoryStore } from '@paymux/orchestration/testing';
import { type CryptomusSimulator, startCryptomusSimulator } from '@paymux/simulators';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type DurablePaymux, openPaymux } from '../src/index.js';

const ADDRESS = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';

let simulator: CryptomusSimulator;
let clock: FakeClock;
let paymux: DurablePaymux;
let staff: string[];

function account() {
  const { baseUrl, merchantId, payoutKey, paymentKey } = simulator;
  const options = { merchantId, baseUrl, paymentApiKey: paymentKey, payoutApiKey: payoutKey };
  return { id: 'main', provider: 'cryptomus' as const, options };
}

beforeEach(async () => {
  simulator = await startCryptomusSimulator({ balances: { USDT: '1000' } });
  clock = createFakeClock('2026-11-20T12:00:00Z');
  staff = [];
  paymux = await openPaymux(
    {
      accounts: [account()],
      worker: false,
      approvals: {
        rules: [{ account: 'main', origin: 'bonus', approvals: 1, by: 'approver' }],
        roles: { bruno: ['approver'] },
      },
    },
    {
      clock,
      store: new InMemoryStore({ clock }),
      recipients: { staff: () => staff.map((walletProfileId) => ({ walletProfileId })) },
    },
  );
});

afterEach(async () => {
  await paymux.close();
  await simulator.close();
});

async function wallet(client: string): Promise<string> {
  const profile = await paymux.profiles.create({
    client,
    displayName: client,
    currency: 'USDT',
    network: 'tron',
    destination: { type: 'crypto_address', address: ADDRESS },
  });
  return profile.id;
}

test('a schedule, a bonus and a file become payouts that the provider has', async () => {
  staff = [await wallet('maria'), await wallet('nuno')];
  await paymux.schedules.create({
    id: 'salaries',
    creator: 'anna',
    recipients: 'staff',
    amount: { type: 'fixed', amount: { amount: '25', currency: 'USDT' } },
    recurrence: { every: 'day', time: '09:00', timeZone: 'Europe/Lisbon' },
    feeFrom: 'balance',
  });
  const bonus = await paymux.bonuses.grant({
    reference: 'welcome-maria',
    client: 'maria',
    reason: 'welcome',
    amount: { type: 'fixed', amount: { amount: '5', currency: 'USDT' } },
    creator: 'anna',
    feeFrom: 'balance',
  });
  const file = `key,amount,currency,network,address\nrent,7,USDT,tron,${ADDRESS}\n`;
  const content = new Blob([file]).stream();
  const loaded = await paymux.imports.load({
    id: 'rents',
    creator: 'anna',
    format: 'csv',
    content,
    defaults: { feeFrom: 'balance' },
  });
  await paymux.imports.start({ id: 'rents', revision: loaded.revision, actor: 'anna' });
  clock.set('2026-11-21T09:00:00Z');
  await paymux.worker.drain();

  expect(bonus.state).toBe('awaiting_approval');
  await paymux.payouts.approvePayout({ id: bonus.id, revision: bonus.revision, actor: 'bruno' });
  const { records } = await paymux.payouts.listPayouts();
  expect(records.map(({ origin, state }) => [origin, state]).toSorted()).toEqual([
    ['bonus', 'pending'],
    ['manual', 'pending'],
    ['scheduled', 'pending'],
    ['scheduled', 'pending'],
  ]);
  for (const { reference } of records) {
    expect(await paymux.direct.payouts.findPayout({ reference })).toMatchObject({ reference });
  }
});

test('a rule for an account that there is not keeps a system from opening', async () => {
  const approvals = { rules: [{ account: 'mian', approvals: 1 }] };

  await expect(openPaymux({ accounts: [account()], approvals })).rejects.toMatchObject({
    code: 'misconfigured',
    problems: [{ path: 'rules.0.account', message: 'must be one of main' }],
  });
});
