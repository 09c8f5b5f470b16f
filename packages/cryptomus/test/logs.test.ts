import { createRecordingLogger, createScriptedHttpClient } from '@paymux/core/testing';
import { expect, test } from 'vitest';
import { createCryptomus } from '../src/index.js';
import { signCryptomusWebhook } from '../src/testing.js';
import { failureOf, PAYMENT } from './account.js';

const INVOICE = { uuid: 'u-1', order_id: 'order-1', amount: '20', currency: 'USDT', network: 'tron', status: 'check' };

test('a log hears of the wire at debug, of what was done at info, of a failure at error, under the part’s name', async () => {
  const logger = createRecordingLogger('shop');
  const httpClient = createScriptedHttpClient([
    { status: 200, body: { state: 0, result: INVOICE } },
    { status: 422, body: { state: 1, message: 'No such currency' } },
  ]);
  const { payments, webhooks } = createCryptomus(
    { merchantId: 'm', paymentApiKey: 'a-payment-key' },
    { httpClient, logger },
  );

  await payments.createPayment(PAYMENT);
  await failureOf(payments.createPayment({ ...PAYMENT, reference: 'order-2' }));
  const headers = new Headers();
  const genuine = signCryptomusWebhook({ ...INVOICE, type: 'payment' }, 'a-payment-key');
  await webhooks.validate({ headers, body: genuine });
  await failureOf(webhooks.validate({ headers, body: signCryptomusWebhook({ type: 'payment' }, 'another-key') }));

  expect(logger.records.map(({ level, name, event }) => `${level} ${name} ${event}`)).toEqual([
    'debug shop.cryptomus.api request.sent',
    'debug shop.cryptomus.api answer.received',
    'info shop.cryptomus.api call.succeeded',
    'debug shop.cryptomus.api request.sent',
    'debug shop.cryptomus.api answer.received',
    'error shop.cryptomus.api call.failed',
    'info shop.cryptomus.webhook webhook.verified',
    'info shop.cryptomus.webhook webhook.refused',
  ]);
});
