import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFakeProvider } from '@paymux/core/testing';
import { openPaymux } from 'paymux';
import { onTestFinished } from 'vitest';
import { runPaymux } from '../src/index.js';

/** What a command came to. */
interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line in this process and keeps what it wrote. */
export async function run(...args: readonly string[]): Promise<Ended> {
  let [stdout, stderr] = ['', ''];
  const code = await runPaymux(args, {
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    untilStopped: async () => undefined,
  });
  return { code, stdout, stderr };
}

/** A folder of its own for one test. */
export async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'paymux-ledger-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A store with one payout that is paid, one that is on its way, and one that failed. */
export async function storeWithPayouts(): Promise<string> {
  const folder = await emptyFolder();
  const provider = createFakeProvider();
  const paymux = await openPaymux({
    accounts: [{ id: 'main', provider }],
    store: folder,
    worker: false,
    payoutRules: { main: { cover: 'ledger' } },
  });
  await paymux.ledger.fund({ account: 'main', reference: 'top-up', amount: { amount: '100', currency: 'USDT' } });
  for (const reference of ['paid', 'open', 'failed']) {
    const { id } = await paymux.payouts.createPayout({
      reference,
      creator: 'payroll',
      client: reference === 'failed' ? 'leo' : 'maria',
      amount: { amount: '12.50', currency: 'USDT' },
      network: 'tron',
      destination: { type: 'crypto_address', address: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t' },
      feeFrom: 'balance',
    });
    if (reference === 'paid') await provider.control.completePayout(reference);
    if (reference === 'failed') await provider.control.fail(reference);
    await paymux.payouts.checkPayout(id);
  }
  await paymux.close();
  return folder;
}
