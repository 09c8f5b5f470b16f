import { inspect } from 'node:util';
import { MisconfiguredError, Secret } from '@paymux/core';
import { describe, expect, test } from 'vitest';
import { heleketOptionsFromEnv } from './environment.js';
import { createHeleket } from './heleket-provider.js';

const SIGNED = { merchantId: '7f3c2a10-5b1e-4d68-9a27-c04e8d1f6b35', payoutApiKey: 'a-payout-key' };
const BY_KEY = { dialect: 'api-key', merchantId: 'm', apiKey: 'an-api-key' };

function misconfigurationOf(options: unknown): MisconfiguredError {
  try {
    createHeleket(options as never);
  } catch (error) {
    if (error instanceof MisconfiguredError) return error;
    throw error;
  }
  throw new Error('The options were accepted.');
}

describe('options', () => {
  test.each([
    SIGNED,
    { ...SIGNED, dialect: 'merchant-sign' },
    { ...SIGNED, dialect: undefined, webhookSignature: 'hmac-sha256', webhookSecret: 's' },
    { ...SIGNED, webhookSignature: 'hmac-sha256', webhookSecret: 's', confirmWebhooks: false },
    BY_KEY,
    { ...BY_KEY, apiKey: new Secret('an-api-key'), baseUrl: 'http://127.0.0.1:4010', timeoutMs: 5, maxRetries: 0 },
    { ...BY_KEY, webhookSecret: 's', webhookSignatureHeader: 'X-Other', confirmWebhooks: false, amountFormat: 'text' },
  ])('%j can be used', (options) => {
    expect(createHeleket(options as never)).toMatchObject({ id: 'heleket', specificationVersion: 1 });
  });

  test.each<[unknown, readonly string[]]>([
    [undefined, ['']],
    [{}, ['merchantId', 'paymentApiKey']],
    [{ ...SIGNED, dialect: 'either' }, ['dialect']],
    [{ ...SIGNED, apiKey: 'k' }, ['apiKey']],
    [{ ...SIGNED, refundsSignedWith: 'payment' }, ['refundsSignedWith']],
    [{ ...SIGNED, webhookSignature: 'hmac-sha256' }, ['webhookSecret']],
    [{ ...SIGNED, webhookSecret: 's' }, ['webhookSecret']],
    [{ ...SIGNED, confirmWebhooks: false }, ['confirmWebhooks']],
    [{ dialect: 'api-key' }, ['apiKey', 'merchantId']],
    [{ ...BY_KEY, apiKey: '', merchantId: '' }, ['apiKey', 'merchantId']],
    [{ ...BY_KEY, paymentApiKey: 'k' }, ['paymentApiKey']],
    [{ ...BY_KEY, webhookSignature: 'body-md5' }, ['webhookSignature']],
    [{ ...BY_KEY, webhookSignatureHeader: 'X-Other' }, ['webhookSecret']],
    [{ ...BY_KEY, confirmWebhooks: true }, ['webhookSecret']],
    [{ ...BY_KEY, baseUrl: 'http://api.heleket.com', amountFormat: 'float' }, ['amountFormat', 'baseUrl']],
  ])('%j cannot: %j', (options, names) => {
    expect(
      misconfigurationOf(options)
        .problems.map(({ path }) => path)
        .sort(),
    ).toEqual(names);
  });

  test('that are wrong do not show what they were', () => {
    const canary = 'canary-credential-value';
    for (const options of [
      { ...BY_KEY, apiKey: [canary], webhookSecret: 5, merchantId: `${canary} ` },
      { ...SIGNED, payoutApiKey: [canary], apiKey: canary },
    ]) {
      const error = misconfigurationOf(options);
      expect([inspect(error, { depth: null }), JSON.stringify(error)].join('\n')).not.toContain(canary);
    }
  });

  test('decide what an account can do', () => {
    const { capabilities } = createHeleket({ ...SIGNED, paymentApiKey: 'a-payment-key' });
    expect(capabilities).toMatchObject({
      operations: {
        createPayment: { lookup: 'reference', deduplicatesForMs: Number.MAX_SAFE_INTEGER },
        createPayout: { lookup: 'reference', longReferences: { length: 32, lookup: 'scan' } },
        createRefund: { lookup: 'none', deduplicatesForMs: 0 },
      },
      webhooks: { scheme: 'body-md5', needsConfirmation: true },
      partialRefunds: true,
      payoutMemo: ['ton'],
    });
    const own = ['markAsPaid', 'createRecurrence', 'resendWebhookV1'];
    expect(Object.keys(capabilities.operations).filter((name) => own.includes(name))).toEqual([]);
  });
});

describe('the environment', () => {
  const both = { HELEKET_MERCHANT_ID: 'm', HELEKET_API_KEY: 'one', HELEKET_PROJECT_URL: 'https://proxy.example' };

  test('gives one key for both purposes, and the base URL', () => {
    expect(heleketOptionsFromEnv(both)).toEqual({
      merchantId: 'm',
      paymentApiKey: 'one',
      payoutApiKey: 'one',
      baseUrl: 'https://proxy.example',
    });
    expect(
      heleketOptionsFromEnv({ ...both, HELEKET_PAYOUT_API_KEY: 'two', HELEKET_PAYMENT_API_KEY: '' }),
    ).toMatchObject({
      paymentApiKey: 'one',
      payoutApiKey: 'two',
    });
  });

  test('gives the one key of the dialect api-key', () => {
    const expected = { dialect: 'api-key', merchantId: 'm', apiKey: 'one', webhookSecret: 's' };
    const environment = { ...both, HELEKET_WEBHOOK_SECRET: 's' };
    expect(heleketOptionsFromEnv({ ...environment, HELEKET_DIALECT: 'api-key' })).toMatchObject(expected);
    expect(heleketOptionsFromEnv(environment, { dialect: 'api-key' })).toMatchObject(expected);
    expect(Object.keys(createHeleket(heleketOptionsFromEnv(environment, { dialect: 'api-key' })))).toContain(
      'webhooks',
    );
  });

  test('is overridden by explicit options, and not by those that are not given', () => {
    const explicit = { merchantId: 'other', payoutApiKey: 'mine', paymentApiKey: undefined, maxRetries: 0 };
    expect(heleketOptionsFromEnv(both, explicit)).toEqual({
      ...heleketOptionsFromEnv(both),
      merchantId: 'other',
      payoutApiKey: 'mine',
      maxRetries: 0,
    });
  });

  test.each([{}, { HELEKET_DIALECT: 'api-key' }])(
    'that gives nothing but %j has the account name what is missing',
    (environment) => {
      const { message, outcome } = misconfigurationOf(heleketOptionsFromEnv(environment));
      expect(message).toContain('merchantId is missing');
      expect(message).toMatch(/[aA]piKey/);
      expect(outcome).toBe('not_sent');
    },
  );

  test('that names no such dialect is refused', () => {
    const options = heleketOptionsFromEnv({ ...both, HELEKET_DIALECT: 'soap' });
    expect(misconfigurationOf(options).problems).toMatchObject([{ path: 'dialect' }]);
  });
});
