import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidRequestError, isVerifiedEvent, PaymentsError, Secret } from '@paymux/core';
import type { FakeProvider } from '@paymux/core/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type AccountConfig, configFromFile, createPaymux, type Paymux, type PaymuxConfig } from '../src/index.js';
import { ACME_MODULE, ACME_PACKAGE, COMMON_MODULE, plantApplication, TIDEPAY_MODULE } from './plugin-folder.js';

const SECRET = 'canary-webhook-secret';
const acme = { id: 'acme', provider: 'npm:@acme/paymux-acme', options: { webhookSecret: SECRET } } as const;

async function compose(config: PaymuxConfig, environment: Readonly<Record<string, string>> = {}): Promise<Paymux> {
  const paymux: Paymux = await createPaymux(config, { environment });
  onTestFinished(() => paymux.close());
  return paymux;
}

describe('a plugin', () => {
  test('is a package that a configuration names', async () => {
    const paymux = await compose({ accounts: [acme], directory: plantApplication(ACME_PACKAGE) });
    const request = { reference: 'order-1', amount: { amount: '15.00', currency: 'USD' } };

    expect(await paymux.payments.createPayment(request)).toMatchObject({ provider: 'fake', status: 'pending' });
  });

  test('is an entry of a package', async () => {
    const directory = plantApplication(ACME_PACKAGE);

    expect(
      (await compose({ accounts: [{ ...acme, provider: 'npm:@acme/paymux-acme/eu' }], directory })).provider().id,
    ).toBe('fake');
  });

  test('is found from a folder below the one where it is installed', async () => {
    const directory = join(plantApplication({ ...ACME_PACKAGE, 'config/production/.keep': '' }), 'config/production');

    expect((await compose({ accounts: [acme], directory })).provider().id).toBe('fake');
  });

  test.each<readonly [string, Readonly<Record<string, string>>]>([
    ['"main" for required modules', { 'package.json': '{"main":"./lib.js"}', 'lib.js': COMMON_MODULE }],
    ['no word about its entry', { 'package.json': '{}', 'index.js': COMMON_MODULE }],
    ['exports by one path', { 'package.json': '{"exports":"./lib.cjs"}', 'lib.cjs': COMMON_MODULE }],
    ['exports by conditions', { 'package.json': '{"exports":{"default":"./lib.cjs"}}', 'lib.cjs': COMMON_MODULE }],
  ])('may be a package with %s', async (_what, files) => {
    const directory = plantApplication(
      Object.fromEntries(Object.entries(files).map(([name, text]) => [`node_modules/common-plugin/${name}`, text])),
    );

    const paymux = await compose({ accounts: [{ id: 'main', provider: 'npm:common-plugin' }], directory });

    expect(paymux.provider().id).toBe('common');
  });

  test('is a file beside the configuration that names it', async () => {
    const directory = plantApplication({ 'plugins/tidepay.mjs': TIDEPAY_MODULE });
    const path = join(directory, 'paymux.json');
    const account = { id: 'tide', provider: 'module:./plugins/tidepay.mjs', options: { shop: 'env:SHOP' } };
    writeFileSync(path, JSON.stringify({ accounts: [account] }));

    const paymux = await compose(configFromFile(path), { SHOP: 'harbour' });

    expect(paymux.provider('tide')).toMatchObject({ id: 'tidepay', shop: { name: 'harbour' } });
  });

  test('is a file by its whole path', async () => {
    const directory = plantApplication({ 'common.cjs': COMMON_MODULE });

    const paymux = await compose({ accounts: [{ id: 'main', provider: `module:${join(directory, 'common.cjs')}` }] });

    expect(paymux.provider().id).toBe('common');
  });

  test.each(['env:ACME_KEY', () => SECRET, Secret.of(SECRET)])(
    'is given what references in its options lead to',
    async (webhookSecret) => {
      const directory = plantApplication(ACME_PACKAGE);
      const accounts = [{ ...acme, options: { webhookSecret } }];

      const paymux = await compose({ accounts, directory }, { ACME_KEY: SECRET });
      const told: string[] = [];
      const fake = paymux.provider() as FakeProvider;
      const handler = paymux.webhooks.handler({ on: (event) => void told.push(event.kind) });
      fake.control.deliverTo(handler, 'https://shop.example/webhooks/acme');
      await paymux.payments.createPayment({ reference: 'order-1', amount: { amount: '1', currency: 'USD' } });
      await fake.control.forgeWebhook({ about: 'order-1', secret: SECRET });

      expect(told).toHaveLength(1);
    },
  );

  test('reads the environment where the configuration gives no options', async () => {
    const directory = plantApplication(ACME_PACKAGE);
    const accounts = [{ id: 'acme', provider: acme.provider }];

    expect((await compose({ accounts, directory }, { ACME_SECRET: SECRET })).provider().id).toBe('fake');
  });
});

