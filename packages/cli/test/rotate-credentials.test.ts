import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { startCryptomusSimulator, startMolamSimulator } from '@paymux/simulators';
import { openPaymux, type DurablePaymux } from 'paymux';
import { nodeWebhooks } from 'paymux/node';
import { expect, onTestFinished, test } from 'vitest';
import { emptyFolder, runIn } from './command-world.js';

/** What a delivery says that was signed before the keys changed. */
const EVENT = JSON.stringify({
  type: 'payment',
  uuid: 'u-1',
  order_id: 'order-1',
  amount: '15.00',
  currency: 'USD',
  is_final: true,
  status: 'paid',
});

/** A service that is started anew with each configuration, at one address, as the procedure has it. */
async function service() {
  const folder = await emptyFolder();
  const environment: Record<string, string> = {};
  let accounts: readonly object[] = [];
  let system: DurablePaymux | undefined;
  const server = createServer((request, response) => {
    if (system === undefined) response.writeHead(503).end();
    else nodeWebhooks(system.webhooks.handler())(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await system?.close();
  });
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  await writeFile(join(folder, 'event.json'), EVENT);
  const run = (...args: readonly string[]) => runIn(folder, args, { environment });
  return {
    url,
    environment,
    run,
    /** Writes the configuration, finds it in order, and starts the service with it. */
    async restart(account: object): Promise<void> {
      accounts = [account];
      await writeFile(join(folder, 'paymux.config.json'), JSON.stringify({ accounts, server: { publicUrl: url } }));
      await system?.close();
      system = await openPaymux(
        { accounts: accounts as never, store: join(folder, 'paymux-data'), worker: false },
        { environment },
      );
      expect(await run('doctor')).toMatchObject({ code: 0, stderr: '' });
    },
    /** Opens a payment, and answers its id at the provider. */
    async opened(reference: string, currency: string): Promise<string> {
      const asked = ['--reference', reference, '--amount', '15', '--currency', currency, '--as', 'shop'];
      const { code, stdout } = await run('payment', 'create', ...asked, '--json');
      expect(code).toBe(0);
      return (JSON.parse(stdout) as { providerId: string }).providerId;
    },
    /** What became of a payment by the webhooks that have arrived. */
    async stateOf(reference: string): Promise<string> {
      expect((await run('worker', '--once')).code).toBe(0);
      const { stdout } = await run('payment', 'show', reference, '--json');
      return (JSON.parse(stdout) as { payment: { state: string } }).payment.state;
    },
  };
}

test('a payment key is replaced without a payment or a webhook being lost', async () => {
  const { environment, opened, restart, run, stateOf, url } = await service();
  let simulator = await startCryptomusSimulator({ paymentKey: 'old-key' });
  onTestFinished(() => simulator.close());
  const { baseUrl, merchantId } = simulator;
  const options = { merchantId, paymentApiKey: 'env:KEY', baseUrl };
  const account = { id: 'main', provider: 'cryptomus', options };
  Object.assign(environment, { KEY: 'old-key', OLD_KEY: 'old-key' });
  await restart(account);
  await simulator.control.pay(await opened('order-1', 'USD'));
  expect(await stateOf('order-1')).toBe('succeeded');
  const signedWithOld = await startedDelivery(run);

  // The provider has replaced its key. The new one goes in beside the old one.
  await simulator.close();
  simulator = await startCryptomusSimulator({ paymentKey: 'new-key', port: Number(new URL(baseUrl).port) });
  environment['KEY'] = 'new-key';
  await restart({ ...account, options: { ...options, retiringPaymentApiKeys: ['env:OLD_KEY'] } });
  await simulator.control.pay(await opened('order-2', 'USD'));
  expect(await stateOf('order-2')).toBe('succeeded');
  expect(await post(url, signedWithOld)).toBe(200);

  // No delivery of the old key is on its way any more.
  await restart(account);
  await simulator.control.pay(await opened('order-3', 'USD'));
  expect(await stateOf('order-3')).toBe('succeeded');
  expect(await post(url, signedWithOld)).toBe(401);
});

test('a webhook secret of Molam is replaced by kid without a delivery being refused', async () => {
  const { environment, opened, restart, run, stateOf, url } = await service();
  const simulator = await startMolamSimulator({
    apiKey: 'sk_test_shop',
    webhookSecrets: { 1: 'whsec_old' },
    webhookUrl: `${url}/webhooks/cards`,
  });
  onTestFinished(() => simulator.close());
  const options = { apiKey: 'env:KEY', webhookSecrets: { 1: 'env:KID_1' }, baseUrl: simulator.baseUrl };
  const account = { id: 'cards', provider: 'molam', options };
  Object.assign(environment, { KEY: 'sk_test_shop', KID_1: 'whsec_old', KID_2: 'whsec_new' });
  await restart(account);
  await simulator.control.pay(await opened('order-1', 'USD'));
  expect(await stateOf('order-1')).toBe('succeeded');

  // The new secret goes in beside the old one, and only then does the provider sign with it.
  await restart({ ...account, options: { ...options, webhookSecrets: { 1: 'env:KID_1', 2: 'env:KID_2' } } });
  simulator.control.rotate(undefined, { kid: '2', secret: 'whsec_new' });
  await simulator.control.pay(await opened('order-2', 'USD'));
  expect(await stateOf('order-2')).toBe('succeeded');
  expect(simulator.control.deliveries().flatMap(({ attempts }) => attempts.map(({ status }) => status))).not.toContain(
    401,
  );

  simulator.control.revoke('1');
  delete environment['KID_1'];
  await restart({ ...account, options: { ...options, webhookSecrets: { 2: 'env:KID_2' } } });
  await simulator.control.pay(await opened('order-3', 'USD'));
  expect(await stateOf('order-3')).toBe('succeeded');

  // Whoever still has the old secret is refused, and "doctor" tells.
  const forged = await run('webhook', 'sign', '--json', '--body', 'event.json');
  const { body, headers } = JSON.parse(forged.stdout) as { body: string; headers: Record<string, string> };
  const answer = await fetch(`${url}/webhooks/cards`, {
    method: 'POST',
    body,
    headers: { ...headers, 'molam-signature': (headers['molam-signature'] ?? '').replace('kid=2', 'kid=1') },
  });
  expect(answer.status).toBe(401);
  expect(await run('doctor')).toMatchObject({
    code: 6,
    stdout: expect.stringContaining(
      '1 deliveries to account "cards" were signed with a kid that is not configured',
    ) as string,
  });
});

/** A delivery that was signed before the keys changed, and arrives later. */
async function startedDelivery(
  run: (...args: readonly string[]) => Promise<{ readonly stdout: string }>,
): Promise<string> {
  const { stdout } = await run('webhook', 'sign', '--body', 'event.json', '--json');
  return (JSON.parse(stdout) as { readonly body: string }).body;
}

async function post(url: string, body: string): Promise<number> {
  const answer = await fetch(`${url}/webhooks/main`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  return answer.status;
}
