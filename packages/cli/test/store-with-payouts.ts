import { createFakeProvider } from '@paymux/core/testing';
import { openPaymux } from 'paymux';
import { emptyFolder, type Ended, runIn } from './command-world.js';

export { emptyFolder } from './command-world.js';

/** Runs the command line where no configuration is, and keeps what it wrote. */
export async function run(...args: readonly string[]): Promise<Ended> {
  return runIn(await emptyFolder(), args);
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
