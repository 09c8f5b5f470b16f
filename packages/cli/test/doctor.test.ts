import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { startCryptomusSimulator, startMolamSimulator } from '@paymux/simulators';
import { openStore } from '@paymux/store';
import Database from 'libsql';
import { type AccountConfig, createPaymux } from 'paymux';
import { expect, onTestFinished, test } from 'vitest';
import { CHECKS } from '../src/doctor/checks.js';
import { isNetworkFileSystem } from '../src/doctor/store-checks.js';
import { examine } from '../src/doctor/examine.js';
import { emptyFolder, runIn } from './command-world.js';

type Json = Record<string, unknown>;

/** A set-up that is sound, and what it consists of, for tests to break. */
interface SetUp {
  readonly folder: string;
  readonly environment: Record<string, string>;
  readonly config: Json & { accounts: (Json & { options: Json })[]; server?: Json };
}

/** Accounts at simulators of Cryptomus and Molam, a store, and every secret in a variable. */
async function soundSetUp(): Promise<SetUp> {
  const folder = await emptyFolder();
  const cryptomus = await startCryptomusSimulator();
  const molam = await startMolamSimulator({ apiKey: 'sk_test_doctor' });
  onTestFinished(async () => {
    await Promise.all([cryptomus.close(), molam.close()]);
  });
  await (await openStore({ url: join(folder, 'paymux-data') })).close();
  return {
    folder,
    environment: {
      MERCHANT: cryptomus.merchantId,
      PAY_KEY: cryptomus.paymentKey,
      SEND_KEY: cryptomus.payoutKey,
      MOLAM_KEY: 'sk_test_doctor',
      KID_1: 'whsec_doctor',
    },
    config: {
      accounts: [
        {
          id: 'main',
          provider: 'cryptomus',
          options: {
            merchantId: 'env:MERCHANT',
            paymentApiKey: 'env:PAY_KEY',
            payoutApiKey: 'env:SEND_KEY',
            baseUrl: cryptomus.baseUrl,
          },
        },
        {
          id: 'cards',
          provider: 'molam',
          options: { apiKey: 'env:MOLAM_KEY', webhookSecrets: { 1: 'env:KID_1' }, baseUrl: molam.baseUrl },
        },
      ],
      store: 'paymux-data',
      server: { publicUrl: 'http://127.0.0.1:8080' },
    },
  };
}

/** A sound set-up as it runs in production, which asks nobody here. */
async function productionSetUp(): Promise<SetUp> {
  const setUp = await soundSetUp();
  const { accounts } = setUp.config;
  for (const { options } of accounts) delete options['baseUrl'];
  setUp.config.server = { publicUrl: 'https://pay.shop.example' };
  Object.assign(setUp.environment, {
    PAYMUX_PROFILE: 'production',
    MOLAM_KEY: 'sk_live_doctor',
    // The folder of this test is one for temporary files.
    TMPDIR: join(setUp.folder, 'tmp'),
  });
  return setUp;
}

interface Finding {
  readonly check: string;
  readonly what: string;
  readonly fix: string;
}

async function diagnosed({ config, environment, folder }: SetUp, ...args: readonly string[]) {
  await writeFile(join(folder, 'paymux.config.json'), JSON.stringify(config));
  const { code, stderr, stdout } = await runIn(folder, ['doctor', '--json', ...args], { environment });
  const { findings } = JSON.parse(stdout) as { readonly findings: readonly Finding[] };
  expect(code, stdout + stderr).toBe(findings.length === 0 ? 0 : 6);
  return findings;
}

const namesOf = (findings: readonly Finding[]): readonly string[] => [...new Set(findings.map(({ check }) => check))];

