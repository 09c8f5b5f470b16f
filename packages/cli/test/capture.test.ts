import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, request, type IncomingMessage, type RequestListener } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { createCryptomus } from '@paymux/cryptomus';
import { readRecordings, type Recording, startCryptomusSimulator } from '@paymux/simulators';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { runPaymux } from '../src/index.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const bin = fileURLToPath(new URL('../bin/paymux.js', import.meta.url));

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'capture-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  return folder;
}

/** A server on this machine, closed when the test is over. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
}

/** Answers every request with its own body. */
const echo: RequestListener = (incoming, outgoing) => {
  outgoing.writeHead(200, { 'content-type': incoming.headers['content-type'] ?? 'text/plain' });
  incoming.pipe(outgoing);
};

/** A promise, and what fulfils it. */
function signal(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((fulfil) => {
    resolve = fulfil;
  });
  return { promise, resolve: () => resolve() };
}

/** Runs `paymux capture` in this process. */
async function capture(target: string, ...args: readonly string[]) {
  const folder = newFolder();
  const out = join(folder, 'fixtures');
  let stdout = '';
  let stderr = '';
  const ready = signal();
  const stopped = signal();
  const code = runPaymux(
    ['capture', '--target', target, '--out', out, '--test', join(folder, 'test/recorded.test.ts'), ...args],
    {
      stdout: {
        write(line) {
          stdout += line;
          ready.resolve();
        },
      },
      stderr: { write: (line) => (stderr += line) },
      untilStopped: () => stopped.promise,
    },
  );
  await Promise.race([ready.promise, code]);
  const { baseUrl = '', webhooksUrl = '' } = JSON.parse(
    stdout === '' ? '{}' : (stdout.split('\n')[0] ?? ''),
  ) as Readonly<Record<string, string>>;
  async function stop() {
    stopped.resolve();
    return { code: await code, stdout, stderr };
  }
  onTestFinished(() => void stop());
  return { baseUrl, webhooksUrl, folder, out, stop, recordings: (): readonly Recording[] => readRecordings(out) };
}

/** Sends bytes as they are, over a connection of its own. */
async function send(
  url: string,
  method: string,
  headers: readonly string[],
  body: string | Buffer = '',
): Promise<IncomingMessage> {
  const outgoing = request(url, { method, headers: ['Host', new URL(url).host, 'Connection', 'close', ...headers] });
  outgoing.end(body);
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  return answer;
}

async function post(url: string, body: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  const type = { 'content-type': 'application/json', connection: 'close' };
  return fetch(url, { method: 'POST', body, headers: { ...type, ...headers } });
}

function run(
  cwd: string,
  program: string,
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly output: string }> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_OPTIONS$)/.test(name)));
  return new Promise((resolve) => {
    execFile(program, [...args], { cwd, env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : 1, output: stdout + stderr });
    });
  });
}

