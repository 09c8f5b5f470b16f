import { createHash, createHmac } from 'node:crypto';
import { Secret } from '@paymux/core';
import { describe, expect, test } from 'vitest';
import { signBody } from '../sign-body.js';
import { merchantSignWebhookScheme, type MerchantSignWebhookSettings } from './webhook-schemes.js';

const MD5: MerchantSignWebhookSettings = {
  webhookSignature: 'body-md5',
  paymentApiKey: new Secret('payment-key'),
  payoutApiKey: new Secret('payout-key'),
  retiringPaymentApiKeys: [new Secret('old-payment-key')],
  retiringPayoutApiKeys: [],
  strictWebhooks: false,
};

const HMAC: MerchantSignWebhookSettings = {
  webhookSignature: 'hmac-sha256',
  webhookSignatureHeader: 'X-Signature',
  webhookSecret: new Secret('webhook-secret'),
  retiringPaymentApiKeys: [],
  retiringPayoutApiKeys: [],
  strictWebhooks: false,
};

const noHeaders = new Headers();

function hmacOf(body: Uint8Array, secret = 'webhook-secret'): string {
  return createHmac('sha256', secret).update(body).digest('hex');
}

describe('the signature in the body', () => {
  const scheme = merchantSignWebhookScheme(MD5);
  const open = (payload: Readonly<Record<string, unknown>>, key: string) =>
    scheme.open({ headers: noHeaders, body: signBody(payload, key) });

  test.each([
    ['payment', 'payment-key'],
    ['payment', 'old-payment-key'],
    ['wallet', 'payment-key'],
    ['payout', 'payout-key'],
  ])('of a %s is right under %s', (type, key) => {
    expect(open({ type, uuid: 'u' }, key)).toMatchObject({ ok: true, payload: { type, uuid: 'u' } });
  });

  test.each([
    ['payment', 'payout-key'],
    ['wallet', 'payout-key'],
    ['payout', 'payment-key'],
    ['payout', 'old-payment-key'],
    ['payment', 'another-key'],
    ['payment', ''],
  ])('of a %s is wrong under %j', (type, key) => {
    expect(open({ type, uuid: 'u' }, key)).toEqual({ ok: false, reason: 'signature_mismatch' });
  });

  test.each(['recurring', '', '__proto__', 'constructor', 7, null, ['payment']])('of type %j has no key', (type) => {
    expect(open({ type, uuid: 'u' }, 'payment-key')).toEqual({ ok: false, reason: 'unknown_type' });
  });

  test('of a type whose key the account lacks is refused under every key', () => {
    const payoutsOnly = merchantSignWebhookScheme({
      webhookSignature: 'body-md5',
      payoutApiKey: new Secret('payout-key'),
      retiringPaymentApiKeys: [],
      retiringPayoutApiKeys: [],
      strictWebhooks: false,
    });
    const body = signBody({ type: 'payment', uuid: 'u' }, 'payout-key');
    expect(payoutsOnly.open({ headers: noHeaders, body })).toEqual({ ok: false, reason: 'key_not_configured' });
  });

  test('stands for one content, however often it is delivered', () => {
    const keyOf = (payload: Readonly<Record<string, unknown>>) => {
      const opened = open(payload, 'payment-key');
      return 'deduplicationKey' in opened ? opened.deduplicationKey : undefined;
    };
    const payload = { type: 'payment', uuid: 'u', payment_amount: '5.00' };
    const key = createHash('sha256').update(JSON.stringify(payload)).digest('hex');
    expect([keyOf(payload), keyOf({ ...payload })]).toEqual([key, key]);
    expect(keyOf({ ...payload, payment_amount: '10.00' })).not.toBe(key);
  });

  test('of a body nested deeper than any genuine one is not looked at', () => {
    const nested = (depth: number) => ({
      type: 'payment',
      inner: JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`) as unknown,
    });
    expect(open(nested(31), 'payment-key')).toMatchObject({ ok: true });
    expect(open(nested(32), 'payment-key')).toEqual({ ok: false, reason: 'malformed_body' });
  });

  test('counts for nothing in a header', () => {
    const body = Buffer.from('{"type":"payment","uuid":"u"}');
    const headers = new Headers({ sign: 'x', 'x-signature': hmacOf(body, 'payment-key') });
    expect(scheme.open({ headers, body })).toEqual({ ok: false, reason: 'missing_signature' });
  });
});

describe('the signature in a header', () => {
  const scheme = merchantSignWebhookScheme(HMAC);
  const body = Buffer.from('{ "type": "payment", "uuid": "u" }');
  const open = (signature: string | undefined, bytes: Uint8Array = body) =>
    scheme.open({ headers: new Headers(signature === undefined ? {} : { 'x-signature': signature }), body: bytes });

  test('is over the very bytes', () => {
    expect(open(hmacOf(body))).toEqual({
      ok: true,
      payload: { type: 'payment', uuid: 'u' },
      deduplicationKey: createHash('sha256').update(body).digest('hex'),
    });
    expect(open(hmacOf(body), Buffer.from('{"type":"payment","uuid":"u"}'))).toEqual({
      ok: false,
      reason: 'signature_mismatch',
    });
  });

  test.each([
    [undefined, 'missing_header'],
    ['', 'missing_header'],
    [hmacOf(body).toUpperCase(), 'malformed_header'],
    [`sha256=${hmacOf(body)}`, 'malformed_header'],
    [`${hmacOf(body)}, ${hmacOf(body)}`, 'malformed_header'],
    [hmacOf(body).slice(1), 'malformed_header'],
    [hmacOf(body, 'another-secret'), 'signature_mismatch'],
    ['0'.repeat(64), 'signature_mismatch'],
  ])('%j is refused: %s', (signature, reason) => {
    expect(open(signature)).toEqual({ ok: false, reason });
  });

  test.each(['', 'text', '{"type":'])('cannot make a payload of %j', (text) => {
    const bytes = Buffer.from(text);
    expect(open(hmacOf(bytes), bytes)).toEqual({ ok: false, reason: 'malformed_body' });
  });

  test('needs a secret and the name of a header', () => {
    const { webhookSecret, webhookSignatureHeader, ...bare } = HMAC;
    expect(() => merchantSignWebhookScheme({ ...bare, webhookSecret })).toThrow(TypeError);
    expect(() => merchantSignWebhookScheme({ ...bare, webhookSignatureHeader })).toThrow(TypeError);
  });
});

describe('of all schemes and keys', () => {
  const payload = { type: 'payment', uuid: 'u' };
  const keys = ['payment-key', 'payout-key', 'old-payment-key', 'webhook-secret'];
  const deliveries = keys.flatMap((key) => {
    const md5 = signBody(payload, key);
    const plain = Buffer.from(JSON.stringify(payload));
    return [
      { name: `md5 under ${key}`, headers: new Headers(), body: md5 },
      { name: `hmac under ${key}`, headers: new Headers({ 'x-signature': hmacOf(plain, key) }), body: plain },
    ];
  });
  const accepted = (settings: MerchantSignWebhookSettings) => {
    const scheme = merchantSignWebhookScheme(settings);
    return deliveries.filter((delivery) => 'payload' in scheme.open(delivery)).map(({ name }) => name);
  };

  test('an account accepts its own and no other', () => {
    expect(accepted(MD5)).toEqual(['md5 under payment-key', 'md5 under old-payment-key']);
    expect(accepted(HMAC)).toEqual(['hmac under webhook-secret']);
  });
});
