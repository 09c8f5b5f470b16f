import { startCryptomusSimulator } from '@paymux/simulators';
import { CHECKOUT, createShopContainer } from './shop-container.js';

// A local Cryptomus. For the real one leave out `baseUrl` and give your own ids and keys.
const simulator = await startCryptomusSimulator();
const { baseUrl, merchantId, paymentKey, payoutKey } = simulator;
const container = createShopContainer({ baseUrl, merchantId, paymentApiKey: paymentKey, payoutApiKey: payoutKey });
const checkout = container.get(CHECKOUT);

process.stdout.write(`pay at ${(await checkout.pay('order-42', '15.00')) ?? ''}\n`);
await simulator.control.pay('order-42');
process.stdout.write(`order-42 is paid: ${String(await checkout.isPaid('order-42'))}\n`);
const answer = await checkout.payOut('seller-7', '10', 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t');
process.stdout.write(`the payout to seller-7 was ${answer}\n`);

await container.unbindAllAsync();
await simulator.close();