/** Starts the real command and waits for its first line. */
async function start(cwd: string, ...args: readonly string[]) {
  const child = spawn(process.execPath, [bin, ...args], { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
  const { baseUrl = '' } = JSON.parse(chunk.toString('utf8')) as Readonly<Record<string, string>>;
  const rest = text(child.stdout);
  async function stop(): Promise<string> {
    const ended = once(child, 'exit');
    child.kill('SIGINT');
    expect(await ended).toEqual([0, null]);
    return rest;
  }
  return { baseUrl, stop };
}

describe('paymux capture, then paymux simulate --from', () => {
  test('records a real adapter at work, which then works with the recordings alone', async () => {
    const folder = newFolder();
    const simulator = await startCryptomusSimulator({ clock: 'virtual' });
    onTestFinished(() => simulator.close());
    const { merchantId, paymentKey, payoutKey } = simulator;
    const connect = (baseUrl: string, key: string) =>
      createCryptomus({ merchantId, paymentApiKey: key, payoutApiKey: payoutKey, baseUrl, maxRetries: 0 });
    const order = { reference: 'order-42', amount: { amount: '15.00', currency: 'USD' } } as const;
    const payout = {
      reference: 'payout-7',
      amount: { amount: '5', currency: 'USDT' },
      network: 'tron',
      destination: { type: 'crypto_address', address: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t' },
      feeFrom: 'balance',
    } as const;

    const capturing = await start(folder, 'capture', '--target', simulator.baseUrl);
    const live = connect(capturing.baseUrl, paymentKey);
    const created = await live.payments.createPayment(order);
    const found = await live.payments.findPayment({ reference: 'order-42' });
    const sent = await live.payouts.createPayout(payout);
    const shown = await capturing.stop();
    expect(shown).toMatch(/^POST \/v1\/payment → 200 {2}0001-post-v1-payment\.json\n/);
    expect(shown).toContain('Recorded 3 calls and 0 webhooks in fixtures');

    const replaying = await start(folder, 'simulate', '--from', 'fixtures');
    const replayed = connect(replaying.baseUrl, 'another-payment-key');
    expect(await replayed.payments.createPayment(order)).toEqual(created);
    expect(await replayed.payments.findPayment({ reference: 'order-42' })).toEqual(found);
    expect(await replayed.payouts.createPayout(payout)).toEqual(sent);
    await expect(replayed.payments.findPayment({ reference: 'order-43' })).rejects.toMatchObject({
      outcome: 'unknown',
    });
    expect(await replaying.stop()).toBe('');

    const written = readdirSync(join(folder, 'fixtures')).map((file) =>
      readFileSync(join(folder, 'fixtures', file), 'utf8'),
    );
    const signs = simulator.control.requests().map(({ headers }) => headers['sign'] ?? '');
    expect(signs).toHaveLength(3);
    for (const secret of [paymentKey, payoutKey, payout.destination.address, ...signs]) {
      expect(written.join('') + shown).not.toContain(secret);
    }
  });

  test('writes a test that passes, and fails for another answer', async () => {
    const upstream = await serve((incoming, outgoing) => {
      outgoing.writeHead(incoming.method === 'POST' ? 201 : 200, { 'content-type': 'application/json' });
      incoming.resume();
      outgoing.end(`{ "method":"${incoming.method ?? ''}","price":1.50,"api_key":"hidden-${String(Math.random())}" }`);
    });
    const merchant = await serve(echo);
    const { baseUrl, folder, out, stop, webhooksUrl } = await capture(upstream, '--webhooks-to', `${merchant}/hooks`);
    await post(`${baseUrl}/v1/payment_intents`, '{"amount":1.50,"note":"it\'s $1 & `2` \\\\"}');
    await post(`${baseUrl}/v1/payment_intents`, '{"amount":2,"secret":"hush-hush-1"}');
    await (await fetch(`${baseUrl}/v1/payment_intents?status=a%20b&token=t`)).text();
    await (await fetch(`${baseUrl}/v1/payment_intents?status=a%20b&token=t`)).text();
    await post(webhooksUrl, '{"type":"paid","data":{"id":1}}', { 'x-signature': 'v1=abcdef' });
    const { stdout } = await stop();
    expect(stdout).toContain('Wrote ');

    mkdirSync(join(folder, 'node_modules/@paymux'), { recursive: true });
    symlinkSync(join(ROOT, 'packages/simulators'), join(folder, 'node_modules/@paymux/simulators'));
    symlinkSync(join(ROOT, 'node_modules/vitest'), join(folder, 'node_modules/vitest'));
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    const vitest = join(ROOT, 'node_modules/.bin/vitest');
    const passed = await run(folder, vitest, 'run', '--root', folder, '--reporter=verbose');
    expect(passed.code, passed.output).toBe(0);
    for (const title of [
      'answers POST /v1/payment_intents as recorded (0001)',
      'answers POST /v1/payment_intents as recorded (0002)',
      'answers GET /v1/payment_intents?status=a%20b&token=[redacted-4] as recorded (2 times, in order)',
      'reads the delivery of POST /hooks (0005)',
    ]) {
      expect(passed.output).toContain(title);
    }

    const strict = ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'es2023', '--skipLibCheck'];
    const types = ['--typeRoots', join(ROOT, 'node_modules/@types'), '--types', 'node'];
    const compiled = await run(
      folder,
      join(ROOT, 'node_modules/.bin/tsc'),
      ...strict,
      ...types,
      'test/recorded.test.ts',
    );
    expect(compiled.code, compiled.output).toBe(0);

    const file = join(out, '0001-post-v1-payment-intents.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"status": 201', '"status": 202'));
    const failed = await run(folder, vitest, 'run', '--root', folder);
    expect(failed.code).toBe(1);
    expect(failed.output).toContain('1 failed');
  }, 60_000);

  test('writes the same test in JavaScript, and leaves one that is there as it is', async () => {
    const upstream = await serve(echo);
    const first = await capture(upstream);
    const file = join(first.folder, 'own.test.js');
    await post(first.baseUrl, '{}');
    await first.stop();

    const again = async (...args: readonly string[]): Promise<string> => {
      const { baseUrl, stop } = await capture(upstream, '--out', first.out, '--test', file, ...args);
      await post(baseUrl, '{}');
      return (await stop()).stdout;
    };
    expect(await again()).toContain(`Wrote ${file}`);
    expect(readFileSync(file, 'utf8')).toContain('/** @param {string} file */');
    writeFileSync(file, 'mine');
    expect(await again()).toContain(`${file} is there and stays`);
    expect(readFileSync(file, 'utf8')).toBe('mine');
    expect(await again('--force')).toContain(`Wrote ${file}`);
    expect(readFileSync(file, 'utf8')).toContain('4 times, in order');
    expect(await again('--no-test')).not.toContain('test.js');
    expect(readdirSync(first.out)).toHaveLength(5);
  });
});

test('a second recording into one folder takes the next numbers, for files and for placeholders', async () => {
  const upstream = await serve(echo);
  const first = await capture(upstream);
  await post(first.baseUrl, '{"phone":"1","email":"2"}');
  await first.stop();
  const second = await capture(upstream, '--out', first.out);
  await post(second.baseUrl, '{"phone":"1"}');
  expect(first.recordings().map(({ file, request: { body } }) => [file, body])).toEqual([
    ['0001-post.json', '{"phone":"[redacted-1]","email":"[redacted-2]"}'],
    ['0002-post.json', '{"phone":"[redacted-3]"}'],
  ]);
});

describe('what passes through', () => {
  test('arrives byte for byte, both ways', async () => {
    const seen: { rawHeaders: string[]; url: string | undefined; body: Buffer }[] = [];
    const bytes = Buffer.from([0, 255, 128, 10, 13]);
    const upstream = await serve((incoming, outgoing) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        seen.push({ rawHeaders: incoming.rawHeaders, url: incoming.url, body: Buffer.concat(chunks) });
        outgoing.writeHead(299, 'Quite fine', ['X-Two', 'a', 'X-Two', 'b', 'Keep-Alive', 'timeout=9']);
        outgoing.end(bytes);
      });
    });
    const { baseUrl, recordings } = await capture(`${upstream}/base/`);
    const headers = ['X-CaSe', 'a', 'X-CaSe', 'b', 'X-Hop', '1', 'Accept-Encoding', 'gzip', 'Content-Length', '5'];
    const answer = await send(`${baseUrl}/a%2Fb//c?x=%7e&y=1?2`, 'PATCH', ['Connection', 'x-hop', ...headers], bytes);
    expect([answer.statusCode, answer.statusMessage]).toEqual([299, 'Quite fine']);
    expect(answer.headersDistinct['x-two']).toEqual(['a', 'b']);
    const received: Buffer[] = [];
    for await (const chunk of answer) received.push(chunk as Buffer);
    expect(Buffer.concat(received)).toEqual(bytes);

    expect(seen[0]).toMatchObject({ url: '/base/a%2Fb//c?x=%7e&y=1?2', body: bytes });
    const sent = seen[0]?.rawHeaders.join('|') ?? '';
    expect(sent).toContain(
      `Host|${new URL(upstream).host}|X-CaSe|a|X-CaSe|b|Content-Length|5|Accept-Encoding|identity`,
    );
    expect(sent.toLowerCase()).not.toContain('x-hop');
    expect(recordings()).toMatchObject([
      {
        file: '0001-patch-a-2fb-c.json',
        request: {
          path: '/a%2Fb//c',
          query: 'x=%7e&y=1?2',
          headers: { 'x-case': ['a', 'b'] },
          body: { bytes: 5, because: 'not_text' },
        },
        response: { status: 299, headers: { 'x-two': ['a', 'b'] }, body: { bytes: 5, because: 'not_text' } },
      },
    ]);
  });

  test('is streamed: the first part arrives while the rest is still to come', async () => {
    let finish = (): void => undefined;
    const upstream = await serve((_, outgoing) => {
      outgoing.write('first ');
      finish = () => outgoing.end('second');
    });
    const { baseUrl, recordings } = await capture(upstream);
    const answer = await send(baseUrl, 'GET', []);
    const [chunk] = (await once(answer, 'data')) as [Buffer];
    expect(chunk.toString()).toBe('first ');
    finish();
    expect(await text(answer)).toBe('second');
    expect(recordings()[0]?.response?.body).toBe('first second');
  });

  test('is recorded as text only where it can be read and holds nothing to hide', async () => {
    const bodies: Readonly<Record<string, readonly [Buffer | string, Record<string, string>]>> = {
      '/gzip': [gzipSync('{}'), { 'content-encoding': 'gzip' }],
      '/long': ['x'.repeat(1_000_001), {}],
      '/html': ['<b>token 1</b>', {}],
      '/text': ['PONG', {}],
    };
    const upstream = await serve(({ url = '' }, outgoing) => {
      const [body, headers] = bodies[url] ?? ['', {}];
      outgoing.writeHead(200, headers);
      outgoing.end(body);
    });
    const { baseUrl, recordings } = await capture(upstream);
    for (const path of Object.keys(bodies)) await text(await send(baseUrl + path, 'GET', []));
    expect(recordings().map(({ response }) => response?.body)).toEqual([
      { bytes: gzipSync('{}').length, sha256: expect.any(String), because: 'compressed' },
      { bytes: 1_000_001, sha256: expect.any(String), because: 'too_long' },
      { bytes: 14, sha256: expect.any(String), because: 'sensitive' },
      'PONG',
    ]);
  });

  test('goes to the merchant where it is a webhook, under any host name', async () => {
    const merchant = await serve((incoming, outgoing) => {
      outgoing.writeHead(incoming.url === '/hooks?via=tunnel' ? 204 : 500).end();
      incoming.resume();
    });
    const { recordings, stop, webhooksUrl } = await capture('http://127.0.0.1:9', '--webhooks-to', `${merchant}/hooks`);
    expect(webhooksUrl).toMatch(/\/__webhooks$/);
    const headers = ['Host', 'tunnel.example', 'Content-Type', 'application/json', 'X-Signature', 't=1,v1=00aabbcc'];
    const outgoing = request(`${webhooksUrl}?via=tunnel`, { method: 'POST', headers });
    outgoing.end('{"id":"evt_1"}');
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    answer.resume();
    await once(answer, 'end');
    expect(answer.statusCode).toBe(204);
    expect(recordings()).toMatchObject([
      {
        file: '0001-webhook-post-hooks.json',
        kind: 'webhook',
        request: {
          path: '/hooks',
          query: 'via=tunnel',
          headers: { 'x-signature': '[redacted-1]' },
          body: '{"id":"evt_1"}',
        },
        response: { status: 204 },
      },
    ]);
    expect((await stop()).stdout).toContain('webhook POST /hooks → 204  0001-webhook-post-hooks.json\n');
  });

  test('is nothing that a web page sends under a name of its own, and nothing for other hosts', async () => {
    const { baseUrl, out, stop } = await capture(await serve(echo));
    const outgoing = request(baseUrl, { headers: { host: 'evil.example' } }).end();
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    expect([answer.statusCode, await text(answer)]).toEqual([403, 'Calls are taken under a loopback name only.\n']);
    const proxied = request(baseUrl, { path: 'http://other.example/' }).end();
    const [refused] = (await once(proxied, 'response')) as [IncomingMessage];
    refused.resume();
    expect(refused.statusCode).toBe(403);
    expect(readdirSync(out)).toEqual([]);
    expect((await stop()).stdout).toContain('Recorded 0 calls');
  });
});