describe('a second copy of the core', () => {
  test('has events that this one knows, and errors that this one recognises', async () => {
    const paymux = await compose({ accounts: [acme], directory: plantApplication(ACME_PACKAGE) });
    const fake = paymux.provider() as FakeProvider;
    const known: boolean[] = [];
    const handler = paymux.webhooks.handler({ on: (event) => void known.push(isVerifiedEvent(event)) });
    fake.control.deliverTo(handler, 'https://shop.example/webhooks/acme');
    await paymux.payments.createPayment({ reference: 'order-1', amount: { amount: '15.00', currency: 'USD' } });
    await fake.control.pay('order-1');
    const error: unknown = await paymux.payments
      .createPayment({ reference: 'no reference', amount: { amount: '15.00', currency: 'USD' } })
      .catch((thrown: unknown) => thrown);

    expect(known).toEqual([true]);
    expect(error).not.toBeInstanceOf(InvalidRequestError);
    expect(PaymentsError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ name: 'InvalidRequestError', code: 'invalid_request', outcome: 'not_sent' });
  });

  test('takes part in no forgery: events that only look like its own are known to neither', async () => {
    const directory = plantApplication({});
    const copy = (await import(join(directory, 'node_modules/@paymux/core/dist/index.js'))) as {
      readonly isVerifiedEvent: typeof isVerifiedEvent;
    };
    const lookalike = { kind: 'payment', type: 'payment', provider: 'fake', deduplicationKey: '1' };

    expect(copy.isVerifiedEvent).not.toBe(isVerifiedEvent);
    expect(copy.isVerifiedEvent(lookalike)).toBe(false);
  });
});

