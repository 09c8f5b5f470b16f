import type { WebhookRequest } from '@paymux/core';
import { failureOf, SAMPLE_PAYMENT, SAMPLE_PAYOUT } from '@paymux/merchant-sign/testing';
import { signatureVectors } from '@paymux/testkit';
import { describe, expect, test } from 'vitest';
import { createHeleket } from '../src/index.js';
import { heleketSignatureHeaders, signHeleketWebhook } from '../src/testing.js';
import { connectByApiKey, open, openByApiKey, start } from './account.js';

const NO_HEADERS = new Headers();

describe('a delivery in the dialect merchant-sign', () => {
  test('is verified with the key of its type: payment, deposit and payout', async () => {
    const { control, heleket, receiver } = await open();
    const hook = { webhookUrl: receiver.url };
    await heleket.payments.createPayment({ ...SAMPLE_PAYMENT, ...hook });
    await control.pay('order-1', { amount: '25' });
    await heleket.staticWallets.createStaticWallet({ reference: 'top', currency: 'TRX', network: 'tron', ...hook });
    await control.deposit('top', '30');
    await heleket.payouts.createPayout({ ...SAMPLE_PAYOUT, ...hook });
    await control.settle('payout-1', 'paid');
    const events = (await Promise.all(receiver.received.map((one) => heleket.webhooks.validate(one)))).flat();
    expect(events).toMatchObject([
      { kind: 'payment', provider: 'heleket', needsConfirmation: true, payment: { exception: 'overpaid' } },
      { kind: 'deposit', deposit: { amount: { currency: 'TRX' }, final: true } },
      { kind: 'payout', payout: { status: 'confirmed', reference: 'payout-1' } },
    ]);
    expect(new Set(events.map(({ deduplicationKey }) => deduplicationKey)).size).toBe(3);
  });

  test('that is a test of a held payment is verified like any other', async () => {
    const { control, heleket, receiver } = await open();
    const request = { webhookUrl: receiver.url, currency: 'USDT', network: 'tron', providerStatus: 'locked' };
    await heleket.testWebhooks.sendPaymentTestWebhook?.(request);
    await control.idle();
    const [delivery] = receiver.received;
    expect(await heleket.webhooks.validate(delivery as WebhookRequest)).toMatchObject([
      { payment: { exception: 'held', final: false }, needsConfirmation: true },
    ]);
  });

  test('can carry an HMAC in the header that the provider’s other dialect names, with its prefix or without', async () => {
    for (const webhookSignaturePrefix of ['', 'sha256=']) {
      const { control, receiver, simulator } = await start({ webhookSignature: 'hmac-sha256', webhookSignaturePrefix });
      const { baseUrl, merchantId, paymentKey: paymentApiKey, webhookSecret } = simulator;
      const heleket = createHeleket({
        merchantId,
        baseUrl,
        paymentApiKey,
        webhookSignature: 'hmac-sha256',
        webhookSecret,
      });
      await heleket.payments.createPayment({ ...SAMPLE_PAYMENT, webhookUrl: receiver.url });
      await control.pay('order-1');
      const [delivery] = receiver.received;
      expect(await heleket.webhooks.validate(delivery as WebhookRequest)).toMatchObject([{ kind: 'payment' }]);
      await heleket.close();
    }
  });

  test.each(
    signatureVectors().flatMap((vector) => (vector.kind === 'webhook-md5' ? [[vector.id, vector] as const] : [])),
  )('is taken for genuine exactly when it is: %s', async (_id, { apiKey, body, valid }) => {
    const { webhooks } = createHeleket({ merchantId: 'm', paymentApiKey: apiKey, payoutApiKey: apiKey });
    const reason = await webhooks.validate({ headers: NO_HEADERS, body }).then(
      () => undefined,
      (error: unknown) => (error as { readonly reason: string }).reason,
    );
    // What is genuine may still be no event, and what is no event may be genuine.
    if (valid) expect([undefined, 'malformed_body', 'unknown_type']).toContain(reason);
    else expect(reason).toMatch(/signature|body|type/);
  });
});

