import { inspect } from 'node:util';
import { MisconfiguredError, type Problem, Secret, type VerifiedEvent } from '@paymux/core';
import {
  createFakeClock,
  createFakeProvider,
  createRecordingLogger,
  createScriptedHttpClient,
  type ScriptedHttpClient,
} from '@paymux/core/testing';
import { signCryptomusWebhook } from '@paymux/cryptomus/testing';
import { signMolamWebhook } from '@paymux/molam/testing';
import type { WebhookInbox } from '@paymux/orchestration';
import { Container } from 'inversify';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createPaymux, type PaymuxDependencies } from './create-paymux.js';
import { type AccountConfig, configFromEnv, type PaymuxConfig } from './paymux-config.js';

const CANARY = 'canary-f00d';
const main: AccountConfig = {
  id: 'main',
  provider: 'cryptomus',
  options: { merchantId: 'merchant-1', paymentApiKey: 'payment-key', payoutApiKey: 'payout-key' },
};
const ORDER = { reference: 'order-42', amount: { amount: '15.00', currency: 'USD' } };
const INVOICE = { uuid: 'invoice-1', order_id: 'order-42', amount: '15.00', currency: 'USD', payment_status: 'check' };

afterEach(() => vi.restoreAllMocks());

/** The problems of a configuration that must be refused. */
async function problemsOf(config: unknown, dependencies?: PaymuxDependencies): Promise<readonly Problem[]> {
  const refused = await createPaymux(config as PaymuxConfig, dependencies).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(MisconfiguredError);
  return (refused as MisconfiguredError).problems;
}

function answering(...results: readonly object[]): ScriptedHttpClient {
  return createScriptedHttpClient(results.map((result) => ({ status: 200, body: { state: 0, result } })));
}

const post = (path: string, body: Uint8Array): Request =>
  new Request(`https://shop.example${path}`, { method: 'POST', body: Buffer.from(body) });

