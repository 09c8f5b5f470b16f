import { createFakeProvider } from '@paymux/core/testing';
import { startCryptomusSimulator } from '@paymux/simulators';
import { Container } from 'inversify';
import { afterEach, expect, test, vi } from 'vitest';
import { createPaymux } from '../src/index.js';

afterEach(() => {
  vi.restoreAllMocks();
});

const QUESTIONS = ['get', 'getAll', 'getAsync', 'getAllAsync', 'isBound', 'bind', 'load', 'unload'] as const;

/** Counts what every container is asked, those that are made meanwhile included. */
function countQuestions(): () => number {
  const spies = QUESTIONS.map((name) => vi.spyOn(Container.prototype, name));
  return () => spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0);
}

test('a system is put together by its container, and its calls ask it nothing', async () => {
  const asked = countQuestions();
  const simulator = await startCryptomusSimulator({ clock: 'virtual', balances: { USDT: '100' } });
  const { baseUrl, merchantId, paymentKey, payoutKey } = simulator;
  const paymux = await createPaymux({
    accounts: [
      {
        id: 'main',
        provider: 'cryptomus',
        options: { merchantId, baseUrl, paymentApiKey: paymentKey, payoutApiKey: payoutKey },
      },
      { id: 'fake', provider: createFakeProvider() },
    ],
  });
  const untilBuilt = asked();
  const handle = paymux.webhooks.handler({ on: () => undefined });
  const request = { reference: 'order-42', amount: { amount: '15.00', currency: 'USDT' }, network: 'tron' } as const;

  await paymux.payments.createPayment(request);
  await paymux.payments.findPayment({ reference: 'order-42' });
  await paymux.payments.createPayment({ ...request, reference: 'order-43' }, { account: 'fake' });
  await paymux.payouts.createPayout({
    reference: 'payout-1',
    amount: { amount: '1.00', currency: 'USDT' },
    network: 'tron',
    destination: { type: 'crypto_address', address: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t' },
    feeFrom: 'balance',
  });
  await handle(new Request('http://127.0.0.1/webhooks/main', { method: 'POST', body: '{"sign":"no"}' }));
  paymux.provider('main');
  paymux.webhooks.health();
  const afterCalls = asked();
  await paymux.close();
  await simulator.close();

  expect(untilBuilt).toBeGreaterThan(0);
  expect(afterCalls).toBe(untilBuilt);
});
