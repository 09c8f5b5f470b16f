import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { configFromFile, createPaymux } from 'paymux';
import { nodeWebhooks } from 'paymux/node';
import { LOCAL_PROVIDERS } from './local-provider.js';
import { openShop } from './shop.js';

for (const [name, start] of Object.entries(LOCAL_PROVIDERS)) {
  const provider = await start();
  const file = fileURLToPath(new URL(`../configuration/${name}.json`, import.meta.url));
  const paymux = await createPaymux(configFromFile(file), { environment: provider.environment });

  const shipped: string[] = [];
  const shop = openShop(paymux, (order) => shipped.push(order));
  const server = createServer(nodeWebhooks(shop.webhooks)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const webhookUrl = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/webhooks/shop`;
  provider.register?.(webhookUrl);

  const payment = await shop.charge('order-42', webhookUrl);
  await provider.pay(payment);
  process.stdout.write(
    `configuration/${name}.json: ${paymux.provider().id} took 15.00 USD, shipped ${shipped.join()}\n`,
  );

  server.close();
  server.closeAllConnections();
  await paymux.close();
  await provider.close();
}