describe('what fails', () => {
  test('a target that is not there is recorded as such, and answered with 502', async () => {
    const { baseUrl, recordings, stop } = await capture('http://127.0.0.1:9', '--json');
    const answer = await post(`${baseUrl}/pay`, '{"amount":1}');
    expect([answer.status, await answer.text()]).toEqual([502, '127.0.0.1:9 did not answer.\n']);
    expect(recordings()).toMatchObject([{ failure: 'unreachable', request: { path: '/pay', body: '{"amount":1}' } }]);
    const { code, stdout } = await stop();
    expect(code).toBe(0);
    const [, line = '', summary = ''] = stdout.split('\n');
    expect(JSON.parse(line)).toEqual({
      file: '0001-post-pay.json',
      kind: 'call',
      method: 'POST',
      path: '/pay',
      failure: 'unreachable',
    });
    expect(JSON.parse(summary)).toMatchObject({ recorded: 1, calls: 1, webhooks: 0, lost: 0, outcome: 'written' });
  });

  test('an answer that breaks off breaks off, and is recorded as cut', async () => {
    const upstream = await serve((incoming, outgoing) => {
      outgoing.writeHead(200, { 'content-length': 100 });
      outgoing.write('half', () => incoming.socket.destroy());
    });
    const { baseUrl, recordings } = await capture(upstream);
    const answer = await send(baseUrl, 'GET', []);
    await expect(text(answer)).rejects.toThrow('aborted');
    expect(recordings()).toMatchObject([{ failure: 'cut' }]);
    expect(recordings()[0]).not.toHaveProperty('response');
  });

  test('a call under way when the command is stopped is recorded as abandoned', async () => {
    const reached = signal();
    const upstream = await serve(() => {
      reached.resolve();
    });
    const { baseUrl, recordings, stop } = await capture(upstream);
    const { hostname, port } = new URL(baseUrl);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    socket.write('GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await reached.promise;
    expect((await stop()).code).toBe(0);
    expect(recordings()).toMatchObject([{ failure: 'abandoned', request: { path: '/slow' } }]);
  });

  test('a folder that cannot be written is named before anything listens', async () => {
    const file = join(newFolder(), 'file');
    writeFileSync(file, '');
    const { stop } = await capture('http://127.0.0.1:9', '--out', join(file, 'fixtures'));
    expect(await stop()).toEqual({
      code: 1,
      stdout: '',
      stderr: `${join(file, 'fixtures')} cannot be written (ENOTDIR). Choose another --out.\n`,
    });
  });

  test('recordings that cannot be replayed are named, all of them', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, '1.json'), '{');
    writeFileSync(join(folder, '2.json'), '[]');
    let stderr = '';
    const code = await runPaymux(['simulate', '--from', folder], {
      stdout: { write: () => undefined },
      stderr: { write: (line) => (stderr += line) },
      untilStopped: () => Promise.resolve(),
    });
    expect(code).toBe(1);
    expect(stderr).toBe(
      `${join(folder, '1.json')}: It is not JSON.\n${join(folder, '2.json')}: It is one JSON object.\n`,
    );
  });

  test.each<[what: string, args: readonly string[], message: RegExp]>([
    ['no target', [], /required option '--target <url>'/],
    ['a target without TLS elsewhere', ['--target', 'http://pay.example'], /Credentials travel over https/],
    ['a target with credentials', ['--target', 'https://u:p@pay.example'], /no credentials/],
    ['a target with a query', ['--target', 'https://pay.example/?a'], /ends with its path/],
    ['itself as the target', ['--target', 'http://localhost:4010', '--port', '4010'], /the same address/],
    ['webhooks to no URL', ['--target', 'https://pay.example', '--webhooks-to', 'x'], /http or https URL/],
    ['a path that is none', ['--target', 'https://pay.example', '--webhooks-path', 'x'], /It is a path/],
    ['a test in another language', ['--target', 'https://pay.example', '--test', 'x.py'], /ends in \.ts or \.js/],
  ])('%s cannot be meant', async (_, args, message) => {
    let stderr = '';
    const code = await runPaymux(['capture', ...args], {
      stdout: { write: () => undefined },
      stderr: { write: (line) => (stderr += line) },
      untilStopped: () => Promise.resolve(),
    });
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});

