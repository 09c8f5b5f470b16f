import { inspect } from 'node:util';
import { MisconfiguredError, Secret } from '@paymux/core';
import { describe, expect, test } from 'vitest';
import { cryptomusOptionsFromEnv } from './environment.js';
import { createCryptomus } from './cryptomus-provider.js';

const VALID = { merchantId: '7f3c2a10-5b1e-4d68-9a27-c04e8d1f6b35', paymentApiKey: 'a-payment-key' };
const HMAC = { webhookSignature: 'hmac-sha256', webhookSignatureHeader: 'X-Signature', webhookSecret: 'a-secret' };

/** The options that are complained about, and the complaint as a whole. */
function problemsOf(options: unknown): { readonly names: readonly string[]; readonly error: MisconfiguredError } {
  try {
    createCryptomus(options as never);
  } catch (error) {
    if (error instanceof MisconfiguredError) return { names: error.problems.map(({ path }) => path).sort(), error };
    throw error;
  }
  throw new Error('The options were accepted.');
}

describe('options', () => {
  test.each([
    VALID,
    { ...VALID, paymentApiKey: new Secret('a-payment-key') },
    { merchantId: 'm', payoutApiKey: 'a-payout-key' },
    { ...VALID, payoutApiKey: 'a-payment-key' },
    { ...VALID, baseUrl: 'https://proxy.example/gateway/v1/' },
    { ...VALID, baseUrl: 'http://127.0.0.1:4010' },
    { ...VALID, baseUrl: 'https://10.0.0.7', allowPrivateNetwork: true },
    { ...VALID, ...HMAC, confirmWebhooks: false },
    { ...VALID, strictWebhooks: true },
    { ...VALID, undecidedMessages: ['Try later'], notFoundMessages: ['Nothing'], maxRetries: 0 },
    { ...VALID, payoutApiKey: undefined, baseUrl: undefined, timeoutMs: undefined },
  ])('%j can be used', (options) => {
    expect(createCryptomus(options as never)).toMatchObject({ id: 'cryptomus', specificationVersion: 1 });
  });

  test.each<[unknown, readonly string[]]>([
    [{}, ['merchantId', 'paymentApiKey']],
    [undefined, ['']],
    [null, ['']],
    [{ ...VALID, merchantId: '' }, ['merchantId']],
    [{ ...VALID, merchantId: 'a b' }, ['merchantId']],
    [{ ...VALID, merchantId: 'a\r\nsign: x' }, ['merchantId']],
    [{ ...VALID, paymentApiKey: '' }, ['paymentApiKey']],
    [{ ...VALID, paymentApiKey: 5 }, ['paymentApiKey']],
    [{ ...VALID, retiringPaymentApiKeys: [''] }, ['retiringPaymentApiKeys.0']],
    [{ ...VALID, refundsSignedWith: 'both' }, ['refundsSignedWith']],
    [{ ...VALID, baseUrl: 'http://api.cryptomus.com' }, ['baseUrl']],
    [{ ...VALID, baseUrl: 'https://10.0.0.7' }, ['baseUrl']],
    [{ ...VALID, baseUrl: 'https://api.example/?x=1' }, ['baseUrl']],
    [{ ...VALID, baseUrl: 7 }, ['baseUrl']],
    [{ ...VALID, webhookSignature: 'either' }, ['webhookSignature']],
    [{ ...VALID, webhookSignature: 'hmac-sha256' }, ['webhookSecret', 'webhookSignatureHeader']],
    [{ ...VALID, ...HMAC, webhookSecret: '' }, ['webhookSecret']],
    [{ ...VALID, ...HMAC, webhookSignatureHeader: 'x signature' }, ['webhookSignatureHeader']],
    [{ ...VALID, webhookSecret: 'a-secret', webhookSignatureHeader: 'x' }, ['webhookSecret', 'webhookSignatureHeader']],
    [{ ...VALID, confirmWebhooks: false }, ['confirmWebhooks']],
    [{ ...VALID, strictWebhooks: 'yes' }, ['strictWebhooks']],
    [{ ...VALID, paymentLifetimeSeconds: 299 }, ['paymentLifetimeSeconds']],
    [{ ...VALID, timeoutMs: 0 }, ['timeoutMs']],
    [{ ...VALID, undecidedMessages: [''] }, ['undecidedMessages.0']],
  ])('%j cannot: %j', (options, names) => {
    expect(problemsOf(options).names).toEqual(names);
  });

  test('that do not exist are named', () => {
    const { error } = problemsOf({ ...VALID, paymentKey: 'x' });
    expect(error.message).toContain('paymentKey');
    expect(error.outcome).toBe('not_sent');
  });

  test('that are wrong are named all at once, however wrong each of them is', () => {
    const { names } = problemsOf({
      merchantId: 5,
      baseUrl: 'http://api.cryptomus.com',
      timeoutMs: -1,
      webhookSignature: 'hmac-sha256',
      confirmWebhooks: 'no',
    });
    expect(names).toEqual(
      [
        ...['baseUrl', 'confirmWebhooks', 'merchantId', 'paymentApiKey', 'timeoutMs'],
        ...['webhookSecret', 'webhookSignatureHeader'],
      ].sort(),
    );
  });

  test('that are wrong do not show what they were', () => {
    const canary = 'canary-credential-value';
    const { error } = problemsOf({
      merchantId: `${canary} `,
      paymentApiKey: [canary],
      webhookSecret: canary,
      baseUrl: `https://user:${canary}@api.example`,
      [`${canary} @`]: canary,
    });
    expect([inspect(error, { depth: null }), JSON.stringify(error)].join('\n')).not.toContain(canary);
  });

  test('decide for how long a repeat is safe, where an account differs', () => {
    const { capabilities } = createCryptomus({
      ...VALID,
      payoutApiKey: 'a-payout-key',
      deduplicatesForMs: { createPayout: 60_000 },
    });
    expect(capabilities.operations.createPayout).toMatchObject({ deduplicatesForMs: 60_000, lookup: 'reference' });
    expect(capabilities.operations.createPayment?.deduplicatesForMs).toBe(Number.MAX_SAFE_INTEGER);
  });
});