async function problemsOf(config: PaymuxConfig): Promise<readonly string[]> {
  const error: unknown = await createPaymux(config, { environment: {} }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(PaymentsError.isInstance(error)).toBe(true);
  expect(`${String(error)}${JSON.stringify(error)}`).not.toContain('canary');
  const { problems } = error as { readonly problems: readonly { readonly path: string; readonly message: string }[] };
  return problems.map(({ path, message }) => `${path} ${message}`);
}

const CONNECTED =
  "{ id: 'x', specificationVersion: 1, capabilities: { operations: {}, partialRefunds: false, payoutMemo: false }, close: async () => {} }";

describe('refuses', () => {
  test('every account that is wrong at once, of plugins and others', async () => {
    const directory = plantApplication({ ...ACME_PACKAGE, 'acme.mjs': ACME_MODULE });
    const accounts: readonly AccountConfig[] = [
      { ...acme, options: { colour: 'canary-red', webhookSecret: 'env:NOT_SET', color: 1 } },
      { id: 'file', provider: 'module:acme.mjs', options: {} },
      { id: 'absent', provider: 'npm:@acme/absent' },
      { id: 'main', provider: 'cryptomus', options: { paymentApiKey: 'canary-key' } },
    ];

    expect(await problemsOf({ accounts, directory })).toEqual([
      'accounts.acme.webhookSecret is missing: the variable NOT_SET is not set',
      'accounts.acme.colour must be "blue" or "green" (npm:@acme/paymux-acme)',
      'accounts.acme.color is not a known field (npm:@acme/paymux-acme)',
      expect.stringMatching(/^accounts\.file\.webhookSecret .* \(module:acme\.mjs\)$/),
      'accounts.absent.provider npm:@acme/absent cannot be found: run npm install @acme/absent',
      'accounts.main.merchantId is missing',
    ]);
  });

  test('a file that is not there', async () => {
    const directory = plantApplication({});

    expect(await problemsOf({ accounts: [{ id: 'main', provider: 'module:./absent.js' }], directory })).toEqual([
      `accounts.main.provider module:./absent.js cannot be found: there is no such file; relative paths begin at ${directory}`,
    ]);
  });

  test.each<readonly [string, string, string]>([
    [
      'no plugin',
      'export const provider = {};',
      'has no plugin: it must export paymuxPlugin, or a default, with id, specificationVersion and connect',
    ],
    [
      'half a plugin',
      'export const paymuxPlugin = { specificationVersion: 1 };',
      'has no plugin: it must export paymuxPlugin, or a default, with id, specificationVersion and connect',
    ],
    [
      'a plugin for a later contract',
      "export default { id: 'x', specificationVersion: 2, connect: () => ({}) };",
      'is written for version 2 of the contract, and this Paymux speaks version 1: update paymux',
    ],
    [
      'a plugin for no version of the contract',
      "export default { id: 'x', connect: () => ({}) };",
      'is written for no version of the contract, and this Paymux speaks version 1: update the plugin',
    ],
    [
      'what throws while it is loaded',
      "throw new RangeError('canary-token');",
      'failed while it was loaded (RangeError): import it by itself to see why',
    ],
    [
      'what throws no error at all',
      "throw 'canary-token';",
      'failed while it was loaded (String): import it by itself to see why',
    ],
    [
      'what needs a package that is not installed',
      "import '@acme/absent';",
      'failed while it was loaded (ERR_MODULE_NOT_FOUND): import it by itself to see why',
    ],
  ])('a module with %s', async (_what, text, message) => {
    const directory = plantApplication({
      'node_modules/plugin/package.json': '{"type":"module"}',
      'node_modules/plugin/index.js': text,
    });

    expect(await problemsOf({ accounts: [{ id: 'main', provider: 'npm:plugin' }], directory })).toEqual([
      `accounts.main.provider npm:plugin ${message}`,
    ]);
  });

  test.each<readonly [string, string, readonly string[]]>([
    [
      'throws something else than problems',
      "() => { throw new TypeError('canary-token'); }",
      ['accounts.main cannot be connected: npm:plugin failed (TypeError)'],
    ],
    ['connects nothing', '() => undefined', ['accounts.main cannot be connected: npm:plugin failed (TypeError)']],
    [
      'connects a provider of a later contract',
      `() => ({ ...${CONNECTED}, specificationVersion: 2 })`,
      ['accounts.main cannot be connected: npm:plugin connects no provider of version 1'],
    ],
    [
      'connects a provider of another name',
      `() => ({ ...${CONNECTED}, id: 'y' })`,
      ['accounts.main cannot be connected: npm:plugin connects a provider of another id than its own'],
    ],
    [
      'connects a provider that is not what it declares',
      `() => ({ ...${CONNECTED}, payouts: { createPayout() {}, findPayout() {} }, webhooks: { validate() {} } })`,
      [
        'accounts.main.payouts.createPayout is offered without being declared in capabilities.operations (npm:plugin)',
        'accounts.main.capabilities.webhooks is missing, though there are webhooks (npm:plugin)',
      ],
    ],
  ])('a plugin that %s', async (_what, connect, problems) => {
    const directory = plantApplication({
      'node_modules/plugin/package.json': '{"type":"module"}',
      'node_modules/plugin/index.js': `export default { id: 'x', specificationVersion: 1, connect: ${connect} };`,
    });

    expect(await problemsOf({ accounts: [{ id: 'main', provider: 'npm:plugin' }], directory })).toEqual(problems);
  });

  test.each(['npm:', 'module:', 'npm', 'http://acme.example/plugin.js', '@acme/paymux-acme'])(
    'a provider named "%s"',
    async (provider) => {
      const accounts = [{ id: 'main', provider }] as unknown as readonly AccountConfig[];

      expect(await problemsOf({ accounts })).toEqual([
        'accounts.main.provider must be one of cryptomus, heleket, molam, or a plugin as npm:<package> or module:<file>',
      ]);
    },
  );

  test.each(['npm:../acme', 'npm:@acme', 'npm:/etc/acme.js', 'npm:acme plugin'])(
    'a package that cannot be one: %s',
    async (provider) => {
      const accounts = [{ id: 'main', provider }] as unknown as readonly AccountConfig[];

      expect(await problemsOf({ accounts })).toEqual([
        `accounts.main.provider ${provider} is not the name of a package`,
      ]);
    },
  );

  test('an entry that a package does not export', async () => {
    const directory = plantApplication(ACME_PACKAGE);

    expect(await problemsOf({ accounts: [{ id: 'main', provider: 'npm:@acme/paymux-acme/us' }], directory })).toEqual([
      'accounts.main.provider npm:@acme/paymux-acme/us cannot be loaded: its package.json leads to no module (ERR_PACKAGE_PATH_NOT_EXPORTED)',
    ]);
  });
});
