import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { startCryptomusSimulator } from '@paymux/simulators';
import { expect, test } from 'vitest';

/** Tells what would keep it from ending: after a call, and once it closed. */
const PROGRAM = `
  import { createPaymux, configFromEnv } from ${JSON.stringify(import.meta.resolve('../dist/index.js'))};
  const holding = () => process.getActiveResourcesInfo();
  const paymux = await createPaymux(configFromEnv(process.env));
  const payment = await paymux.payments.createPayment({
    reference: 'order-42',
    amount: { amount: '15.00', currency: 'USD' },
  });
  const connected = holding();
  await paymux.close();
  await paymux.close();
  await new Promise(setImmediate);
  console.log(JSON.stringify({ status: payment.status, connected, closed: holding() }));
`;

test('leaves nothing behind that would keep its process from ending, once it is closed', async () => {
  const simulator = await startCryptomusSimulator();
  try {
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', PROGRAM], {
      env: {
        CRYPTOMUS_MERCHANT_ID: simulator.merchantId,
        CRYPTOMUS_PAYMENT_API_KEY: simulator.paymentKey,
        CRYPTOMUS_BASE_URL: simulator.baseUrl,
      },
    });

    const { closed, connected, status } = JSON.parse(stdout) as Readonly<Record<string, unknown>>;
    expect(status).toBe('pending');
    expect(connected).toContain('TCPSocketWrap');
    for (const kind of ['TCPSocketWrap', 'Timeout']) expect(closed).not.toContain(kind);
  } finally {
    await simulator.close();
  }
});
