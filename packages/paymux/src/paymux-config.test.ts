import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MisconfiguredError } from '@paymux/core';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkConfig, configFromEnv, configFromFile } from './paymux-config.js';

const NO_PROVIDER = 'must be one of cryptomus, heleket, molam, or a plugin as npm:<package> or module:<file>';
const main = { id: 'main', provider: 'cryptomus', options: {} };

describe('checkConfig', () => {
  test('finds nothing wrong with one account and its name', () => {
    expect(checkConfig({ accounts: [main], defaultAccount: 'main' })).toEqual({
      accounts: [main],
      defaultAccount: 'main',
      directory: process.cwd(),
      webhookBaseUrl: undefined,
      problems: [],
    });
  });

  test.each([
    ['nothing', undefined, '', 'is missing'],
    ['a list', [main], '', 'must be of type object'],
    ['a field that does not exist', { accounts: [main], acounts: [] }, 'acounts', 'is not a known field'],
    ['no accounts', {}, 'accounts', 'must be a list of accounts'],
    ['accounts that are no list', { accounts: { main } }, 'accounts', 'must be a list of accounts'],
    ['an empty list', { accounts: [] }, 'accounts', 'must name at least one account'],
    ['an account that is none', { accounts: [null] }, 'accounts.0', 'must be of type object'],
    ['a misspelt field', { accounts: [{ ...main, option: {} }] }, 'accounts.main.option', 'is not a known field'],
    ['no id', { accounts: [{ provider: 'cryptomus' }] }, 'accounts.0.id', 'must be text'],
    [
      'an id that is no name',
      { accounts: [{ ...main, id: 'a/b' }] },
      'accounts.0.id',
      'must be 1 to 64 letters, digits, "_" or "-"',
    ],
    ['no provider', { accounts: [{ id: 'main' }] }, 'accounts.main.provider', NO_PROVIDER],
    ['an unknown provider', { accounts: [{ ...main, provider: 'stripe' }] }, 'accounts.main.provider', NO_PROVIDER],
    [
      'the name of a method of every object',
      { accounts: [{ ...main, provider: 'constructor' }] },
      'accounts.main.provider',
      NO_PROVIDER,
    ],
    ['options that are none', { accounts: [{ ...main, options: [] }] }, 'accounts.main.options', 'must be an object'],
    ['an id used twice', { accounts: [main, main] }, 'accounts.main', 'is the id of more than one account'],
    ['an unknown default', { accounts: [main], defaultAccount: 'other' }, 'defaultAccount', 'must be one of main'],
    [
      'a default that is no text',
      { accounts: [main], defaultAccount: 0 },
      'defaultAccount',
      'must be the id of an account',
    ],
  ])('names %s', (_what, config, path, message) => {
    expect(checkConfig(config).problems).toEqual([{ path, message }]);
  });

  test('names every problem at once, and still gives the accounts that can be read', () => {
    const config = {
      accounts: [{ id: 'first', provider: 'stripe', options: 1 }, main, null, { ...main, id: 'main' }],
      defaultAccount: 'other',
    };

    const { accounts, problems } = checkConfig(config);

    expect(accounts).toEqual([main]);
    expect(problems.map(({ path }) => path)).toEqual([
      'accounts.first.provider',
      'accounts.first.options',
      'accounts.2',
      'accounts.main',
      'defaultAccount',
    ]);
  });

  test('repeats no name of a field that may be something else', () => {
    const { problems } = checkConfig({ accounts: [main], 'sk_live_51 secret': 1 });

    expect(problems).toEqual([{ path: 'a field with an unusual name', message: 'is not a known field' }]);
  });

  test.each(['__proto__', 'constructor', 'hasOwnProperty', '0', '-', 'a'.repeat(64)])('takes "%s" for a name', (id) => {
    expect(checkConfig({ accounts: [{ ...main, id }] })).toMatchObject({ accounts: [{ id }], problems: [] });
  });
});

describe('configFromFile', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'paymux-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('reads the configuration that stands in a file', () => {
    const path = join(folder, 'paymux.json');
    writeFileSync(path, JSON.stringify({ accounts: [main], defaultAccount: 'main' }));

    expect(configFromFile(path)).toEqual({ accounts: [main], defaultAccount: 'main', directory: folder });
  });

  test('looks for plugins in a folder that the file names, from its own on', () => {
    const path = join(folder, 'paymux.json');
    writeFileSync(path, JSON.stringify({ accounts: [main], directory: 'plugins' }));

    expect(configFromFile(path).directory).toBe(join(folder, 'plugins'));
  });

  test.each(['null', '[]', '7', '{"directory":7}'])('leaves a file that holds %s to the check', (text) => {
    const path = join(folder, 'paymux.json');
    writeFileSync(path, text);

    expect(configFromFile(path)).toEqual(JSON.parse(text));
  });

  test('names a file that cannot be read', () => {
    const path = join(folder, 'other.json');

    expect(() => configFromFile(path)).toThrow(MisconfiguredError);
    expect(() => configFromFile(path)).toThrow(`The configuration of ${path} cannot be used: the file cannot be read.`);
  });

  test('quotes nothing from a file that is not JSON', () => {
    const path = join(folder, 'paymux.json');
    writeFileSync(path, '{ "paymentApiKey": canary-3d }');
    let error: unknown;
    try {
      configFromFile(path);
    } catch (thrown) {
      error = thrown;
    }

    expect(error).toMatchObject({ code: 'misconfigured', problems: [{ path: '', message: 'the file is not JSON' }] });
    expect(String((error as Error).stack)).not.toContain('canary-3d');
  });
});

