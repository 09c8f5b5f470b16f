import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { startCryptomusSimulator } from '@paymux/simulators';
import { AppModule } from './app.module.js';
import { ShopService } from './shop.service.js';

// A local Cryptomus. For the real one leave out `baseUrl` and give your own ids and keys.
const { baseUrl, close, control, merchantId, paymentKey } = await startCryptomusSimulator();
const config = {
  accounts: [{ id: 'shop', provider: 'cryptomus', options: { merchantId, paymentApiKey: paymentKey, baseUrl } }],
} as const;

// eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- NestJS types its options as a class, and takes literals.
const app = await NestFactory.create(AppModule.with(config), { rawBody: true, logger: ['error'] });
await app.listen(0, '127.0.0.1');
const shop = app.get(ShopService);

const { checkoutUrl, providerId } = await shop.charge('order-42', `${await app.getUrl()}/webhooks/shop`);
process.stdout.write(`pay at ${checkoutUrl ?? ''}\n`);
const forged = await control.forgeWebhook({ about: 'order-42', changes: { status: 'paid' } });
process.stdout.write(`a forged webhook: ${String(forged.attempts.at(-1)?.status)}, shipped ${count()}\n`);
await control.pay(providerId);
process.stdout.write(`paid: ${String(control.deliveries().at(-1)?.attempts.at(-1)?.status)}, shipped ${count()}\n`);

await app.close();
await close();

function count(): string {
  return shop.shipped.length === 0 ? 'nothing' : shop.shipped.join(', ');
}
