import { serve } from '@hono/node-server';
import { startCryptomusSimulator } from '@paymux/simulators';
import { createPaymux } from 'paymux';
import { charge, shipWhenPaid } from './shop.js';

// A local Cryptomus. For the real one leave out `baseUrl` and give your own ids and keys.
const simulator = await startCryptomusSimulator();
const { baseUrl, merchantId, paymentKey } = simulator;
const paymux = await createPaymux({
  accounts: [{ id: 'shop', provider: 'cryptomus', options: { merchantId, paymentApiKey: paymentKey, baseUrl } }],
});

const fetch = shipWhenPaid(paymux, (order) => {
  process.stdout.write(`shipping ${order}\n`);
});
const server = serve({ fetch, hostname: '127.0.0.1', port: 0 }, (address) => void play(address.port));

async function play(port: number): Promise<void> {
  const payment = await charge(paymux, 'order-42', `http://127.0.0.1:${String(port)}/webhooks/shop`);
  process.stdout.write(`pay at ${payment.checkoutUrl ?? ''}\n`);
  await simulator.control.pay(payment.providerId);
  server.close();
  await paymux.close();
  await simulator.close();
}