describe('configFromEnv', () => {
  test('makes one account of the provider that is named, with both keys from one variable', () => {
    const environment = { PAYMUX_PROVIDER: 'cryptomus', CRYPTOMUS_MERCHANT_ID: 'm-1', CRYPTOMUS_API_KEY: 'both' };

    expect(configFromEnv(environment)).toEqual({
      accounts: [
        {
          id: 'cryptomus',
          provider: 'cryptomus',
          options: { merchantId: 'm-1', paymentApiKey: 'both', payoutApiKey: 'both', baseUrl: undefined },
        },
      ],
    });
  });

  test('reads two keys and the base URL, and finds the provider by its variables', () => {
    const environment = {
      CRYPTOMUS_MERCHANT_ID: 'm-1',
      CRYPTOMUS_PAYMENT_API_KEY: 'for payments',
      CRYPTOMUS_PAYOUT_API_KEY: 'for payouts',
      CRYPTOMUS_BASE_URL: 'http://127.0.0.1:4010',
      PAYMUX_PROVIDER: '',
    };

    expect(configFromEnv(environment).accounts).toMatchObject([
      {
        options: {
          paymentApiKey: 'for payments',
          payoutApiKey: 'for payouts',
          baseUrl: 'http://127.0.0.1:4010',
        },
      },
    ]);
  });

  test('makes an account of every provider that has a variable', () => {
    const environment = {
      CRYPTOMUS_MERCHANT_ID: 'm-1',
      MOLAM_API_KEY: 'sk_test_1',
      MOLAM_WEBHOOK_SECRET: 'whsec_1',
      MOLAM_DEFAULT_CURRENCY: 'XOF',
    };

    expect(configFromEnv(environment).accounts).toMatchObject([
      { id: 'cryptomus', provider: 'cryptomus' },
      {
        id: 'molam',
        provider: 'molam',
        options: { apiKey: 'sk_test_1', webhookSecrets: { 1: 'whsec_1' }, defaultCurrency: 'XOF' },
      },
    ]);
  });

  test.each([
    ['npm:@acme/paymux-acme', 'acme'],
    ['npm:tidepay', 'tidepay'],
    ['module:./providers/tide.pay.mjs', 'tide-pay'],
    ['module:C:\\providers\\acme.js', 'acme'],
    ['module:./providers/', 'plugin'],
  ])('takes the plugin %s for the one account, which is called %s', (provider, id) => {
    const environment = { PAYMUX_PROVIDER: provider, CRYPTOMUS_API_KEY: 'x' };

    expect(configFromEnv(environment)).toEqual({ accounts: [{ id, provider }] });
    expect(checkConfig(configFromEnv(environment)).problems).toEqual([]);
  });

  test.each([
    ['nothing set', {}],
    ['nothing but empty variables', { PAYMUX_PROVIDER: '', CRYPTOMUS_MERCHANT_ID: '', CRYPTOMUS_API_KEY: '' }],
    ['variables of others', { CRYPTOMUSIC: 'x', XCRYPTOMUS_API_KEY: 'x', PATH: '/bin' }],
  ])('says what to set when there is %s', (_what, environment) => {
    expect(() => configFromEnv(environment)).toThrow(
      'PAYMUX_PROVIDER is missing, and so are the variables of cryptomus (CRYPTOMUS_MERCHANT_ID, ' +
        'CRYPTOMUS_PAYMENT_API_KEY, CRYPTOMUS_PAYOUT_API_KEY, CRYPTOMUS_API_KEY), heleket (HELEKET_MERCHANT_ID, ' +
        'HELEKET_PAYMENT_API_KEY, HELEKET_PAYOUT_API_KEY, HELEKET_API_KEY), molam (MOLAM_API_KEY).',
    );
  });

  test('says how a fake is had, which no variable and no file can name', () => {
    expect(() => configFromEnv({ PAYMUX_PROVIDER: 'fake' })).toThrow('createFakeProvider() of @paymux/core/testing');
    expect(checkConfig({ accounts: [{ id: 'main', provider: 'fake' }] }).problems).toMatchObject([
      { path: 'accounts.main.provider', message: expect.stringContaining('createFakeProvider()') as string },
    ]);
  });

  test.each(['stripe', 'npm:', 'Cryptomus', 'constructor', ' cryptomus'])('refuses a provider named "%s"', (name) => {
    expect(() => configFromEnv({ PAYMUX_PROVIDER: name, CRYPTOMUS_API_KEY: 'x' })).toThrow(
      'PAYMUX_PROVIDER must be one of cryptomus, heleket, molam',
    );
  });
});
