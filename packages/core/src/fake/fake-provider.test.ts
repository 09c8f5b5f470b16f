import { inspect } from 'node:util';
import { describe, expect, test, vi } from 'vitest';
import { createRecordingLogger } from '../logging/recording-logger.js';
import { createFakeProvider, type FakeProviderOptions } from './fake-provider.js';

const ORDER = { reference: 'order-42', amount: { amount: '15.00', currency: 'USD' } };

test('has every part there is', () => {
  const { capabilities, control: _, ...provider } = createFakeProvider();

  expect(provider).toMatchObject({ id: 'fake', specificationVersion: 1 });
  for (const part of [provider.payments, provider.payouts, provider.refunds, provider.webhooks]) {
    expect(Object.isFrozen(part)).toBe(true);
  }
  expect(Object.values(capabilities.operations).every((found) => found?.lookup !== 'none')).toBe(true);
});

test('opens no connection', async () => {
  const fetch = vi.spyOn(globalThis, 'fetch').mockRejectedValue(new Error('the network was used'));
  const { control, payments } = createFakeProvider();
  await payments.createPayment({ ...ORDER, webhookUrl: 'http://127.0.0.1:3000/webhooks/main' });
  await control.pay('order-42');

  expect(fetch).not.toHaveBeenCalled();
  fetch.mockRestore();
});

test('gives two tests two gateways', async () => {
  const [one, other] = [createFakeProvider(), createFakeProvider()];
  await one.payments.createPayment(ORDER);

  expect(await other.payments.findPayment({ reference: 'order-42' })).toBeUndefined();
});

test('does the same in every run', async () => {
  const run = async () => {
    const { control, payments } = createFakeProvider();
    control.fault({ kind: 'rate-limit', times: 2 });
    await payments.createPayment({ ...ORDER, webhookUrl: 'https://shop.example/webhooks/main' });
    await control.pay('order-42');
    return JSON.stringify([control.deliveries(), control.requests(), control.transfers()]);
  };

  expect(await run()).toBe(await run());
});

test('tells the logger what every provider tells it, and no secret', async () => {
  const logger = createRecordingLogger();
  const fake = createFakeProvider({ webhookSecret: 'canary-f00d' }, { logger });
  await fake.payments.createPayment(ORDER);

  expect(logger.records.map(({ event }) => event)).toContain('call.succeeded');
  for (const shown of [fake, logger.records]) {
    expect(inspect(shown, { depth: 20, showHidden: true })).not.toContain('canary-f00d');
  }
});

test.each(['createPayment', 'createPayout', 'createRefund'] as const)(
  'has no options of its own for %s: those are refused by name, and those of others are ignored',
  async (name) => {
    const { control, payments, payouts, refunds } = createFakeProvider();
    await payments.createPayment(ORDER);
    await control.pay('order-42');
    const destination = { type: 'crypto_address', address: 'T1' } as const;
    const call = {
      createPayment: (more: object) => payments.createPayment({ ...ORDER, reference: 'order-43', ...more }),
      createPayout: (more: object) => payouts.createPayout({ ...ORDER, network: 'tron', destination, ...more }),
      createRefund: (more: object) =>
        refunds.createRefund({ reference: 'refund-1', paymentId: 'fake-payment-1', ...more }),
    }[name];

    await expect(call({ providerOptions: { fake: { speed: 'slow' } } })).rejects.toMatchObject({
      code: 'invalid_request',
      problems: [{ path: 'providerOptions.fake.speed', message: 'is not a known option' }],
    });
    await call({ providerOptions: { fake: {}, another: { colour: 'red' } } });
    expect(control.requests().every((request) => !JSON.stringify(request).includes('red'))).toBe(true);
  },
);

describe('options that cannot be used', () => {
  test.each<[string, object]>([
    ['webhookSecret', { webhookSecret: '' }],
    ['timeoutMs', { timeoutMs: 0 }],
    ['merchantId', { merchantId: 'other' }],
  ])('are named: %s', (path, options) => {
    expect(() => createFakeProvider(options as FakeProviderOptions)).toThrow(
      expect.objectContaining({ code: 'misconfigured', problems: [expect.objectContaining({ path })] }) as Error,
    );
  });
});
