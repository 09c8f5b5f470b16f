import { inspect } from 'node:util';
import { MisconfiguredError, Secret } from '@paymux/core';
import { createFakeClock, createScriptedHttpClient } from '@paymux/core/testing';
import { describe, expect, test } from 'vitest';
import { molamOptionsFromEnv } from './environment.js';
import { MOLAM_STAGING_URL, type MolamOptions } from './molam-options.js';
import { createMolam } from './molam-provider.js';
import { signMolamWebhook } from './testing.js';

const apiKey = 'sk_test_3c77';

/** What is said of options that cannot be used. */
function complaintOf(options: unknown): MisconfiguredError {
  try {
    createMolam(options as MolamOptions);
  } catch (error) {
    if (error instanceof MisconfiguredError) return error;
    throw error;
  }
  throw new Error('The options were accepted.');
}

const pathsIn = ({ problems }: MisconfiguredError) => problems.map(({ path }) => path).sort();

/** What an account sends when it opens a payment. */
async function sentBy(options: MolamOptions) {
  const httpClient = createScriptedHttpClient([{ status: 400 }]);
  const molam = createMolam({ ...options, maxRetries: 0 }, { httpClient });
  await molam.payments.createPayment({ reference: 'order-1', amount: molam.toAmount('1500') }).catch(() => undefined);
  const [request] = httpClient.requests;
  return {
    url: request?.url,
    authorization: request?.headers['authorization'],
    body: JSON.parse(String(request?.body)) as unknown,
  };
}

