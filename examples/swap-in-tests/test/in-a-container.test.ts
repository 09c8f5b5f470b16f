import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { TOKENS } from '@paymux/core/inversify';
import { createFakeProvider } from '@paymux/core/testing';
import { expect, test } from 'vitest';
import { CHECKOUT, createShopContainer } from '../src/shop-container.js';

const PRODUCTION = { merchantId: 'merchant-1', paymentApiKey: 'payment-key', payoutApiKey: 'payout-key' };

test('the account is rebound to the fake, and the application never knows', async () => {
  const fake = createFakeProvider();
  const container = createShopContainer(PRODUCTION);
  (await container.rebindAsync(TOKENS.ProviderAccount)).toConstantValue({ id: 'main', provider: fake });
  const checkout = container.get(CHECKOUT);

  await checkout.pay('order-42', '15.00');
  await fake.control.pay('order-42');

  expect(await checkout.isPaid('order-42')).toBe(true);
});

test('a container that is taken down leaves the fake alone', async () => {
  const fake = createFakeProvider();
  const container = createShopContainer(PRODUCTION);
  (await container.rebindAsync(TOKENS.ProviderAccount)).toConstantValue({ id: 'main', provider: fake });
  await container.get(CHECKOUT).payOut('seller-7', '10', 'T-address');
  await container.unbindAllAsync();

  expect(await fake.payouts.findPayout({ reference: 'seller-7' })).toMatchObject({ status: 'pending' });
});

test('the application runs on a local provider as it stands', async () => {
  const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));

  const { stdout } = await promisify(execFile)(process.execPath, [main]);

  expect(stdout).toContain('order-42 is paid: true\nthe payout to seller-7 was accepted\n');
});