describe('what an account can do', () => {
  test('is declared for every changing call', () => {
    const always = Number.MAX_SAFE_INTEGER;
    const { capabilities } = createCryptomus({ ...VALID, payoutApiKey: 'a-payout-key' });
    expect(capabilities).toEqual({
      operations: {
        createPayment: { lookup: 'reference', deduplicatesForMs: always },
        createStaticWallet: { lookup: 'none', deduplicatesForMs: always },
        blockStaticWallet: { lookup: 'none', deduplicatesForMs: 0 },
        refundBlockedWallet: { lookup: 'none', deduplicatesForMs: 0 },
        resendWebhook: { lookup: 'none', deduplicatesForMs: 0 },
        resendWebhookV1: { lookup: 'none', deduplicatesForMs: 0 },
        markAsPaid: { lookup: 'id', deduplicatesForMs: 0 },
        createRecurrence: { lookup: 'reference', deduplicatesForMs: 0 },
        cancelRecurrence: { lookup: 'id', deduplicatesForMs: 0 },
        setDiscount: { lookup: 'scan', deduplicatesForMs: always },
        sendPaymentTestWebhook: { lookup: 'none', deduplicatesForMs: 0 },
        sendWalletTestWebhook: { lookup: 'none', deduplicatesForMs: 0 },
        createPayout: {
          lookup: 'reference',
          deduplicatesForMs: always,
          longReferences: { length: 32, lookup: 'scan' },
        },
        transferToPersonal: { lookup: 'none', deduplicatesForMs: 0 },
        transferToBusiness: { lookup: 'none', deduplicatesForMs: 0 },
        createRefund: { lookup: 'none', deduplicatesForMs: 0 },
        sendPayoutTestWebhook: { lookup: 'none', deduplicatesForMs: 0 },
      },
      webhooks: { scheme: 'body-md5', needsConfirmation: true },
      partialRefunds: false,
      payoutMemo: ['ton'],
    });
  });
});

describe('the environment', () => {
  test('names merchant, keys and base URL', () => {
    expect(
      cryptomusOptionsFromEnv({
        CRYPTOMUS_MERCHANT_ID: 'm',
        CRYPTOMUS_PAYMENT_API_KEY: 'payment',
        CRYPTOMUS_PAYOUT_API_KEY: 'payout',
        CRYPTOMUS_BASE_URL: 'https://proxy.example',
        CRYPTOMUS_UNRELATED: 'x',
      }),
    ).toEqual({
      merchantId: 'm',
      paymentApiKey: 'payment',
      payoutApiKey: 'payout',
      baseUrl: 'https://proxy.example',
    });
  });

  test.each([
    [{ CRYPTOMUS_API_KEY: 'one' }, 'one', 'one'],
    [{ CRYPTOMUS_API_KEY: 'one', CRYPTOMUS_PAYMENT_API_KEY: 'payment' }, 'payment', 'one'],
    [{ CRYPTOMUS_API_KEY: 'one', CRYPTOMUS_PAYOUT_API_KEY: 'payout' }, 'one', 'payout'],
    [{ CRYPTOMUS_PAYOUT_API_KEY: 'payout' }, undefined, 'payout'],
    [
      { CRYPTOMUS_API_KEY: '', CRYPTOMUS_PAYMENT_API_KEY: 'payment', CRYPTOMUS_PAYOUT_API_KEY: '' },
      'payment',
      undefined,
    ],
  ])('%j gives the keys %j and %j', (environment, paymentApiKey, payoutApiKey) => {
    const options = cryptomusOptionsFromEnv({ CRYPTOMUS_MERCHANT_ID: 'm', ...environment });
    expect([options.paymentApiKey, options.payoutApiKey]).toEqual([paymentApiKey, payoutApiKey]);
    const account = createCryptomus(options);
    expect([account.payments !== undefined, account.payouts !== undefined]).toEqual([
      paymentApiKey !== undefined,
      payoutApiKey !== undefined,
    ]);
  });

  test('that is empty leaves it to the account to name what is missing', () => {
    const { error } = problemsOf(cryptomusOptionsFromEnv({ CRYPTOMUS_MERCHANT_ID: '' }));
    expect(error.message).toContain('merchantId is missing');
    expect(error.message).toContain('paymentApiKey or payoutApiKey is missing');
  });
});
