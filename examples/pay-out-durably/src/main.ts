import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startCryptomusSimulator } from '@paymux/simulators';
import { runPayroll } from './payroll.js';

const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

if (process.argv[2] === 'payroll') await runPayroll(process.env, print);
else await tellStory();

async function tellStory(): Promise<void> {
  const simulator = await startCryptomusSimulator({
    autopilot: true,
    autopilotStepMs: 200,
    balances: { USDT: '1000' },
  });
  const { baseUrl, control, merchantId, payoutKey } = simulator;
  const folder = await mkdtemp(join(tmpdir(), 'paymux-payroll-'));
  const environment = { BASE_URL: baseUrl, MERCHANT_ID: merchantId, PAYOUT_KEY: payoutKey, STORE: folder };

  print('Payroll starts, and its process is killed as soon as the provider has accepted the payout.');
  print(`→ ${await ended({ ...environment, KILLED: 'yes' })}`);
  print('\nPayroll starts again. It is the same program, and it asks for the same payout.');
  print(`→ ${await ended(environment)}`);

  const payouts = control.transfers().filter(({ kind }) => kind === 'payout');
  const requests = control.requests().filter(({ path }) => path === '/v1/payout');
  print(`\nThe provider was asked ${count(requests, 'time')}, and by its own books sent ${count(payouts, 'payout')}.`);
  await simulator.close();
  await rm(folder, { recursive: true, force: true });
  process.exitCode = payouts.length === 1 && requests.length === 1 ? 0 : 1;
}

/** Runs payroll as a process of its own. */
async function ended(environment: Readonly<Record<string, string>>): Promise<string> {
  const child = fork(fileURLToPath(import.meta.url), ['payroll'], { env: { ...process.env, ...environment } });
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  return signal === null ? `it ended with code ${String(code)}` : `it was killed by ${signal}`;
}

function count(list: readonly unknown[], what: string): string {
  return `${String(list.length)} ${what}${list.length === 1 ? '' : 's'}`;
}