describe('a configuration', () => {
  test('gives a system over one account', async () => {
    const httpClient = answering(INVOICE);
    const paymux = await createPaymux({ accounts: [main] }, { httpClient });

    expect(paymux).toMatchObject({ defaultAccount: 'main', accounts: ['main'] });
    await expect(paymux.payments.createPayment(ORDER)).resolves.toMatchObject({ providerId: 'invoice-1' });
    expect(httpClient.requests).toMatchObject([
      { url: 'https://api.cryptomus.com/v1/payment', headers: { merchant: 'merchant-1' } },
    ]);
  });

  test('asks a source of secrets for the very key that a delivery names', async () => {
    const asked: string[] = [];
    const webhookSecrets = (kid: string) => {
      asked.push(kid);
      return `secret of ${kid}`;
    };
    const west: AccountConfig = { id: 'west', provider: 'molam', options: { apiKey: 'sk_test_1', webhookSecrets } };
    const paymux = await createPaymux({ accounts: [west] });
    const body = { id: 'evt_1', type: 'payout.sent', data: { id: 'po_1', amount: '5.00', currency: 'EUR' } };
    const delivery = signMolamWebhook({ body, kid: '7', secret: 'secret of 7' });
    const told: string[] = [];
    const handle = paymux.webhooks.handler({ on: ({ kind }) => void told.push(kind) });

    const request = new Request('https://shop.example/west', {
      method: 'POST',
      headers: delivery.headers,
      body: Buffer.from(delivery.body),
    });
    expect((await handle(request)).status).toBe(200);
    expect([asked, told]).toEqual([['7'], ['payout']]);
  });

  test('from the environment gives payments and payouts with one key', async () => {
    const environment = { CRYPTOMUS_MERCHANT_ID: 'merchant-1', CRYPTOMUS_API_KEY: 'both' };
    const paymux = await createPaymux(configFromEnv(environment), { httpClient: answering() });

    expect(paymux.provider('cryptomus')).toMatchObject({
      payments: expect.anything() as unknown,
      payouts: expect.anything() as unknown,
    });
  });

  test('from an incomplete environment names what is missing', async () => {
    const problems = await problemsOf(configFromEnv({ PAYMUX_PROVIDER: 'cryptomus' }));

    expect(problems.map(({ path }) => path)).toEqual([
      'accounts.cryptomus.merchantId',
      'accounts.cryptomus.paymentApiKey',
    ]);
  });

  test('from an incomplete environment names the variables that are not set', async () => {
    const keys = 'HELEKET_PAYMENT_API_KEY, HELEKET_PAYOUT_API_KEY, HELEKET_API_KEY';
    const expected = [
      { path: 'accounts.heleket.merchantId', message: 'is missing: the variable HELEKET_MERCHANT_ID is not set' },
      {
        path: 'accounts.heleket.paymentApiKey',
        message: `or payoutApiKey is missing: none of the variables ${keys} is set`,
      },
    ];

    expect(await problemsOf(configFromEnv({ PAYMUX_PROVIDER: 'heleket' }))).toEqual(expected);
    const named = { accounts: [{ id: 'heleket', provider: 'heleket' }] };
    expect(await problemsOf(named, { environment: {} })).toEqual(expected);
    expect(await problemsOf(configFromEnv({ MOLAM_WEBHOOK_SECRET: 'x' }))).toEqual([
      { path: 'accounts.molam.apiKey', message: 'is missing: the variable MOLAM_API_KEY is not set' },
    ]);
  });

  test('that is written out names no variable, as it reads none', async () => {
    const config = { accounts: [{ id: 'heleket', provider: 'heleket', options: { paymentApiKey: 'key' } }] };

    expect(await problemsOf(config, { environment: {} })).toEqual([
      { path: 'accounts.heleket.merchantId', message: 'is missing' },
    ]);
  });

  test('from a name alone takes its options from the environment', async () => {
    const httpClient = answering(INVOICE);
    const environment = { CRYPTOMUS_MERCHANT_ID: 'merchant-of-the-environment', CRYPTOMUS_PAYMENT_API_KEY: 'a key' };
    const paymux = await createPaymux(
      { accounts: [{ id: 'main', provider: 'cryptomus' }] },
      { environment, httpClient },
    );

    await paymux.payments.findPayment({ reference: 'order-42' });

    expect(httpClient.requests[0]?.headers).toMatchObject({ merchant: 'merchant-of-the-environment' });
  });

  test('sends nothing, however many accounts it has', async () => {
    const httpClient = answering();
    await createPaymux({ accounts: [main, { ...main, id: 'second' }] }, { httpClient });

    expect(httpClient.requests).toEqual([]);
  });

  test('takes options from variables, files and functions', async () => {
    const httpClient = answering(INVOICE);
    const options = {
      merchantId: () => 'merchant-9',
      baseUrl: 'env:BASE_URL',
      paymentApiKey: async () => new Secret('from the vault'),
    };
    const paymux = await createPaymux(
      { accounts: [{ id: 'main', provider: 'cryptomus', options }] },
      { httpClient, environment: { BASE_URL: 'https://gateway.example' } },
    );

    await paymux.payments.createPayment(ORDER);

    expect(httpClient.requests).toMatchObject([
      { url: 'https://gateway.example/v1/payment', headers: { merchant: 'merchant-9' } },
    ]);
  });

  test('takes references for the keys of a rotation, and accepts webhooks signed with them', async () => {
    const options = {
      merchantId: 'merchant-1',
      paymentApiKey: 'env:NEW_KEY',
      retiringPaymentApiKeys: ['env:OLD_KEY', () => 'older key'],
    };
    const paymux = await createPaymux(
      { accounts: [{ id: 'main', provider: 'cryptomus', options }] },
      {
        httpClient: answering({ ...INVOICE, payment_status: 'paid' }, { ...INVOICE, payment_status: 'paid_over' }),
        environment: { NEW_KEY: 'new key', OLD_KEY: 'old key' },
      },
    );
    const told: VerifiedEvent[] = [];
    const handle = paymux.webhooks.handler({ on: (event) => void told.push(event) });

    for (const [key, status] of [
      ['old key', 'paid'],
      ['older key', 'paid_over'],
    ] as const) {
      const body = signCryptomusWebhook({ ...INVOICE, type: 'payment', status }, key);
      expect((await handle(post('/webhooks/main', body))).status).toBe(200);
    }
    expect(told).toHaveLength(2);
  });
});

