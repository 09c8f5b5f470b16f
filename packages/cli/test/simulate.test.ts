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

/** Starts the real command and waits for its line. It is killed when the test is over, if it still runs. */
async function start(...args: readonly string[]): Promise<Running> {
  const child = spawn(process.execPath, [bin, 'simulate', 'cryptomus', ...args], {
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
    ['an unknown provider', ['simulate', 'acme'], /Allowed choices are cryptomus/],
    ['an unknown option', ['simulate', 'cryptomus', '--prot', '1'], /Did you mean --port\?/],
    ['a port that is none', ['simulate', 'cryptomus', '--port', '70000'], /from 0 to 65535/],
    ['an empty key', ['simulate', 'cryptomus', '--payment-key', ''], /must not be empty/],
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
    expect(help.stdout).toContain('simulate [options] <provider>');
    expect((await run('simulate', '--help')).stdout).toContain('--payout-key <key>');
  });

  test('without a command prints its help as an error', async () => {
    const { code, stderr } = await run();
    expect(code).toBe(2);
    expect(stderr).toContain('Usage: paymux');
  });
});