describe('a delivery in the dialect api-key', () => {
  test.each(['', 'sha256='])('is verified with the prefix %j', async (webhookSignaturePrefix) => {
    const { control, heleket, receiver } = await openByApiKey({ webhookSignaturePrefix });
    const { providerId } = await heleket.payouts.createPayout(SAMPLE_PAYOUT);
    await control.settle(providerId, 'confirmed');
    const events = await heleket.webhooks.validate(receiver.received.at(-1) as WebhookRequest);
    expect(events).toMatchObject([
      {
        kind: 'payout',
        provider: 'heleket',
        needsConfirmation: true,
        payout: { providerId, reference: 'payout-1', status: 'confirmed', final: true },
      },
    ]);
  });

  test('may come under another header, and need no look-up, where the account says so', async () => {
    const { control, receiver, simulator } = await start({ webhookSignatureHeader: 'x-other' });
    const options = { webhookSignatureHeader: 'X-Other', confirmWebhooks: false };
    const heleket = connectByApiKey(simulator, options);
    await control.settle((await heleket.payouts.createPayout(SAMPLE_PAYOUT)).providerId, 'confirmed');
    const delivery = receiver.received.at(-1) as WebhookRequest;
    expect(await heleket.webhooks.validate(delivery)).toMatchObject([{ needsConfirmation: false }]);
    expect(await failureOf(connectByApiKey(simulator).webhooks.validate(delivery))).toMatchObject({
      code: 'webhook_refused',
      reason: 'missing_header',
    });
  });

  const secret = 'a-webhook-secret';
  const body = Buffer.from(
    '{"transaction_id":"t-1","status":"confirmed","asset":"USDT","amount":"5","network":"tron","tx_hash":"c0ffee"}',
  );
  const account = { dialect: 'api-key', merchantId: 'm', apiKey: 'k' } as const;

  test.each<[string, string, Headers, Buffer]>([
    ['missing_header', 'no signature', NO_HEADERS, body],
    ['malformed_header', 'a signature that is none', new Headers({ 'X-Heleket-Signature': 'sha256=yes' }), body],
    [
      'malformed_header',
      'a prefix that stands twice',
      heleketSignatureHeaders(body, secret, { prefix: 'sha256=sha256=' }),
      body,
    ],
    ['malformed_header', 'another prefix', heleketSignatureHeaders(body, secret, { prefix: 'md5=' }), body],
    ['signature_mismatch', 'another secret', heleketSignatureHeaders(body, 'other'), body],
    ['signature_mismatch', 'the API key as secret', heleketSignatureHeaders(body, account.apiKey), body],
    ['signature_mismatch', 'another body', heleketSignatureHeaders(`${body.toString()} `, secret), body],
    [
      'malformed_body',
      'no payout in it',
      heleketSignatureHeaders('{"status":"confirmed"}', secret),
      Buffer.from('{"status":"confirmed"}'),
    ],
    ['malformed_body', 'no JSON', heleketSignatureHeaders('confirmed', secret), Buffer.from('confirmed')],
  ])('is refused as %s with %s', async (reason, _what, headers, bytes) => {
    const { webhooks } = createHeleket({ ...account, webhookSecret: secret });
    expect(await failureOf(webhooks.validate({ headers, body: bytes }))).toMatchObject({
      code: 'webhook_refused',
      reason,
    });
    const genuine = await webhooks.validate({ headers: heleketSignatureHeaders(body, secret), body });
    expect(genuine).toMatchObject([{ payout: { transactionId: 'c0ffee' } }]);
  });

  test('signed as the other dialect has it proves nothing', async () => {
    const { webhooks } = createHeleket({ ...account, webhookSecret: secret });
    const md5 = signHeleketWebhook(
      { type: 'payout', uuid: 'u', amount: '1', currency: 'USDT', status: 'paid' },
      secret,
    );
    expect(await failureOf(webhooks.validate({ headers: NO_HEADERS, body: md5 }))).toMatchObject({
      reason: 'missing_header',
    });
  });

  test('is accepted by no account without a secret', () => {
    const heleket = createHeleket(account);
    expect(Object.keys(heleket)).not.toContain('webhooks');
    expect(heleket.capabilities.webhooks).toBeUndefined();
  });

  test.each(
    signatureVectors().flatMap((vector) =>
      vector.kind === 'webhook-hmac-sha256' ? [[vector.id, vector] as const] : [],
    ),
  )('is taken for genuine exactly when it is: %s', async (_id, { apiKey, body: bytes, givenSign, valid }) => {
    const { webhooks } = createHeleket({ ...account, webhookSecret: apiKey });
    // A header cannot hold every text that a vector presents.
    const headers = new Headers(
      /^[\x20-\x7e]+$/.test(givenSign ?? '') ? { 'X-Heleket-Signature': givenSign ?? '' } : {},
    );
    const failure = await failureOf(webhooks.validate({ headers, body: bytes }));
    const { reason } = failure as { readonly reason: string };
    // None of these bodies is a payout of this dialect: what is genuine fails for that alone.
    expect(reason === 'malformed_body').toBe(valid);
  });
});
