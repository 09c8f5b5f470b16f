import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startCryptomusSimulator } from '@paymux/simulators';
import { createPaymux } from 'paymux';
import { afterEach, expect, test } from 'vitest';
import { charge, shipWhenPaid } from '../src/shop.js';

const cleanUp: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of cleanUp.splice(0)) await close();
});

test('runs to its end on its own, ships the order once and leaves no process behind', async () => {
  const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));

  const { stdout } = await promisify(execFile)(process.execPath, [main]);

  expect(stdout.match(/^shipping order-42$/gm)).toHaveLength(1);
  expect(stdout).toMatch(/^pay at http:\/\/127\.0\.0\.1:\d+\/pay\//m);
});

test('ships nothing for a payment that is short', async () => {
  const { control, pay, shipped } = await openShop();

  const payment = await pay();
  await control.pay(payment.providerId, { amount: '1.00' });

  expect(control.invoices()[0]?.status).toBe('wrong_amount_waiting');
  expect(shipped).toEqual([]);
});

test('ships nothing for a webhook that somebody forged', async () => {
  const { answer, control, pay, shipped } = await openShop();
  const payment = await pay();

  const { body } = await control.forgeWebhook({ about: payment.providerId, url: 'http://127.0.0.1:9/nowhere' });
  const response = await answer(body);

  expect(response.status).toBe(401);
  expect(shipped).toEqual([]);
});

async function openShop() {
  const simulator = await startCryptomusSimulator();
  const { baseUrl, control, merchantId, paymentKey } = simulator;
  const paymux = await createPaymux({
    accounts: [{ id: 'shop', provider: 'cryptomus', options: { merchantId, paymentApiKey: paymentKey, baseUrl } }],
  });
  cleanUp.push(
    () => paymux.close(),
    () => simulator.close(),
  );
  const shipped: string[] = [];
  const handler = shipWhenPaid(paymux, (order) => shipped.push(order));
  return {
    control,
    shipped,
    pay: () => charge(paymux, 'order-42', 'http://127.0.0.1:9/webhooks/shop'),
    answer: (body: string) => handler(new Request('https://shop.example/webhooks/shop', { method: 'POST', body })),
  };
}
