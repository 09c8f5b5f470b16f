import { once } from 'node:events';
import { Server as HttpServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { startCryptomusSimulator } from '@paymux/simulators';
import { createPaymux } from 'paymux';
import { expressServer } from './express.js';
import { fastifyServer } from './fastify.js';
import { honoServer } from './hono.js';
import { nextServer } from './next.js';
import worker from './worker.js';

// A local Cryptomus. For the real one leave out `baseUrl` and give your own ids and keys.
const { baseUrl, close, control, merchantId, paymentKey } = await startCryptomusSimulator({ webhookRetryDelaysMs: [] });
const paymux = await createPaymux({
  accounts: [{ id: 'shop', provider: 'cryptomus', options: { merchantId, paymentApiKey: paymentKey, baseUrl } }],
});
const paid: (string | null | undefined)[] = [];
const webhooks = paymux.webhooks.handler({
  on: (event) => void (event.kind === 'payment' && paid.push(event.payment.reference)),
});

await receive('Express', expressServer(webhooks));
await receive('Fastify', await fastifyServer(webhooks));
await receive('Hono', honoServer(webhooks));
await receive('Next', nextServer(webhooks));

const origin = honoServer(webhooks);
const ORIGIN = await listen(origin);
const environment = { ORIGIN, SHOP_PAYMENT_KEY: paymentKey, CARDS_WEBHOOK_SECRET: 'whsec_example_cards' };
await receive('a worker', createAdaptorServer({ fetch: (request) => worker.fetch(request, environment) }));

end(origin);
await paymux.close();
await close();

/** Has a payment paid and a webhook forged, both told to a server, and says what it answered. */
async function receive(name: string, server: Server): Promise<void> {
  const order = `order-${name.toLowerCase().replace(' ', '-')}`;
  const webhookUrl = `${await listen(server)}/webhooks/shop`;
  const amount = { amount: '15.00', currency: 'USD' };
  const { providerId } = await paymux.payments.createPayment({ reference: order, amount, webhookUrl });

  const forged = await control.forgeWebhook({ about: order, changes: { status: 'paid' } });
  await control.pay(providerId);
  const genuine = control.deliveries().at(-1);
  end(server);

  const [no, yes] = [forged, genuine].map((delivery) => String(delivery?.attempts.at(-1)?.status));
  const told = paid.filter((reference) => reference === order).length;
  process.stdout.write(`${name}: forged ${String(no)}, genuine ${String(yes)}, told ${String(told)} time\n`);
}

async function listen(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

function end(server: Server): void {
  server.close();
  if (server instanceof HttpServer) server.closeAllConnections();
}