async function listening(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

test('finds nothing in a set-up that is sound, neither in development nor in production', async () => {
  expect(await diagnosed(await soundSetUp())).toEqual([]);
  expect(await diagnosed(await productionSetUp())).toEqual([]);
});

/** What can be wrong, and the one check that has to find it. */
const PLANTED: readonly (readonly [check: string, what: string, plant: (setUp: SetUp) => unknown])[] = [
  [
    'keys-swapped',
    'payment key and payout key exchanged, as the provider shows',
    ({ environment }) => {
      [environment['PAY_KEY'], environment['SEND_KEY']] = [environment['SEND_KEY'] ?? '', environment['PAY_KEY'] ?? ''];
    },
  ],
  [
    'keys-swapped',
    'payment key and payout key exchanged, as their names show',
    ({ config, environment }) => {
      const [main] = config.accounts;
      Object.assign(environment, { A_PAYOUT_KEY: environment['SEND_KEY'], A_PAYMENT_KEY: environment['PAY_KEY'] });
      Object.assign(main?.options ?? {}, { paymentApiKey: 'env:A_PAYOUT_KEY', payoutApiKey: 'env:A_PAYMENT_KEY' });
    },
  ],
  ['access', 'a key of another account', ({ environment }) => (environment['PAY_KEY'] = 'of-another-account')],
  ['missing-secret', 'a variable that is not set', ({ environment }) => delete environment['MOLAM_KEY']],
  [
    'configuration',
    'a member that nobody knows',
    ({ config }) => (config['payoutRule'] = { main: { cover: 'ledger' } }),
  ],
  ['unknown-account', 'rules of an account that is none', ({ config }) => (config['payoutRules'] = { mian: {} })],
  ['unknown-account', 'a default account that is none', ({ config }) => (config['defaultAccount'] = 'mian')],
  [
    'unknown-account',
    'a route to an account that is none',
    ({ config }) => (config['routing'] = { rules: [{ id: 'all', accounts: [{ account: 'mian' }] }] }),
  ],
  [
    'twin-accounts',
    'one account under two names',
    ({ config }) => {
      const [main] = config.accounts;
      config.accounts.push({ ...main, id: 'twin', options: { ...main?.options } });
    },
  ],
  [
    'callback-public',
    'a callback URL that only this network knows',
    ({ config }) => (config.server = { publicUrl: 'https://192.168.1.20' }),
  ],
  [
    'callback-https',
    'a callback URL without TLS',
    ({ config }) => (config.server = { publicUrl: 'http://pay.shop.example' }),
  ],
  [
    'webhook-secret',
    'an account that cannot verify webhooks',
    ({ config }) => delete config.accounts[1]?.options['webhookSecrets'],
  ],
  [
    'unknown-kid',
    'deliveries signed with a kid that is not configured',
    async ({ folder }) => {
      const store = await openStore({ url: join(folder, 'paymux-data') });
      const refusal = { account: 'cards', at: new Date(), reason: 'unknown_kid', count: 1 };
      await store.commit([{ change: 'refusal_insert', refusal }]);
      await store.close();
    },
  ],
  [
    'refused-signatures',
    'many deliveries with a wrong signature',
    async ({ folder }) => {
      const store = await openStore({ url: join(folder, 'paymux-data') });
      const refusal = { account: 'cards', at: new Date(), reason: 'signature_mismatch', count: 9 };
      await store.commit([{ change: 'refusal_insert', refusal }]);
      await store.close();
    },
  ],
  ['file-modes', 'a store that others can read', ({ folder }) => chmod(join(folder, 'paymux-data/paymux.db'), 0o644)],
  [
    'file-modes',
    'an .env that others can read',
    ({ folder }) => writeFile(join(folder, '.env'), 'A=1', { mode: 0o644 }),
  ],
  [
    'file-modes',
    'a configuration with a secret in it that others can read',
    ({ config, environment }) => {
      const [main] = config.accounts;
      Object.assign(main?.options ?? {}, { paymentApiKey: environment['PAY_KEY'] });
    },
  ],
  [
    'env-not-ignored',
    'an .env that git does not ignore',
    async ({ folder }) => {
      await mkdir(join(folder, '.git'));
      await writeFile(join(folder, '.env'), 'A=1', { mode: 0o600 });
    },
  ],
  [
    'pending-migrations',
    'a store that is behind',
    ({ folder }) => {
      const database = new Database(join(folder, 'paymux-data/paymux.db'));
      database.exec('delete from paymux_migrations');
      database.close();
    },
  ],
  [
    'store-writable',
    'a store below a file',
    async ({ config, folder }) => {
      await writeFile(join(folder, 'file'), '');
      config['store'] = 'file/data';
    },
  ],
  [
    'store-reachable',
    'a database that is not there',
    ({ config }) => (config['store'] = 'postgres://nobody:nothing@127.0.0.1:1/none'),
  ],
  [
    'worker-running',
    'work that nobody does',
    async ({ folder }) => {
      const store = await openStore({ url: join(folder, 'paymux-data') });
      const message = {
        account: 'cards',
        key: 'evt_1',
        kind: 'payment',
        type: 'payment_intent.succeeded',
        event: '',
        state: 'waiting' as const,
        receivedAt: new Date(0),
        attempts: 0,
        dueAt: new Date(0),
      };
      await store.commit([{ change: 'inbox_insert', message }]);
      await store.close();
    },
  ],
  [
    'alerts-reach-nobody',
    'alerts without a channel',
    ({ config }) => (config['alertRules'] = [{ id: 'review', type: 'needs_review' }]),
  ],
  [
    'clock',
    'a clock that is off',
    async ({ config }) => {
      const late = await listening((_, response) => {
        response
          .setHeader('date', new Date(Date.now() - 600_000).toUTCString())
          .writeHead(404)
          .end();
      });
      // A third account, whose provider is of no interest here but for its clock.
      config.accounts.push({ id: 'late', provider: 'molam', options: { apiKey: 'sk_test_late', baseUrl: late } });
    },
  ],
];

test.each(PLANTED)('names %s for %s', async (check, _what, plant) => {
  const setUp = await soundSetUp();
  await plant(setUp);

  const findings = await diagnosed(setUp);

  // A clock elsewhere that is off belongs to a provider that answers nothing else, either.
  const beside = check === 'clock' ? ['access', 'file-modes', 'webhook-secret'] : [];
  expect(namesOf(findings).filter((name) => !beside.includes(name))).toEqual([check]);
  for (const { fix, what } of findings) expect([what, fix]).toEqual([expect.stringMatching(/\.$/), expect.anything()]);
});

/** What only production refuses. */
const PLANTED_IN_PRODUCTION: typeof PLANTED = [
  ['public-url', 'no public address', ({ config }) => (config.server = {})],
  [
    'no-simulators',
    'an account at a simulator',
    async ({ config, environment }) => {
      const { baseUrl, close } = await startCryptomusSimulator({
        merchantId: 'm-2',
        paymentKey: 'k-1',
        payoutKey: 'k-2',
      });
      onTestFinished(() => close());
      Object.assign(environment, { SIM_A: 'k-1', SIM_B: 'k-2' });
      const options = { merchantId: 'm-2', paymentApiKey: 'env:SIM_A', payoutApiKey: 'env:SIM_B', baseUrl };
      config.accounts.push({ id: 'sim', provider: 'cryptomus', options });
    },
  ],
  ['live-keys', 'a sandbox key', ({ environment }) => (environment['MOLAM_KEY'] = 'sk_test_doctor')],
  [
    'live-keys',
    'a sandbox key that an account without options takes from the environment',
    ({ config, environment }) => {
      delete (config.accounts[1] as Partial<(typeof config.accounts)[number]>).options;
      Object.assign(environment, { MOLAM_API_KEY: 'sk_test_doctor', MOLAM_WEBHOOK_SECRET: 'whsec_doctor' });
    },
  ],
  ['lasting-store', 'a store among temporary files', ({ environment, folder }) => (environment['TMPDIR'] = folder)],
  [
    'base-url',
    'the address of another provider',
    ({ config }) => Object.assign(config.accounts[0]?.options ?? {}, { baseUrl: 'https://api.heleket.com' }),
  ],
  [
    'base-url',
    'an address without TLS',
    ({ config }) => Object.assign(config.accounts[0]?.options ?? {}, { baseUrl: 'http://api.cryptomus.com' }),
  ],
  [
    'secrets-by-reference',
    'a secret in the configuration',
    async ({ config, environment, folder }) => {
      Object.assign(config.accounts[0]?.options ?? {}, { payoutApiKey: environment['SEND_KEY'] });
      await writeFile(join(folder, 'paymux.config.json'), '', { mode: 0o600 });
    },
  ],
];

test.each(PLANTED_IN_PRODUCTION)('in production names %s for %s', async (check, _what, plant) => {
  const setUp = await productionSetUp();
  await plant(setUp);

  expect(namesOf(await diagnosed(setUp))).toEqual([check]);
});

test('names a fake that is configured for production', async () => {
  const setUp = await productionSetUp();
  await writeFile(join(setUp.folder, 'paymux.config.json'), JSON.stringify(setUp.config));
  const examination = await examine(
    { ...hostOf(setUp), environment: setUp.environment },
    { store: undefined, config: undefined },
  );
  onTestFinished(() => examination.close());
  const [first] = examination.accounts;
  const faked = { ...examination, accounts: first === undefined ? [] : [{ ...first, provider: 'fake' }] };

  expect(await CHECKS.find(({ name }) => name === 'no-fakes')?.run(faked)).toHaveLength(1);
});

test('names a Node.js that is too old, and a store on a file system of the network', async () => {
  const setUp = await soundSetUp();
  await writeFile(join(setUp.folder, 'paymux.config.json'), JSON.stringify(setUp.config));
  const examination = await examine(hostOf(setUp), {});
  onTestFinished(() => examination.close());
  const version = CHECKS.find(({ name }) => name === 'node-version');

  expect(await version?.run({ ...examination, nodeVersion: 'v20.18.3' })).toEqual([
    { what: 'Node.js v20.18.3 is older than 20.19.', fix: 'Install a newer Node.js.' },
  ]);
  expect(await version?.run({ ...examination, nodeVersion: 'v22.0.0' })).toEqual([]);
  expect([0x6969, 0xff534d42 | 0, 0xef53].map(isNetworkFileSystem)).toEqual([true, true, false]);
});

test('says that there is no configuration that could be looked at', async () => {
  const folder = await emptyFolder();
  await writeFile(join(folder, 'paymux.config.json'), '{"accounts": [');

  expect(await runIn(folder, ['doctor'])).toMatchObject({
    code: 6,
    stdout: expect.stringMatching(/wrong {4}configuration: .*the file is not JSON/) as string,
  });
});

test('never prints a secret', async () => {
  const setUp = await soundSetUp();
  const [main] = setUp.config.accounts;
  Object.assign(main?.options ?? {}, { paymentApiKey: 'canary-payment-key', payoutApiKey: 'env:MISSING' });
  await writeFile(join(setUp.folder, 'paymux.config.json'), JSON.stringify(setUp.config), { mode: 0o644 });

  const { stderr, stdout } = await runIn(setUp.folder, ['doctor'], { environment: setUp.environment });
  expect(stdout + stderr).toContain('missing-secret');
  for (const secret of ['canary', 'whsec_doctor', 'sk_test_doctor']) expect(stdout + stderr).not.toContain(secret);
});

test('says in words what is in order, and of what it did not look at, why', async () => {
  const setUp = await productionSetUp();
  await mkdir(join(setUp.folder, '.git'));
  await writeFile(join(setUp.folder, '.env'), 'A=1', { mode: 0o600 });
  await writeFile(join(setUp.folder, '.gitignore'), '.env');
  await writeFile(join(setUp.folder, 'paymux.config.json'), JSON.stringify(setUp.config));

  const { code, stdout } = await runIn(setUp.folder, ['doctor'], { environment: setUp.environment });

  const lines = stdout.split('\n');
  expect(code).toBe(0);
  expect(lines).toContain('ok       ".env" is kept out of Git');
  expect(lines).toContain('skipped  whether the providers let every account in: needs --online');
  expect(lines).toContain('skipped  whether PostgreSQL can be reached: the store is a folder');
  expect(lines).toContain('skipped  whether alerts reach somebody: there are no rules for alerts');
  expect(stdout).not.toMatch(/ok +(?:env-not-ignored|alerts-reach-nobody|store-reachable)/);
});

test('tells programs the names of all checks, and apart from them those that were skipped', async () => {
  const setUp = await soundSetUp();
  await writeFile(join(setUp.folder, 'paymux.config.json'), JSON.stringify(setUp.config));

  const { stdout } = await runIn(setUp.folder, ['doctor', '--json'], { environment: setUp.environment });

  expect(JSON.parse(stdout)).toMatchObject({
    checks: CHECKS.map(({ name }) => name),
    skipped: expect.arrayContaining([{ check: 'store-reachable', reason: 'the store is a folder' }]) as unknown,
    warnings: [],
    findings: [],
  });
});

test('says where each account sends its requests, without what may be a secret in the address', async () => {
  const { code, stdout } = await runIn(await emptyFolder(), ['doctor', '--json'], {
    environment: {
      CRYPTOMUS_MERCHANT_ID: 'm',
      CRYPTOMUS_API_KEY: 'k',
      HELEKET_MERCHANT_ID: 'm',
      HELEKET_API_KEY: 'k',
      HELEKET_PROJECT_URL: 'https://name:canary@gateway.example/heleket/?canary',
    },
  });

  expect(code).toBe(6);
  expect(stdout).not.toContain('canary');
  expect(JSON.parse(stdout)).toMatchObject({
    accounts: [
      { account: 'cryptomus', provider: 'cryptomus', address: 'https://api.cryptomus.com' },
      { account: 'heleket', provider: 'heleket', address: 'https://gateway.example/heleket' },
    ],
    warnings: [],
  });
});

test('warns of a variable with an address that an account with options does not use, which is no error', async () => {
  const setUp = await soundSetUp();
  await writeFile(join(setUp.folder, 'paymux.config.json'), JSON.stringify(setUp.config));
  const run = (CRYPTOMUS_BASE_URL: string) =>
    runIn(setUp.folder, ['doctor'], { environment: { ...setUp.environment, CRYPTOMUS_BASE_URL } });

  const unused = await run('http://127.0.0.1:9999');
  expect(unused.code).toBe(0);
  expect(unused.stdout).toContain(
    'warning  address-not-used: CRYPTOMUS_BASE_URL is set and not used: account "main" has options.',
  );

  const used = await run(String(setUp.config.accounts[0]?.options['baseUrl']));
  expect(used.stdout).toContain('ok       every variable with an address is used');
});

test('looks at a store without bringing it up to date', async () => {
  const setUp = await soundSetUp();
  const file = join(setUp.folder, 'paymux-data/paymux.db');
  const database = new Database(file);
  database.exec('delete from paymux_migrations');
  database.close();
  const before = await readFile(file);

  await diagnosed(setUp);
  expect(Buffer.compare(await readFile(file), before)).toBe(0);
});

/** Endpoints as people write them, and what the probe has to say to each. */
const ENDPOINTS: readonly (readonly [what: string, finding: RegExp | undefined])[] = [
  ['verifies the bytes', undefined],
  ['parses the body first', /parses the body before it verifies it/],
  ['verifies nothing', /accepts a forged webhook/],
  ['has another secret', /refuses genuine webhooks/],
];

test.each(
  ENDPOINTS.flatMap(([what, finding]) => ['main', 'cards'].map((account) => [what, account, finding] as const)),
)('probes an endpoint that %s, for account %s', async (what, account, finding) => {
  const setUp = await soundSetUp();
  const { accounts } = setUp.config;
  const others = { ...setUp.environment, PAY_KEY: 'another', KID_1: 'another' };
  const paymux = await createPaymux(
    { accounts: accounts as unknown as readonly AccountConfig[] },
    { environment: what === 'has another secret' ? others : setUp.environment },
  );
  onTestFinished(() => paymux.close());
  const validate = async (body: Buffer, headers: Headers): Promise<void> => {
    await paymux.provider(account).webhooks?.validate({ headers, body });
  };
  const url = await listening((request, response) => {
    void (async () => {
      const parts: Buffer[] = [];
      for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
      const body = Buffer.concat(parts);
      const parsed = Buffer.from(JSON.stringify(JSON.parse(body.toString())));
      const headers = new Headers(request.headers as Record<string, string>);
      try {
        if (what !== 'verifies nothing') await validate(what === 'parses the body first' ? parsed : body, headers);
        response.writeHead(200).end();
      } catch {
        response.writeHead(401).end();
      }
    })();
  });

  const findings = await diagnosed(setUp, '--probe', `${url}/webhooks/${account}`, '--account', account);

  expect(namesOf(findings)).toEqual(finding === undefined ? [] : ['probe']);
  if (finding !== undefined) expect(findings[0]?.what).toMatch(finding);
});

function hostOf({ environment, folder }: SetUp) {
  return {
    stdout: { write: () => undefined },
    stderr: { write: () => undefined },
    stdin: (async function* () {})() as AsyncIterable<Uint8Array>,
    environment,
    directory: folder,
    untilStopped: () => Promise.resolve(),
  };
}
