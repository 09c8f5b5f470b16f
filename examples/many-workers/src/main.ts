import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startCryptomusSimulator } from '@paymux/simulators';
import { openPaymux } from 'paymux';
import { configurationOf } from './configuration.js';

const PAYOUTS = 12;
const WORKERS = 3;

const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

// A local Cryptomus. For the real one leave out `baseUrl` and give your own ids and keys.
const simulator = await startCryptomusSimulator({
  autopilot: true,
  autopilotStepMs: 100,
  balances: { USDT: '1000' },
});
const { baseUrl, control, merchantId, payoutKey } = simulator;
const folder = await mkdtemp(join(tmpdir(), 'paymux-workers-'));
// With DATABASE_URL, the workers may be on as many machines. A folder is for the processes of one.
const store = process.env['DATABASE_URL'] ?? folder;
const environment = { STORE: store, BASE_URL: baseUrl, MERCHANT_ID: merchantId, PAYOUT_KEY: payoutKey };

// This process accepts payouts and sends none.
const front = await openPaymux({ ...configurationOf(environment), worker: false }, { environment });
for (let number = 1; number <= PAYOUTS; number += 1) {
  await front.payouts.acceptPayout({
    reference: `salary-${String(number)}`,
    creator: 'payroll',
    amount: { amount: '10', currency: 'USDT' },
    network: 'tron',
    destination: { type: 'crypto_address', address: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t' },
    feeFrom: 'balance',
  });
}
print(`${String(PAYOUTS)} payouts are accepted, and nobody works on them`);

const program = fileURLToPath(new URL('./worker.js', import.meta.url));
const workers = Array.from({ length: WORKERS }, () => {
  return fork(program, { env: { ...process.env, ...environment }, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
});
print(`${String(WORKERS)} workers start`);
await Promise.race(workers.map((worker) => once(worker, 'message')));
workers[0]?.kill('SIGKILL');
print('one of them is killed while it works');

await allPaid();
const sent = control.transfers().filter(({ kind }) => kind === 'payout');
const payouts = new Set(control.payouts().map(({ orderId }) => orderId));
print(`the provider sent ${String(sent.length)} payouts under ${String(payouts.size)} references`);

for (const worker of workers.slice(1)) {
  worker.send('end');
  await once(worker, 'exit');
}
await front.close();
await simulator.close();
await rm(folder, { recursive: true, force: true });
process.exitCode = sent.length === PAYOUTS ? 0 : 1;

/** Looks at the store until every payout is confirmed. */
async function allPaid(): Promise<void> {
  for (;;) {
    const { records } = await front.payouts.listPayouts({ states: ['confirmed'], limit: PAYOUTS });
    if (records.length === PAYOUTS) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
