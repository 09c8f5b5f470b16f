import { createFakeProvider } from '@paymux/core/testing';
import { createPaymux } from 'paymux';
import { expect, test } from 'vitest';
import { Checkout } from '../src/checkout.js';

const ADDRESS = 'T-address';

test('an order counts as paid once all of its money has come', async () => {
  const fake = createFakeProvider();
  const paymux = await createPaymux({ accounts: [{ id: 'main', provider: fake }] });
  const checkout = new Checkout(paymux);
  await checkout.pay('order-42', '15.00');

  await fake.control.pay('order-42', { amount: '14.99' });
  expect(await checkout.isPaid('order-42')).toBe(false);

  await fake.control.pay('order-42');
  expect(await checkout.isPaid('order-42')).toBe(true);
});

test('an order is charged once, however often the customer presses the button', async () => {
  const fake = createFakeProvider();
  const checkout = new Checkout(fake);

  expect(await checkout.pay('order-42', '15.00')).toBe(await checkout.pay('order-42', '15.00'));
});

test('a payout whose answer got lost is looked up, and money leaves once', async () => {
  const fake = createFakeProvider();
  const checkout = new Checkout(fake);
  fake.control.fault({ kind: 'reset-after', operation: 'createPayout', times: Number.POSITIVE_INFINITY });

  expect(await checkout.payOut('seller-7', '10', ADDRESS)).toBe('accepted');

  await fake.control.completePayout('seller-7');
  expect(fake.control.transfers()).toHaveLength(1);
});

test('a payout that perhaps never arrived is left to a person', async () => {
  const fake = createFakeProvider();
  const checkout = new Checkout(fake);
  fake.control.fault({ kind: 'reset-before', operation: 'createPayout', times: Number.POSITIVE_INFINITY });

  expect(await checkout.payOut('seller-7', '10', ADDRESS)).toBe('unclear');
});

test('a payout that the provider refuses is refused', async () => {
  const fake = createFakeProvider();
  const checkout = new Checkout(fake);
  fake.control.fault({ kind: 'refusal', code: 'insufficient_funds' });

  expect(await checkout.payOut('seller-7', '10', ADDRESS)).toBe('refused');
});

test('a webhook reaches the application without a network, and a forged one does not', async () => {
  const fake = createFakeProvider();
  const paymux = await createPaymux({ accounts: [{ id: 'main', provider: fake }] });
  const paid: (string | undefined)[] = [];
  const on = paymux.webhooks.handler({ on: (event) => void paid.push(event.kind) });
  fake.control.deliverTo(on, 'https://shop.example/webhooks/main');
  await new Checkout(paymux).pay('order-42', '15.00');

  await fake.control.forgeWebhook({ about: 'order-42' });
  expect(paid).toEqual([]);

  await fake.control.pay('order-42');
  expect(paid).toEqual(['payment']);
});