describe('an account', () => {
  test.each<object>([
    { apiKey },
    { apiKey: 'sk_live_9' },
    { apiKey: 'jwt_eyJh.eyJz.c2ln' },
    { apiKey: new Secret(apiKey) },
    { apiKey, baseUrl: MOLAM_STAGING_URL },
    { apiKey, baseUrl: 'https://api.molam.com/' },
    { apiKey, baseUrl: 'http://[::1]:8080' },
    { apiKey, baseUrl: 'http://10.1.2.3', allowPrivateNetwork: true, allowInsecureHttp: true },
    { apiKey, webhookSecrets: { 1: 'whsec_a', v2: new Secret('whsec_b') } },
    { apiKey, webhookSecrets: () => undefined },
    { apiKey, webhookToleranceMs: 0 },
    { apiKey, defaultCurrency: 'xof', defaultLocale: 'fr-SN' },
    { apiKey, originModule: 'shop', originEntityId: 'merch_1', webhookSecrets: undefined },
  ])('is connected with %j', (options) => {
    expect(createMolam(options as MolamOptions)).toMatchObject({ id: 'molam', specificationVersion: 1 });
  });

  test.each<[string, unknown]>([
    ['apiKey', {}],
    ['apiKey', { apiKey: '' }],
    ['apiKey', { apiKey: 'pk_test_3c77' }],
    ['apiKey', { apiKey: 'sk_' }],
    ['apiKey', { apiKey: 'sk_test_\r\nx: y' }],
    ['apiKey', { apiKey: 7 }],
    ['baseUrl', { apiKey, baseUrl: 'http://api.molam.com' }],
    ['baseUrl', { apiKey, baseUrl: 'https://192.168.1.1' }],
    ['webhookSecrets', { apiKey, webhookSecrets: {} }],
    ['webhookSecrets', { apiKey, webhookSecrets: 'whsec_a' }],
    ['webhookSecrets', { apiKey, webhookSecrets: null }],
    ['webhookSecrets', { apiKey, webhookSecrets: { 'a key': 'whsec_a' } }],
    ['webhookSecrets.1', { apiKey, webhookSecrets: { 1: '' } }],
    ['webhookToleranceMs', { apiKey, webhookToleranceMs: -1 }],
    ['webhookToleranceMs', { apiKey, webhookToleranceMs: 86_400_001 }],
    ['webhookToleranceMs', { apiKey, webhookToleranceMs: Number.POSITIVE_INFINITY }],
    ['defaultCurrency', { apiKey, defaultCurrency: 'USDT' }],
    ['defaultCurrency', { apiKey, defaultCurrency: 'dollar' }],
    ['defaultLocale', { apiKey, defaultLocale: 'en;q=1' }],
    ['originModule', { apiKey, originModule: '' }],
    ['originEntityId', { apiKey, originEntityId: 'merch 1' }],
    ['webhookSecret', { apiKey, webhookSecret: 'whsec_a' }],
  ])('is not, for its %s, with %j', (path, options) => {
    const complaint = complaintOf(options);
    expect(complaint.outcome).toBe('not_sent');
    expect(complaint.message).toContain(path);
    expect(complaint.problems).toHaveLength(1);
  });

  test('with several faults is told all of them, and shown none of its values', () => {
    const canary = 'canary-6b0f';
    const complaint = complaintOf({
      apiKey: canary,
      baseUrl: `http://${canary}.example`,
      webhookSecrets: { [`${canary} `]: canary, 2: '' },
      defaultLocale: `${canary}!`,
      timeoutMs: -1,
    });
    expect(pathsIn(complaint)).toEqual(
      ['apiKey', 'baseUrl', 'defaultLocale', 'timeoutMs', 'webhookSecrets', 'webhookSecrets.2'].sort(),
    );
    expect(inspect(complaint, { depth: null }) + JSON.stringify(complaint)).not.toContain(canary);
  });

  test('waits 30 seconds for an attempt, and repeats three times, unless it says otherwise', async () => {
    const timesOf = async (options: Partial<MolamOptions>) => {
      const httpClient = createScriptedHttpClient(Array.from({ length: 4 }, () => ({ status: 500 })));
      const molam = createMolam(
        { apiKey, ...options },
        { httpClient, clock: createFakeClock(undefined, { autoAdvance: true }) },
      );
      await molam.payments.findPayment({ providerId: 'pi_1' }).catch(() => undefined);
      return httpClient.requests.map(({ timeoutMs }) => timeoutMs);
    };
    expect(await timesOf({})).toEqual([30_000, 30_000, 30_000, 30_000]);
    expect(await timesOf({ timeoutMs: 5_000, maxRetries: 1 })).toEqual([5_000, 5_000]);
  });

  test('does not see secrets that are put into its options later', async () => {
    const webhookSecrets: Record<string, string> = { 1: 'whsec_a' };
    const { webhooks } = createMolam({ apiKey, webhookSecrets });
    webhookSecrets['2'] = 'whsec_b';
    const delivery = signMolamWebhook({ body: { id: 'evt_1', type: 'webhook.test' }, kid: '2', secret: 'whsec_b' });
    await expect(webhooks.validate(delivery)).rejects.toMatchObject({ reason: 'unknown_kid' });
  });
});

describe('what an account can do', () => {
  const day = 86_400_000;
  const scan = { lookup: 'scan', deduplicatesForMs: day };
  const id = { lookup: 'id', deduplicatesForMs: day };
  const unkeyed = { lookup: 'scan', deduplicatesForMs: 0 };
  const everywhere = {
    createPayment: scan,
    confirmPayment: id,
    capturePayment: id,
    cancelPayment: id,
    createRefund: scan,
    registerEndpoint: scan,
    rotateSecret: scan,
    revokeSecret: unkeyed,
    deleteEndpoint: unkeyed,
  };

  test('is declared for every changing call', () => {
    const { capabilities } = createMolam({ apiKey, originEntityId: 'merch_1', webhookSecrets: { 1: 'whsec_a' } });
    expect(capabilities).toEqual({
      operations: { ...everywhere, createPayout: scan, cancelPayout: id },
      webhooks: { scheme: 'molam-signature', needsConfirmation: false },
      partialRefunds: true,
      payoutMemo: false,
    });
  });

  test('holds neither payouts nor webhooks where the options for them are missing', () => {
    const account = createMolam({ apiKey });
    expect(account.capabilities.operations).toEqual(everywhere);
    expect([account.capabilities.webhooks, account.payouts, account.webhooks]).toEqual(Array(3).fill(undefined));
  });
});

