import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { serve, type ServerType } from '@hono/node-server';
import { createPaymux } from 'paymux';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { charge, shipWhenPaid } from '../src/shop.js';
import { SHOP_PROVIDERS, type ShopProvider } from './shop-provider.js';

test('runs to its end on its own, ships the order once and leaves no process behind', async () => {
  const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));

  const { stdout } = await promisify(execFile)(process.execPath, [main]);

  expect(stdout.match(/^shipping order-42$/gm)).toHaveLength(1);
  expect(stdout).toMatch(/^pay at http:\/\/127\.0\.0\.1:\d+\/pay\//m);
});

describe.each(Object.entries(SHOP_PROVIDERS))('on %s the shop', (_name, start) => {
  let provider: ShopProvider;
  let shipped: string[];
  const cleanUp: (() => Promise<unknown>)[] = [];

  beforeEach(async () => {
    provider = await start();
    const paymux = await createPaymux({ accounts: [provider.account] });
    shipped = [];
    const server = await listen(shipWhenPaid(paymux, (order) => shipped.push(order)));
    cleanUp.push(server.close, paymux.close, provider.close);
    const webhookUrl = `${server.url}/webhooks/shop`;
    provider.registerEndpoint?.(webhookUrl);
    await charge(paymux, 'order-42', webhookUrl);
  });

  afterEach(async () => {
    for (const close of cleanUp.splice(0)) await close();
  });

  test('ships an order that was paid, once, however often it is told', async () => {
    await provider.pay('order-42');
    expect(await provider.redeliver()).toBe(200);

    expect(shipped).toEqual(['order-42']);
  });

  test('ships nothing before all of the money has come', async () => {
    if (provider.takesParts) {
      await provider.pay('order-42', '1.00');
      expect(shipped).toEqual([]);
    }

    await provider.pay('order-42', provider.takesParts ? '14.00' : '15.00');
    expect(shipped).toEqual(['order-42']);
  });

  test('ships nothing for a webhook that somebody forged', async () => {
    expect(await provider.forge('order-42')).toBe(401);

    expect(shipped).toEqual([]);
  });
});

async function listen(fetch: (request: Request) => Promise<Response>) {
  const server = await new Promise<ServerType>((resolve) => {
    const started: ServerType = serve({ fetch, hostname: '127.0.0.1', port: 0 }, () => resolve(started));
  });
  const address = server.address();
  return {
    url: `http://127.0.0.1:${String(typeof address === 'object' ? address?.port : 0)}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}