describe('the address of webhooks', () => {
  const webhookBaseUrl = 'https://shop.example/webhooks/';
  const PAYOUT = {
    reference: 'payout-7',
    amount: { amount: '5', currency: 'USDT' },
    network: 'tron',
    destination: { type: 'crypto_address' as const, address: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t' },
    feeFrom: 'balance' as const,
  };
  const callbacks = ({ requests }: ScriptedHttpClient) =>
    requests.map(({ body }) => (JSON.parse(String(body)) as { readonly url_callback?: string }).url_callback);

  test('is that of the account below webhookBaseUrl, for payments and payouts of every account', async () => {
    const payout = {
      uuid: 'p-1',
      order_id: 'payout-7',
      amount: '5',
      currency: 'USDT',
      status: 'process',
      network: 'tron',
    };
    const httpClient = answering(INVOICE, payout, INVOICE);
    const second = { ...main, id: 'second' };
    const paymux = await createPaymux({ accounts: [main, second], webhookBaseUrl }, { httpClient });

    await paymux.payments.createPayment(ORDER);
    await paymux.payouts.createPayout(PAYOUT).catch(() => undefined);
    await paymux.payments.createPayment(ORDER, { account: 'second' });

    const at = (account: string) => `https://shop.example/webhooks/${account}`;
    expect(callbacks(httpClient)).toEqual([at('main'), at('main'), at('second')]);
  });

  test('is the one that the request names, where it names one', async () => {
    const httpClient = answering(INVOICE);
    const paymux = await createPaymux({ accounts: [main], webhookBaseUrl }, { httpClient });

    await paymux.payments.createPayment({ ...ORDER, webhookUrl: 'https://elsewhere.example/hook' });

    expect(callbacks(httpClient)).toEqual(['https://elsewhere.example/hook']);
  });

  test('is none where the configuration names no base', async () => {
    const httpClient = answering(INVOICE);
    const paymux = await createPaymux({ accounts: [main] }, { httpClient });

    await paymux.payments.createPayment(ORDER);

    expect(callbacks(httpClient)).toEqual([undefined]);
  });

  test('follows the provider that the environment names, so that its webhooks lead to its account', async () => {
    const variables = { HELEKET_MERCHANT_ID: 'merchant-1', HELEKET_API_KEY: 'key' };
    const httpClient = answering(INVOICE);
    const config = { ...configFromEnv({ PAYMUX_PROVIDER: 'heleket', ...variables }), webhookBaseUrl };
    const paymux = await createPaymux(config, { httpClient });

    await paymux.payments.createPayment(ORDER);

    expect(callbacks(httpClient)).toEqual(['https://shop.example/webhooks/heleket']);
  });

  test('is not told to a provider that has endpoints registered instead', async () => {
    const httpClient = createScriptedHttpClient([{ status: 500, body: {} }]);
    const cards = {
      id: 'cards',
      provider: 'molam',
      options: { apiKey: 'sk_test_1', webhookSecrets: { 1: 's' }, maxRetries: 0 },
    };
    const paymux = await createPaymux({ accounts: [cards as AccountConfig], webhookBaseUrl }, { httpClient });

    await paymux.payments.createPayment(ORDER).catch(() => undefined);

    expect(httpClient.requests).toHaveLength(1);
    expect(JSON.stringify(httpClient.requests)).not.toContain('shop.example');
  });

  test.each(['http://shop.example', 'shop.example', 'https://shop.example/?a=1', 7, ''])(
    'cannot begin with %s',
    async (base) => {
      expect(await problemsOf({ accounts: [main], webhookBaseUrl: base })).toMatchObject([{ path: 'webhookBaseUrl' }]);
    },
  );
});

describe('an account that brings its provider along', () => {
  test('is that very provider, beside accounts that are connected here', async () => {
    const fake = createFakeProvider();
    const paymux = await createPaymux({ accounts: [main, { id: 'fake', provider: fake }], defaultAccount: 'fake' });

    await paymux.payments.createPayment(ORDER);
    await fake.control.pay('order-42');

    expect(paymux.accounts).toEqual(['main', 'fake']);
    expect(paymux.provider('fake')).toBe(fake);
    await expect(paymux.payments.findPayment({ reference: 'order-42' })).resolves.toMatchObject({
      provider: 'fake',
      status: 'succeeded',
    });
    await paymux.close();
  });

  test('verifies its own webhooks, and repeats of them have no second effect', async () => {
    const fake = createFakeProvider();
    const paymux = await createPaymux({ accounts: [{ id: 'main', provider: fake }] });
    const told: VerifiedEvent[] = [];
    fake.control.deliverTo(paymux.webhooks.handler({ on: (event) => void told.push(event) }));
    await paymux.payments.createPayment({ ...ORDER, webhookUrl: 'https://shop.example/webhooks/main' });

    const forged = await fake.control.forgeWebhook({ about: 'order-42' });
    await fake.control.pay('order-42');
    const repeated = await fake.control.redeliver(2);

    expect([forged, repeated].map(({ attempts }) => attempts.map(({ status }) => status))).toEqual([[401], [200, 200]]);
    expect(told).toMatchObject([{ kind: 'payment', payment: { status: 'succeeded' } }]);
  });

  test('is not closed: a provider belongs to whoever connected it', async () => {
    const close = vi.fn(async () => undefined);
    const paymux = await createPaymux({ accounts: [{ id: 'main', provider: { ...createFakeProvider(), close } }] });
    await paymux.close();

    expect(close).not.toHaveBeenCalled();
  });

  test('works with what it was made with, not with what Paymux is handed', async () => {
    const httpClient = answering();
    const paymux = await createPaymux({ accounts: [{ id: 'main', provider: createFakeProvider() }] }, { httpClient });

    await expect(paymux.payments.createPayment(ORDER)).resolves.toMatchObject({ provider: 'fake' });
    expect(httpClient.requests).toEqual([]);
  });

  test('takes no options, and must be a whole provider', async () => {
    const fake = createFakeProvider();
    const { close: _, ...unclosable } = fake;
    const problems = await problemsOf({
      accounts: [
        { id: 'with-options', provider: fake, options: { timeoutMs: 1 } },
        { id: 'half', provider: unclosable },
        { id: 'from-a-file', provider: JSON.parse(JSON.stringify(fake)) as unknown },
      ],
    });

    expect(problems).toEqual([
      { path: 'accounts.with-options.options', message: 'are not for a provider that is connected already' },
      { path: 'accounts.half.provider', message: expect.stringContaining('must be one of ') as unknown },
      { path: 'accounts.from-a-file.provider', message: expect.stringContaining('must be one of ') as unknown },
    ]);
  });
});

describe('what is wrong with a configuration', () => {
  test('is named for every account at once, with its path', async () => {
    const problems = await problemsOf(
      {
        accounts: [
          { id: 'main', provider: 'cryptomus', options: { paymentApiKey: 'env:KEY', timeoutMs: -1 } },
          { id: 'eu', provider: 'stripe' },
          { id: 'us', provider: 'cryptomus', options: { merchantId: 'm', retiringPayoutApiKeys: ['k', 'file:/no'] } },
        ],
        defaultAccount: 'asia',
      },
      { environment: {} },
    );

    expect(problems.map(({ path }) => path)).toEqual([
      'accounts.eu.provider',
      'defaultAccount',
      'accounts.main.paymentApiKey',
      'accounts.main.timeoutMs',
      'accounts.main.merchantId',
      'accounts.us.retiringPayoutApiKeys.1',
      'accounts.us.paymentApiKey',
    ]);
  });

  test('is a message that a person can act on', async () => {
    const config = { accounts: [{ id: 'main', provider: 'cryptomus', options: { paymentApiKey: 'env:KEY' } }] };

    await expect(createPaymux(config as unknown as PaymuxConfig, { environment: {} })).rejects.toThrow(
      'The configuration of Paymux cannot be used: ' +
        'accounts.main.paymentApiKey is missing: the variable KEY is not set; accounts.main.merchantId is missing.',
    );
  });

  test('includes options that do not exist, at the account', async () => {
    const options = { ...main.options, paymentApikey: CANARY };
    const problems = await problemsOf({ accounts: [{ ...main, options }] });

    expect(problems.map(({ path }) => path)).toEqual(['accounts.main.paymentApikey']);
    expect(JSON.stringify(problems)).not.toContain(CANARY);
  });

  test('holds no secret', async () => {
    const options = {
      merchantId: `${CANARY} with spaces`,
      paymentApiKey: { not: CANARY },
      payoutApiKey: [CANARY],
      webhookSecret: CANARY,
      webhookSignature: CANARY,
      baseUrl: `http://${CANARY}.example`,
      timeoutMs: CANARY,
      retiringPaymentApiKeys: CANARY,
      undecidedMessages: [{ deep: CANARY }],
      refundsSignedWith: () => CANARY,
      notFoundMessages: () => Promise.reject(new Error(CANARY)),
    };
    const error: unknown = await createPaymux({ accounts: [{ ...main, options: options as never }] }).catch(
      (thrown: unknown) => thrown,
    );

    expect(error).toBeInstanceOf(MisconfiguredError);
    for (const shown of [inspect(error, { depth: 20, showHidden: true }), JSON.stringify(error), String(error)]) {
      expect(shown).not.toContain(CANARY);
    }
  });

  const hostileValues: readonly unknown[] = [
    null,
    undefined,
    true,
    0,
    -1,
    Number.NaN,
    1e308,
    10n,
    '',
    'text',
    'env:',
    'file:',
    'file:\u0000',
    'env:__proto__',
    'x'.repeat(100_000),
    '\u0000\r\n',
    Symbol('s'),
    [],
    [[[[[[]]]]]],
    {},
    JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":1}}'),
    Object.create(null),
    new Map([['id', 'main']]),
    new Date(Number.NaN),
    new Uint8Array(3),
    /x/,
    Promise.resolve({}),
    () => undefined,
    () => ({ toString: 1 }),
    new Proxy({}, {}),
    Object.freeze([Object.freeze({})]),
    { then: 1 },
    { length: 1e9 },
    { toJSON: null },
  ];

  test.each([
    ['the configuration', (value: unknown) => value],
    ['accounts', (value: unknown) => ({ accounts: value })],
    ['an account', (value: unknown) => ({ accounts: [value, value] })],
    ['an id', (value: unknown) => ({ accounts: [{ ...main, id: value, provider: 'none' }] })],
    ['a provider', (value: unknown) => ({ accounts: [{ ...main, provider: value }] })],
    ['the options', (value: unknown) => ({ accounts: [{ ...main, options: value }] })],
    ['a merchant id', (value: unknown) => ({ accounts: [{ ...main, options: { merchantId: value, timeoutMs: 0 } }] })],
    ['a key', (value: unknown) => ({ accounts: [{ ...main, options: { paymentApiKey: value } }] })],
    ['a list of keys', (value: unknown) => ({ accounts: [{ ...main, options: { retiringPaymentApiKeys: value } }] })],
    ['a key in a list', (value: unknown) => ({ accounts: [{ ...main, options: { retiringPayoutApiKeys: [value] } }] })],
    ['a window', (value: unknown) => ({ accounts: [{ ...main, options: { deduplicatesForMs: value } }] })],
    ['a base URL', (value: unknown) => ({ accounts: [{ ...main, options: { baseUrl: value } }] })],
    ['an unknown option', (value: unknown) => ({ accounts: [{ ...main, options: { unknown: value ?? 1 } }] })],
    ['the default', (value: unknown) => ({ accounts: [{ ...main, provider: 'none' }], defaultAccount: value })],
  ])('is named and no crash, whatever stands for %s', async (_what, put) => {
    for (const value of hostileValues) {
      const problems = await problemsOf(put(value), { environment: {} });
      expect(problems.length).toBeGreaterThan(0);
    }
    expect({}).not.toHaveProperty('polluted');
  });
});

describe('several accounts', () => {
  const accounts = [
    main,
    { ...main, id: 'second', options: { merchantId: 'merchant-2', paymentApiKey: 'second-key' } },
  ] as const;

  test('of one provider are told apart by their ids', async () => {
    const httpClient = answering(INVOICE, INVOICE, INVOICE);
    const paymux = await createPaymux({ accounts }, { httpClient });

    await paymux.payments.createPayment(ORDER);
    await paymux.payments.createPayment(ORDER, { account: 'second' });
    await paymux.payments.findPayment({ reference: 'order-42' }, { account: 'main' });

    expect(paymux.accounts).toEqual(['main', 'second']);
    expect(httpClient.requests.map(({ headers }) => headers['merchant'])).toEqual([
      'merchant-1',
      'merchant-2',
      'merchant-1',
    ]);
  });

  test('have the default that the configuration names', async () => {
    const httpClient = answering(INVOICE);
    const paymux = await createPaymux({ accounts, defaultAccount: 'second' }, { httpClient });

    await paymux.payments.createPayment(ORDER);

    expect(paymux.defaultAccount).toBe('second');
    expect(httpClient.requests).toMatchObject([{ headers: { merchant: 'merchant-2' } }]);
  });

  test('verify webhooks with their own keys', async () => {
    const paymux = await createPaymux({ accounts }, { httpClient: answering(INVOICE) });
    const handle = paymux.webhooks.handler({ on: () => undefined });
    const body = signCryptomusWebhook({ ...INVOICE, type: 'payment', status: 'check' }, 'second-key');

    expect((await handle(post('/main', body))).status).toBe(401);
    expect((await handle(post('/second', body))).status).toBe(200);
  });

  test.each(['third', '', 'Main', '__proto__', 'constructor'])(
    'are named when "%s" is asked for, which there is not',
    async (account) => {
      const httpClient = answering();
      const paymux = await createPaymux({ accounts }, { httpClient });
      const expected = {
        code: 'invalid_request',
        problems: [{ path: 'account', message: 'must be one of main, second' }],
      };

      await expect(paymux.payments.createPayment(ORDER, { account })).rejects.toMatchObject(expected);
      expect(() => paymux.provider(account)).toThrow(expect.objectContaining(expected) as Error);
      expect(httpClient.requests).toEqual([]);
    },
  );
});

test('gives the same provider each time', async () => {
  const paymux = await createPaymux({ accounts: [main] }, { httpClient: answering() });

  expect(paymux.provider('main')).toBe(paymux.provider('main'));
  expect(paymux.provider()).toBe(paymux.provider('main'));
});

describe('an account without a part', () => {
  const payoutsOnly = { ...main, options: { merchantId: 'merchant-1', payoutApiKey: 'payout-key' } };
  const paymentsOnly = { ...main, options: { merchantId: 'merchant-1', paymentApiKey: 'payment-key' } };
  const payout = {
    reference: 'salary-1',
    amount: { amount: '1', currency: 'USDT' },
    destination: { type: 'crypto_address', address: 'x' },
  } as const;
  const order = { reference: 'order-42' };

  test('says so before anything is sent', async () => {
    const httpClient = createScriptedHttpClient([]);
    const forPayouts = await createPaymux({ accounts: [payoutsOnly] }, { httpClient });
    const forPayments = await createPaymux({ accounts: [paymentsOnly] }, { httpClient });
    const calls: readonly (readonly [string, Promise<unknown>])[] = [
      ['payments', forPayouts.payments.createPayment(ORDER)],
      ['payments', forPayouts.payments.findPayment(order)],
      ['refunds', forPayouts.refunds.createRefund({ reference: 'refund-1', paymentId: 'invoice-1' })],
      ['refunds', forPayouts.refunds.findRefund(order)],
      ['payouts', forPayments.payouts.createPayout(payout)],
      ['payouts', forPayments.payouts.findPayout(order)],
      ['findRefund', forPayments.refunds.findRefund(order)],
    ];

    for (const [what, call] of calls) {
      await expect(call).rejects.toMatchObject({
        code: 'unsupported_operation',
        outcome: 'not_sent',
        provider: 'cryptomus',
        message: expect.stringContaining(`does not offer ${what}`) as unknown,
      });
    }
    expect(httpClient.requests).toEqual([]);
  });

  test('still takes webhooks of the parts it has', async () => {
    const paid = { uuid: 'payout-1', order_id: 'salary-1', amount: '1', currency: 'USDT', status: 'paid' };
    const paymux = await createPaymux({ accounts: [payoutsOnly] }, { httpClient: answering(paid) });
    const told: string[] = [];
    const handle = paymux.webhooks.handler({ on: ({ kind }) => void told.push(kind) });

    const body = signCryptomusWebhook({ ...paid, type: 'payout' }, 'payout-key');
    expect((await handle(post('/main', body))).status).toBe(200);
    expect(told).toEqual(['payout']);
  });
});

describe('a dependency that is handed in', () => {
  test('takes effect: clock and chance decide how long a repeat waits', async () => {
    const waits = async (chance: number): Promise<readonly number[]> => {
      const clock = createFakeClock(undefined, { autoAdvance: true });
      const httpClient = createScriptedHttpClient([
        { status: 429, body: { state: 1, message: 'Too many requests' } },
        { status: 200, body: { state: 0, result: INVOICE } },
      ]);
      const random = { next: () => chance, bytes: (count: number) => new Uint8Array(count) };
      const paymux = await createPaymux({ accounts: [main] }, { clock, httpClient, random });
      await paymux.payments.findPayment({ reference: 'order-42' });
      return clock.sleeps;
    };

    expect(await waits(0.25)).toEqual([250]);
    expect(await waits(0.5)).toEqual([500]);
  });

  test('takes effect: the logger hears of calls and of webhooks', async () => {
    const logger = createRecordingLogger('shop');
    const paymux = await createPaymux({ accounts: [main] }, { httpClient: answering(INVOICE), logger });
    await paymux.payments.createPayment(ORDER);
    await paymux.webhooks.handler({ on: () => undefined })(post('/main', Buffer.from('{}')));

    const names = new Set(logger.records.map(({ name }) => name));
    expect([...names]).toEqual(expect.arrayContaining(['shop.cryptomus.api', 'shop.cryptomus.webhook']));
  });

  test('takes effect: telemetry hears of calls', async () => {
    const operations: string[] = [];
    const telemetry = {
      startCall: ({ operation }: { readonly operation: string }) => {
        operations.push(operation);
        return { attempt: () => undefined, end: () => undefined };
      },
      webhook: () => undefined,
    };
    const paymux = await createPaymux({ accounts: [main] }, { httpClient: answering(INVOICE), telemetry });
    await paymux.payments.createPayment(ORDER);

    expect(operations).toEqual(['createPayment']);
  });

  test('takes effect: the inbox remembers what was handled', async () => {
    const accounts: string[] = [];
    const webhookInbox: WebhookInbox = {
      process: async ({ account }) => {
        accounts.push(account);
        return 'duplicate';
      },
    };
    const paymux = await createPaymux({ accounts: [main] }, { httpClient: answering(), webhookInbox });
    const body = signCryptomusWebhook({ ...INVOICE, type: 'payment', status: 'paid' }, 'payment-key');

    expect((await paymux.webhooks.handler({ on: () => undefined })(post('/main', body))).status).toBe(200);
    expect(accounts).toEqual(['main']);
  });

  test('is not closed: an HTTP client belongs to whoever made it', async () => {
    const close = vi.fn(async () => undefined);
    const paymux = await createPaymux({ accounts: [main] }, { httpClient: { ...answering(), close } });
    await paymux.close();

    expect(close).not.toHaveBeenCalled();
  });
});

test('shows no secret when it is inspected, nor do its providers', async () => {
  const options = {
    merchantId: 'merchant-1',
    paymentApiKey: CANARY,
    payoutApiKey: () => CANARY,
    retiringPaymentApiKeys: [CANARY],
  };
  const paymux = await createPaymux({ accounts: [{ ...main, options }] });

  for (const shown of [paymux, paymux.provider(), paymux.webhooks.handler({ on: () => undefined })]) {
    expect(inspect(shown, { depth: 20, showHidden: true })).not.toContain(CANARY);
    expect(JSON.stringify([shown])).not.toContain(CANARY);
  }
  await paymux.close();
});

test('cannot be changed', async () => {
  const paymux = await createPaymux({ accounts: [main] }, { httpClient: answering() });

  for (const part of [paymux, paymux.accounts, paymux.payments, paymux.payouts, paymux.refunds, paymux.webhooks]) {
    expect(Object.isFrozen(part)).toBe(true);
  }
});

test('asks its container while it is put together, and never again', async () => {
  const methods = Object.getOwnPropertyNames(Container.prototype).filter((name) => name !== 'constructor');
  const spies = methods.map((name) => vi.spyOn(Container.prototype, name as 'get'));
  const touches = () => spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0);
  const paid = { ...INVOICE, payment_status: 'paid' };
  const paymux = await createPaymux({ accounts: [main] }, { httpClient: answering(INVOICE, INVOICE, paid) });
  const before = touches();
  expect(before).toBeGreaterThan(0);

  await paymux.payments.createPayment(ORDER);
  await paymux.payments.findPayment({ reference: 'order-42' });
  paymux.provider('main');
  const handle = paymux.webhooks.handler({ on: () => undefined });
  const body = signCryptomusWebhook({ ...INVOICE, type: 'payment', status: 'paid' }, 'payment-key');
  expect((await handle(post('/main', body))).status).toBe(200);

  expect(touches()).toBe(before);
});

test('can be closed twice, and at the same time', async () => {
  const paymux = await createPaymux({ accounts: [main] });

  await Promise.all([paymux.close(), paymux.close()]);
  await paymux.close();
});
