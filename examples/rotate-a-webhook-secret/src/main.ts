import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startMolamSimulator } from '@paymux/simulators';
import { createPaymux } from 'paymux';
import { nodeWebhooks } from 'paymux/node';

const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

// Where secrets are kept: a vault, a database, an environment that is read anew. Here, a map.
const vault = new Map([['1', 'whsec_example_first']]);

// A local Molam. For the real one leave out `baseUrl`, and rotate in its dashboard or by its API.
const { apiKey, baseUrl, close, control } = await startMolamSimulator({
  webhookSecrets: Object.fromEntries(vault),
  webhookRetryDelaysMs: [],
});

const paymux = await createPaymux({
  accounts: [
    {
      id: 'shop',
      provider: 'molam',
      // Asked for every delivery, with the key id that its signature names: nothing has to be started anew.
      options: { apiKey, baseUrl, webhookSecrets: (kid: string) => vault.get(kid) },
    },
  ],
});
const told: string[] = [];
const handler = paymux.webhooks.handler({ on: (event) => void told.push(event.type) });
const server = createServer(nodeWebhooks(handler)).listen(0, '127.0.0.1');
await once(server, 'listening');
const { id: endpoint } = control.registerEndpoint({
  url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/webhooks/shop`,
});

print(`before: signed with key 1 → ${await deliver()}`);

vault.set('2', 'whsec_example_second');
print('1. a new secret is made and put into the vault, beside the old one');

print(`2. it is there before anything is signed with it: ${[...vault.keys()].join(' and ')} → ${await deliver()}`);

control.rotate(endpoint, { kid: '2', secret: 'whsec_example_second' });
print(`3. the provider signs with key 2 → ${await deliver()}`);

const [old] = control.deliveries();
print(`4. a delivery of before the change comes late → ${await status(control.redeliver(old?.id ?? 0))}`);

control.revoke('1', endpoint);
vault.delete('1');
const stolen = { about: 'order-1', kid: '1', secret: 'whsec_example_first' };
print(`5. key 1 is revoked and forgotten: signed with it → ${await status(control.forgeWebhook(stolen))}`);

const lost = control.deliveries().filter(({ nature, state }) => nature === 'real' && state !== 'delivered');
print(`after: signed with key 2 → ${await deliver()}; genuine deliveries that were lost: ${String(lost.length)}`);

server.close();
server.closeAllConnections();
await paymux.close();
await close();

/** Takes a payment, which is told in a webhook. */
async function deliver(): Promise<string> {
  const order = `order-${String(control.intents().length + 1)}`;
  const amount = { amount: '15.00', currency: 'USD' };
  const { providerId } = await paymux.payments.createPayment({ reference: order, amount });
  await control.pay(providerId);
  await control.idle();
  return String(control.deliveries().at(-1)?.attempts.at(-1)?.status);
}

async function status(delivery: ReturnType<typeof control.redeliver>): Promise<string> {
  return String((await delivery).attempts.at(-1)?.status);
}
