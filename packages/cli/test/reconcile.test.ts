import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCryptomus } from '@paymux/cryptomus';
import { startCryptomusSimulator } from '@paymux/simulators';
import { expect, onTestFinished, test } from 'vitest';
import { runPaymux } from '../src/main.js';

/** An account at a simulator whose calendar shows a day long past, with an empty store. */
async function world() {
  const folder = await mkdtemp(join(tmpdir(), 'paymux-reconcile-'));
  const simulator = await startCryptomusSimulator({ clock: 'virtual' });
  onTestFinished(async () => {
    await simulator.close();
    await rm(folder, { recursive: true, force: true });
  });
  const { baseUrl, merchantId, paymentKey } = simulator;
  const options = { merchantId, baseUrl, paymentApiKey: paymentKey };
  const config = join(folder, 'paymux.json');
  await writeFile(config, JSON.stringify({ accounts: [{ id: 'main', provider: 'cryptomus', options }] }));
  const run = async (...args: readonly string[]) => {
    const [out, err]: [string[], string[]] = [[], []];
    const context = {
      stdout: { write: (text: string) => out.push(text) },
      stderr: { write: (text: string) => err.push(text) },
      untilStopped: () => Promise.resolve(),
    };
    const common = ['reconcile', '--config', config, '--store', join(folder, 'store')];
    return { status: await runPaymux([...common, ...args], context), out: out.join(''), err: err.join('') };
  };
  return { run, simulator, provider: createCryptomus(options) };
}

test('says that everything agrees, and exits with 0', async () => {
  const { run } = await world();

  expect(await run('--account', 'main')).toEqual({
    status: 0,
    out: 'Everything agrees: 0 checked, 0 settled, 0 findings closed.\n',
    err: '',
  });
});

test('names each finding with its cause and the next step, and exits with 6', async () => {
  const { provider, run, simulator } = await world();
  await provider.payments.createPayment({ reference: 'foreign-1', amount: { amount: '15', currency: 'USDT' } });
  const since = new Date(simulator.control.now().getTime() - 60_000).toISOString();

  const told = await run('--since', since);
  const json = await run('--json');

  expect(told).toMatchObject({ status: 6, err: expect.stringContaining('1 findings are open') as string });
  expect(told.out).toContain('payment main/foreign-1: probably it was opened outside this system');
  expect(told.out).toContain('Next: find out at the provider who opened it');
  expect(JSON.parse(json.out)).toMatchObject({
    run: { account: 'main', state: 'done', summary: { findings: { missing_here: 1 } } },
    findings: [{ kind: 'missing_here', reference: 'foreign-1' }],
  });
});

test('explains what cannot be meant', async () => {
  const { run } = await world();

  expect(await run('--since', 'yesterday')).toMatchObject({
    status: 2,
    err: expect.stringContaining('--since') as string,
  });
  expect(await run('--account', 'other')).toMatchObject({
    status: 2,
    err: expect.stringContaining('configured') as string,
  });
});
