import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';

const bin = fileURLToPath(new URL('../bin/paymux.js', import.meta.url));

interface Running {
  readonly process: ChildProcess;
  /** The line on standard output, parsed. */
  readonly ready: Readonly<Record<string, string>>;
  /** Everything on standard output after that line, once the process has ended. */
  readonly rest: Promise<string>;
}

/** Starts a Cryptomus by the real command. */
function start(...args: readonly string[]): Promise<Running> {
  return startProvider('cryptomus', ...args);
}

/** Starts the real command and waits for its line. It is killed when the test is over, if it still runs. */
async function startProvider(...args: readonly string[]): Promise<Running> {
  const child = spawn(process.execPath, [bin, 'simulate', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
  return { process: child, ready: JSON.parse(chunk.toString('utf8')) as Running['ready'], rest: text(child.stdout) };
}

async function run(...args: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [bin, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { code, stdout, stderr };
}

async function call(baseUrl: string, merchant: string, key: string, path: string, body: string): Promise<unknown> {
  const sign = createHash('md5')
    .update(Buffer.from(body).toString('base64') + key)
    .digest('hex');
  const answer = await fetch(baseUrl + path, {
    method: 'POST',
    body,
    headers: { merchant, sign, 'content-type': 'application/json', connection: 'close' },
  });
  return answer.json();
}

describe('paymux simulate', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('serves signed calls, and ends cleanly on %s', async (signal) => {
    const {
      process: child,
      ready,
      rest,
    } = await start('--merchant-id', 'me', '--payment-key', 'pay', '--payout-key', 'out');
    expect(ready).toEqual({
      provider: 'cryptomus',
      baseUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      merchantId: 'me',
    });
    const { baseUrl = '' } = ready;
    expect(await call(baseUrl, 'me', 'pay', '/v1/balance', '{}')).toMatchObject({ state: 0 });
    expect(await call(baseUrl, 'me', 'pay', '/v1/payout/list', '{}')).toEqual({ message: 'Invalid Sign.' });
    expect(await call(baseUrl, 'me', 'out', '/v1/payout/list', '{}')).toMatchObject({ state: 0 });

    const ended = once(child, 'exit');
    child.kill(signal);
    expect(await ended).toEqual([0, null]);
    expect(await rest).toBe('');
  });

  test('prints the credentials it invents', async () => {
    const { ready } = await start();
    const { baseUrl = '', merchantId = '', paymentKey = '' } = ready;
    expect(await call(baseUrl, merchantId, paymentKey, '/v1/balance', '')).toMatchObject({ state: 0 });
  });

  test('lets time pass on request with a virtual clock, and payouts finish on autopilot', async () => {
    const { ready } = await start('--virtual-clock', '--autopilot');
    const { baseUrl = '', merchantId = '', payoutKey = '' } = ready;
    const payout = '{"amount":"5","currency":"USDT","network":"tron","order_id":"p","address":"TX","is_subtract":"1"}';
    await call(baseUrl, merchantId, payoutKey, '/v1/payout', payout);
    await fetch(`${baseUrl}/_simulator/advance`, { method: 'POST', body: '{"ms":60000}' });
    expect(await call(baseUrl, merchantId, payoutKey, '/v1/payout/info', '{"order_id":"p"}')).toMatchObject({
      result: { status: 'paid' },
    });
  });

  test('plays Molam with the key and the secrets that it is given, which it does not repeat', async () => {
    const secrets = ['--webhook-secret', '1=whsec_old', '--webhook-secret', '2=whsec_new=='];
    const { ready } = await startProvider(
      'molam',
      '--api-key',
      'sk_test_mine',
      ...secrets,
      '--webhook-url',
      'http://127.0.0.1:9/',
    );
    expect(ready).toEqual({ provider: 'molam', baseUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) });
    const { baseUrl = '' } = ready;
    const intents = (key: string): Promise<Response> =>
      fetch(`${baseUrl}/v1/connect/payment_intents`, {
        headers: { authorization: `Bearer ${key}`, connection: 'close' },
      });
    expect((await intents('sk_test_mine')).status).toBe(200);
    expect((await intents('sk_test_other')).status).toBe(401);
    const endpoints = await fetch(`${baseUrl}/_simulator/endpoints`, { headers: { connection: 'close' } });
    expect(await endpoints.json()).toMatchObject([
      {
        url: 'http://127.0.0.1:9/',
        secrets: [
          { kid: '1', secret: 'whsec_old' },
          { kid: '2', secret: 'whsec_new==' },
        ],
      },
    ]);
  });

  test('prints the Molam credentials it invents', async () => {
    const { ready } = await startProvider('molam', '--webhook-url', 'http://127.0.0.1:9/');
    expect(ready).toMatchObject({
      apiKey: expect.stringMatching(/^sk_test_/),
      webhookSecret: expect.stringMatching(/^1=whsec_[0-9a-f]{64}$/),
    });
  });

  test('plays Heleket with the credentials that it is given, which it does not repeat', async () => {
    const keys = ['--merchant-id', 'me', '--payment-key', 'pay', '--payout-key', 'out', '--api-key', 'mine'];
    const webhooks = ['--webhook-url', 'http://127.0.0.1:9/', '--webhook-secret', 'whsec'];
    const { ready } = await startProvider('heleket', ...keys, ...webhooks);
    expect(ready).toEqual({ provider: 'heleket', baseUrl: expect.any(String), merchantId: 'me' });
    const { baseUrl = '' } = ready;
    expect(await call(baseUrl, 'me', 'out', '/v1/payout/services', '')).toMatchObject({ state: 0 });
    expect(await call(baseUrl, 'me', 'pay', '/v1/payout/services', '')).toEqual({ message: 'Invalid Sign.' });
    const withKey = async (apiKey: string): Promise<number> =>
      (
        await fetch(`${baseUrl}/api/v1/payouts/none`, {
          headers: { 'x-merchant-id': 'me', 'x-api-key': apiKey, connection: 'close' },
        })
      ).status;
    expect([await withKey('mine'), await withKey('other')]).toEqual([404, 401]);
  });

  test('prints the Heleket credentials it invents', async () => {
    const { ready } = await startProvider('heleket', '--webhook-url', 'http://127.0.0.1:9/');
    expect(Object.keys(ready)).toEqual([
      'provider',
      'baseUrl',
      'merchantId',
      'paymentKey',
      'payoutKey',
      'apiKey',
      'webhookSecret',
    ]);
  });

  test('plays all providers at once, one line and one port for each, and ends them together', async () => {
    const child = spawn(process.execPath, [bin, 'simulate', 'all', '--api-key', 'sk_test_all'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
    const lines = chunk.toString('utf8').trim().split('\n');
    const ready = lines.map((line) => JSON.parse(line) as Running['ready']);
    expect(ready.map(({ provider }) => provider)).toEqual(['cryptomus', 'heleket', 'molam']);
    expect(new Set(ready.map(({ baseUrl }) => baseUrl)).size).toBe(3);
    for (const { baseUrl = '' } of ready) {
      expect((await fetch(baseUrl, { headers: { connection: 'close' } })).status).toBe(200);
    }
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });

  test('takes a port for each of all providers from the given one on, and none if one is taken', async () => {
    const free = createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    const { port } = free.address() as AddressInfo;
    const refused = await run('simulate', 'all', '--port', String(port - 1));
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain(`127.0.0.1:${String(port)} already`);
    free.close();
    await once(free, 'close');
  });

  test('listens on the port it is given, and says so when that is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void taken.close());
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const refused = await run('simulate', 'cryptomus', '--port', String(port));
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toBe(`Something listens on 127.0.0.1:${String(port)} already. Choose another --port.\n`);

    taken.close();
    await once(taken, 'close');
    const { ready } = await start('--port', String(port));
    expect(ready['baseUrl']).toBe(`http://127.0.0.1:${String(port)}`);
  });

  test.each<[string, readonly string[], RegExp]>([
    ['no provider', ['simulate'], /missing required argument 'provider'/],
    ['a provider and recordings', ['simulate', 'molam', '--from', 'x'], /name no provider/],
    [
      'what recordings do not need',
      ['simulate', '--from', 'x', '--autopilot'],
      /--autopilot means nothing with --from/,
    ],
    ['an unknown provider', ['simulate', 'acme'], /Allowed choices are cryptomus/],
    ['an unknown option', ['simulate', 'cryptomus', '--prot', '1'], /Did you mean --port\?/],
    ['a port that is none', ['simulate', 'cryptomus', '--port', '70000'], /from 0 to 65535/],
    ['an empty key', ['simulate', 'cryptomus', '--payment-key', ''], /must not be empty/],
    ['an API key of another family', ['simulate', 'molam', '--api-key', 'pk_test_1'], /starts with "sk_" or "jwt_"/],
    ['a webhook secret without a kid', ['simulate', 'molam', '--webhook-secret', 'whsec_1'], /kid=secret/],
    ['all providers without room for their ports', ['simulate', 'all', '--port', '65534'], /3 ports in a row/],
    ['a webhook URL that is none', ['simulate', 'molam', '--webhook-url', 'here'], /http or https URL/],
    ['an unknown command', ['simulat', 'cryptomus'], /Did you mean simulate\?/],
  ])('refuses %s on standard error', async (_, args, message) => {
    const { code, stdout, stderr } = await run(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr).toContain('--help');
  });
});

describe('paymux', () => {
  test('prints its version and its help', async () => {
    expect(await run('--version')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
      stderr: '',
    });
    const help = await run('--help');
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toContain('simulate [options] [provider]');
    expect((await run('simulate', '--help')).stdout).toContain('--payout-key <key>');
  });

  test('without a command prints its help as an error', async () => {
    const { code, stderr } = await run();
    expect(code).toBe(2);
    expect(stderr).toContain('Usage: paymux');
  });
});