describe('the environment', () => {
  test('decides where payments go, in which currency and language, and who asks', async () => {
    const options = molamOptionsFromEnv({
      MOLAM_API_KEY: 'sk_test_environment',
      MOLAM_API_BASE: MOLAM_STAGING_URL,
      MOLAM_DEFAULT_CURRENCY: 'XOF',
      MOLAM_DEFAULT_LOCALE: 'fr',
      MOLAM_DEFAULTS: 'ignored',
    });
    expect(await sentBy(options)).toEqual({
      url: 'https://staging-api.molam.com/v1/connect/payment_intents',
      authorization: 'Bearer sk_test_environment',
      body: {
        amount: 1500,
        currency: 'XOF',
        locale: 'fr',
        capture: true,
        metadata: { paymux_reference: 'order-1' },
      },
    });
  });

  test('that names nothing but the key leaves dollars, English and the live host', async () => {
    const empty = {
      MOLAM_API_BASE: '',
      MOLAM_DEFAULT_CURRENCY: '',
      MOLAM_DEFAULT_LOCALE: '',
      MOLAM_WEBHOOK_SECRET: '',
    };
    expect(await sentBy(molamOptionsFromEnv({ MOLAM_API_KEY: apiKey, ...empty }))).toMatchObject({
      url: 'https://api.molam.com/v1/connect/payment_intents',
      body: { amount: 150_000, currency: 'USD', locale: 'en' },
    });
  });

  test('gives way to what is written out', async () => {
    const environment = { MOLAM_API_KEY: apiKey, MOLAM_DEFAULT_LOCALE: 'fr' };
    const options = { ...molamOptionsFromEnv(environment), defaultLocale: 'wo' };
    expect((await sentBy(options)).body).toMatchObject({ locale: 'wo' });
  });

  test('opens payouts by naming the entity they are made for', () => {
    const account = createMolam(molamOptionsFromEnv({ MOLAM_API_KEY: apiKey, MOLAM_ORIGIN_ENTITY_ID: 'merch_1' }));
    expect(account.payouts).toBeDefined();
  });

  test('without a key leaves it to the account to say so', () => {
    expect(complaintOf(molamOptionsFromEnv({})).problems).toEqual([{ path: 'apiKey', message: 'is missing' }]);
  });

  test.each([
    ['whsec_bare', { 1: 'whsec_bare' }],
    ['MTIzNDU2Nzg5MDEy+/MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=', { 1: 'MTIzNDU2Nzg5MDEy+/MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=' }],
    ['c2hvcnQ=', { 1: 'c2hvcnQ=' }],
    ['c2hvcg==', { 1: 'c2hvcg==' }],
    ['whsec_one,two', { 1: 'whsec_one,two' }],
    ['1=whsec_a', { 1: 'whsec_a' }],
    ['1=whsec_a, v2=c2hvcg==', { 1: 'whsec_a', v2: 'c2hvcg==' }],
  ])('%j as MOLAM_WEBHOOK_SECRET verifies what %j signs', async (variable, secrets) => {
    const options = molamOptionsFromEnv({ MOLAM_API_KEY: apiKey, MOLAM_WEBHOOK_SECRET: variable });
    expect(options.webhookSecrets).toEqual(secrets);
    const { webhooks } = createMolam(options);
    for (const [kid, secret] of Object.entries(secrets)) {
      const delivery = signMolamWebhook({ body: { id: `evt_${kid}`, type: 'webhook.test' }, kid, secret });
      expect(await webhooks?.validate(delivery)).toMatchObject([{ deduplicationKey: `evt_${kid}` }]);
    }
  });
});