describe('whatever is said', () => {
  const value = fc.stringMatching(/^[A-Za-z0-9]{8,16}$/).map((random) => `canary${random}`);
  const secrets = fc.record({
    key: value,
    cookie: value,
    query: value,
    field: value,
    listed: value,
    form: value,
    wallet: value,
  });

  test('nothing secret or personal is on disk or in the output', async () => {
    const upstream = await serve((incoming, outgoing) => {
      outgoing.setHeader('set-cookie', incoming.headers.cookie ?? '');
      outgoing.setHeader('x-echo', incoming.headers.authorization ?? '');
      echo(incoming, outgoing);
    });
    const { baseUrl, out, recordings, stop } = await capture(
      upstream,
      '--redact-header',
      'X-Acme',
      '--redact-field',
      'Blob',
    );
    await fc.assert(
      fc.asyncProperty(secrets, async ({ cookie, field, form, key, listed, query, wallet }) => {
        const mail = `${field}@shop.example`;
        const body = JSON.stringify({
          amount: '15.00',
          reference: 'order-42',
          customer: { name: field, e_mail: mail, items: [{ phone: listed }] },
          text: `${mail} paid with 4242 4242 4242 4242 and ${key}`,
          wallet_address: wallet,
          blob: listed,
          raw: JSON.stringify({ deep: [{ 'api-key': query }] }),
        });
        const headers = {
          authorization: `Bearer ${key}`,
          cookie: `session=${cookie}`,
          'x-acme': listed,
          'x-api-sign': form,
        };
        await (await post(`${baseUrl}/pay/${key}?token=${query}&id=7`, body, headers)).text();
        const fields = new URLSearchParams({ 'card[number]': form, amount: '15.00', note: `for ${key}` });
        await (
          await post(`${baseUrl}/form`, fields.toString(), {
            ...headers,
            'content-type': 'application/x-www-form-urlencoded',
          })
        ).text();
      }),
      { numRuns: 40 },
    );
    const { stdout, stderr } = await stop();
    const files = readdirSync(out);
    expect(files.length).toBeGreaterThanOrEqual(80);
    const everything = [stdout, stderr, ...files, ...files.map((file) => readFileSync(join(out, file), 'utf8'))].join(
      '\n',
    );
    expect(everything.match(/.*(?:canary|4242|shop\.example).*/g)).toBeNull();
    expect(recordings().every(({ request: { body } }) => typeof body === 'string' && body.includes('15.00'))).toBe(
      true,
    );
    expect(recordings()[0]?.request.body).toContain('"reference":"order-42"');
  });
});
