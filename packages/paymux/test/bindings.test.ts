import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { MisconfiguredError, type VerifiedEvent } from '@paymux/core';
import { createFakeClock, createRecordingLogger } from '@paymux/core/testing';
import { heleketSignatureHeaders } from '@paymux/heleket/testing';
import { signMolamWebhook } from '@paymux/molam/testing';
import type { FetchHandler, WebhookHandlerOptions } from '@paymux/orchestration';
import { type CryptomusSimulator, startCryptomusSimulator } from '@paymux/simulators';
import express from 'express';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { expressWebhooks } from '../src/bindings/express.js';
import { nodeWebhooks } from '../src/bindings/node.js';
import { createPaymux } from '../src/index.js';
import { type Host, HOSTS } from './hosts.js';
import { listen, type Server } from './serve.js';

const SECRET = 'whsec_bindings_3f1c';
const NOW = '2026-01-01T00:00:00.000Z';
const WRITTEN_BY_PHP = String.raw`{"id":"evt_php","type":"payment_intent.succeeded", "livemode":true,"data":{"id":"pi_1","amount":4200,"currency":"EUR","status":"succeeded","metadata":{"url":"https:\/\/shop.example\/caf\u00e9","half":1.50}}}`;
const PAID_OUT = '{"transaction_id":"payout-1","status":"confirmed","amount":"5","asset":"USDT"}';

let simulator: CryptomusSimulator;
let orders = 0;
const cleanUp: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  simulator = await startCryptomusSimulator();
});

afterEach(async () => {
  for (const close of cleanUp.splice(0).reverse()) await close();
});

afterAll(() => simulator.close());

/** A shop whose webhooks are at `host`, on accounts of two providers. */
async function openShop(host: Pick<Host, 'start'>, options: WebhookHandlerOptions = {}) {
  const clock = createFakeClock(NOW);
  const logger = createRecordingLogger();
  const { baseUrl, merchantId, paymentKey } = simulator;
  const paymux = await createPaymux(
    {
      accounts: [
        { id: 'shop', provider: 'cryptomus', options: { merchantId, baseUrl, paymentApiKey: paymentKey } },
        { id: 'cards', provider: 'molam', options: { apiKey: 'sk_test_1', webhookSecrets: { 1: SECRET } } },
        {
          id: 'payouts',
          provider: 'heleket',
          options: {
            dialect: 'api-key',
            merchantId: 'merchant-1',
            apiKey: 'sk_test_1',
            webhookSecret: SECRET,
            confirmWebhooks: false,
          },
        },
        { id: 'mute', provider: 'molam', options: { apiKey: 'sk_test_1' } },
      ],
    },
    { clock, logger },
  );
  cleanUp.push(paymux.close);
  const told: VerifiedEvent[] = [];
  const shop = { failing: false };
  const answers: number[] = [];
  const waiting: (() => void)[] = [];
  const handle = paymux.webhooks.handler(
    {
      on: (event) => {
        if (shop.failing) throw new Error('the database is gone');
        told.push(event);
      },
    },
    { paths: { '/payouts/webhook': 'payouts' }, ...options },
  );
  const server = await host.start(async (request) => {
    const response = await handle(request);
    answers.push(response.status);
    for (const go of waiting.splice(0)) go();
    return response;
  });
  cleanUp.push(server.close);
  const nextAnswer = () => new Promise<void>((answered) => waiting.push(answered));
  return { answers, clock, logger, nextAnswer, paymux, server, shop, told };
}

function delivery(id = 'evt_1', body?: string) {
  const content = body ?? JSON.stringify({ ...(JSON.parse(WRITTEN_BY_PHP) as object), id });
  return signMolamWebhook({ body: content, secret: SECRET, signedAt: NOW });
}

const post = (url: string, { body, headers } = delivery()): Promise<Response> =>
  fetch(url, { method: 'POST', body: Buffer.from(body), headers });

/** Sends raw bytes, and answers what came back once the connection was closed. */
function exchange({ url }: Server, ...parts: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => {
      for (const part of parts) socket.write(part);
    });
    let received = '';
    socket.on('data', (piece) => (received += piece.toString()));
    // A connection that is cut while bytes are on their way is reset: what was answered has come.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      resolve(received);
    });
  });
}

const head = (path: string, ...fields: readonly string[]): string =>
  [`POST ${path} HTTP/1.1`, 'host: shop.example', 'content-type: application/json', ...fields, '', ''].join('\r\n');

const hosts = (feature?: 'streams' | 'parsesOthers' | 'everyMethod'): readonly [string, Host][] =>
  Object.entries(HOSTS).filter(([, host]) => feature === undefined || host[feature]);

describe.each(hosts())('with %s', (_name, host) => {
  test('a genuine delivery is 200, and told once however often it comes', async () => {
    const { server, told } = await openShop(host);

    const answers = [await post(`${server.url}/hooks/cards`), await post(`${server.url}/hooks/cards`)];

    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(await answers[0]?.json()).toEqual({ status: 'ok' });
    expect(told).toMatchObject([{ kind: 'payment', payment: { providerId: 'pi_1', status: 'succeeded' } }]);
  });

  test('a delivery of a signed body is looked up, and told', async () => {
    const { paymux, server, told } = await openShop(host);
    const { providerId } = await paymux.payments.createPayment({
      reference: `order-${(orders += 1)}`,
      amount: { amount: '15.00', currency: 'USD' },
      webhookUrl: `${server.url}/hooks/shop`,
    });

    await simulator.control.pay(providerId);

    const { attempts = [] } = simulator.control.deliveries().at(-1) ?? {};
    expect(attempts.map(({ status }) => status)).toEqual([200]);
    expect(told).toMatchObject([{ kind: 'payment', payment: { providerId, status: 'succeeded' } }]);
  });

  test('a forged delivery is 401, with a body that gives nothing away', async () => {
    const { server, told } = await openShop(host);
    const { body, headers } = signMolamWebhook({ body: WRITTEN_BY_PHP, secret: 'guessed', signedAt: NOW });

    const answer = await post(`${server.url}/hooks/cards`, { body, headers });

    expect([answer.status, await answer.text()]).toEqual([401, '{"status":"refused"}']);
    expect(told).toEqual([]);
  });

  test('bytes arrive as they were sent, whatever JSON would make of them', async () => {
    const digests: string[] = [];
    const server = await host.start(async (request) => {
      digests.push(
        createHash('sha256')
          .update(new Uint8Array(await request.arrayBuffer()))
          .digest('hex'),
      );
      return new Response();
    });
    cleanUp.push(server.close);
    const bodies = [WRITTEN_BY_PHP, `${WRITTEN_BY_PHP}\r\n `, '{"a":1.50,"a":"é😀"}'].map((text) => Buffer.from(text));

    for (const body of bodies) await post(`${server.url}/hooks/cards`, { ...delivery(), body });

    expect(digests).toEqual(bodies.map((body) => createHash('sha256').update(body).digest('hex')));
  });

  test('a body with escaped slashes is verified as it was written', async () => {
    const { server, told } = await openShop(host);

    expect((await post(`${server.url}/hooks/cards`, delivery('', WRITTEN_BY_PHP))).status).toBe(200);
    expect(told).toHaveLength(1);
  });

  test('a body that is too large is 413', async () => {
    const { server, told } = await openShop(host);
    const body = Buffer.from(JSON.stringify(['x'.repeat(70_000)]));

    const answer = await exchange(
      server,
      head('/hooks/cards', `content-length: ${body.byteLength}`, 'connection: close'),
      body.toString(),
    );

    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(told).toEqual([]);
  });

  test('a signature in a header is taken once, and refused twice', async () => {
    const { server, told } = await openShop(host);
    const signature = heleketSignatureHeaders(PAID_OUT, SECRET).get('x-heleket-signature') ?? '';
    const sign = (...signatures: readonly string[]): Promise<string> => {
      const fields = signatures.map((value) => `x-heleket-signature: ${value}`);
      const length = `content-length: ${Buffer.byteLength(PAID_OUT)}`;
      return exchange(server, head('/payouts/webhook', ...fields, length, 'connection: close'), PAID_OUT);
    };

    expect(await sign(signature, signature)).toMatch(/^HTTP\/1\.1 401 /);
    expect(await sign(signature, '00')).toMatch(/^HTTP\/1\.1 401 /);
    expect(await sign('00', signature)).toMatch(/^HTTP\/1\.1 401 /);
    expect(told).toEqual([]);
    expect(await sign(signature)).toMatch(/^HTTP\/1\.1 200 /);
    expect(told).toMatchObject([{ kind: 'payout', payout: { providerId: 'payout-1' } }]);
  });

  test.each([
    ['/hooks/nobody', 404],
    ['/hooks/mute', 404],
    ['/hooks/', 404],
    ['/hooks/c%61rds', 200],
    ['/hooks/cards/?account=nobody', 200],
    ['/hooks/deep/below/cards', 200],
    ['/payouts/webhook', 401],
    ['/payouts/webhook?account=cards', 401],
  ])('a delivery to %s is %d', async (path, status) => {
    const { server, told } = await openShop(host);

    expect((await post(`${server.url}${path}`)).status).toBe(status);
    expect(told).toHaveLength(status === 200 ? 1 : 0);
  });

  test('many deliveries at the same time are each told once', async () => {
    const { server, told } = await openShop(host);
    const ids = Array.from({ length: 40 }, (_, index) => `evt_${index}`);

    const answers = await Promise.all([...ids, ...ids].map((id) => post(`${server.url}/hooks/cards`, delivery(id))));

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(told.map(({ deduplicationKey }) => deduplicationKey).sort()).toEqual([...ids].sort());
  });

  test('a handler that throws is 503, and is told the next time', async () => {
    const { server, shop, told } = await openShop(host);
    shop.failing = true;
    const answer = await post(`${server.url}/hooks/cards`);
    expect([answer.status, await answer.text()]).toEqual([503, '{"status":"try again"}']);

    shop.failing = false;
    expect((await post(`${server.url}/hooks/cards`)).status).toBe(200);
    expect(told).toHaveLength(1);
  });

  test('a fetch handler that fails is 500, and the next delivery is answered', async () => {
    let failing = true;
    const server = await host.start(async () => {
      if (failing) throw new Error('no');
      return new Response('fine');
    });
    cleanUp.push(server.close);
    expect((await post(`${server.url}/hooks/cards`)).status).toBe(500);

    failing = false;
    expect(await (await post(`${server.url}/hooks/cards`)).text()).toBe('fine');
  });

  test('health is 200 for an account that can verify, and 503 for one that lacks its secret', async () => {
    const { server } = await openShop(host);

    const answers = await Promise.all(
      ['/hooks/cards', '/payouts/webhook', '/hooks/mute', '/hooks/nobody'].map((path) => fetch(server.url + path)),
    );

    expect(await Promise.all(answers.map(async (answer) => [answer.status, await answer.json()]))).toEqual([
      [200, { status: 'ok', account: 'cards' }],
      [200, { status: 'ok', account: 'payouts' }],
      [503, { status: 'no webhook secret', account: 'mute' }],
      [404, { status: 'not found' }],
    ]);
    const asked = await fetch(`${server.url}/hooks/mute`, { method: 'HEAD' });
    expect([asked.status, await asked.text()]).toEqual([503, '']);
  });
});

describe.each(hosts('everyMethod'))('with %s', (_name, host) => {
  test.each(['PUT', 'PATCH', 'DELETE'])('%s is 405, and hears what is allowed', async (method) => {
    const { server } = await openShop(host);

    const answer = await fetch(`${server.url}/hooks/cards`, { method });

    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
  });
});

describe.each(hosts('streams'))('with %s, before its body has come', (_name, host) => {
  test('a delivery that declares too much is 413, and the connection is closed', async () => {
    const { server } = await openShop(host);

    const answer = await exchange(server, head('/hooks/cards', 'content-length: 65537'));

    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(answer).toMatch(/^connection: close\r$/im);
  });

  test('a delivery without a length is 413 at the first byte too many, and the connection is closed', async () => {
    const { server } = await openShop(host);
    const piece = `${(65_537).toString(16)}\r\n${'x'.repeat(65_537)}\r\n`;

    const answer = await exchange(server, head('/hooks/cards', 'transfer-encoding: chunked'), piece);

    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });

  test('a slow delivery is 408 after the time allowed, and the connection is closed', async () => {
    const { clock, server } = await openShop(host, { bodyTimeoutMs: 2_000 });

    const answered = exchange(server, head('/hooks/cards', 'content-length: 100'), '{"id":');
    await clock.whenSleeping();
    await clock.advance(2_000);

    const answer = await answered;
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toMatch(/^connection: close\r$/im);
  });

  test('a hundred slow deliveries hold up no other one, and end together', async () => {
    const { clock, server, told } = await openShop(host);
    const slow = Array.from({ length: 100 }, () =>
      exchange(server, head('/hooks/cards', 'content-length: 65536'), '{'),
    );
    await clock.whenSleeping(100);

    expect((await post(`${server.url}/hooks/cards`)).status).toBe(200);
    expect(told).toHaveLength(1);

    await clock.advance(15_000);
    for (const answer of await Promise.all(slow)) expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  });

  test.each([
    ['30,000 lists in each other', '['.repeat(30_000) + ']'.repeat(30_000)],
    ['10,000 objects in each other', '{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000)],
    ['no JSON', '{"sign":'],
    ['nothing', ''],
    ['a prototype', '{"__proto__":{"sign":"x"},"constructor":{"prototype":{}},"sign":"y"}'],
  ])('a body of %s is 401, and the next genuine one 200', async (_what, body) => {
    const { server, told } = await openShop(host);

    for (const account of ['shop', 'cards', 'payouts']) {
      const { headers } = delivery();
      expect((await post(`${server.url}/hooks/${account}`, { headers, body: Buffer.from(body) })).status).toBe(401);
    }
    expect((await post(`${server.url}/hooks/cards`)).status).toBe(200);
    expect(told).toHaveLength(1);
  });

  test('a delivery to nobody is not waited for', async () => {
    const { server } = await openShop(host);

    expect(await exchange(server, head('/hooks/nobody', 'content-length: 100'), '{')).toMatch(/^HTTP\/1\.1 404 /);
  });

  test('a sender that hangs up harms nobody', async () => {
    const { answers, clock, nextAnswer, server } = await openShop(host);
    const answered = nextAnswer();
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.write(`${head('/hooks/cards', 'content-length: 100')}{"id":`);
    await clock.whenSleeping();
    socket.destroy();
    await answered;

    expect(answers).toEqual([408]);
    expect((await post(`${server.url}/hooks/cards`)).status).toBe(200);
  });
});

test.each(hosts('parsesOthers'))('with %s, other routes keep their JSON', async (_name, host) => {
  const { server } = await openShop(host);
  const order = { id: 42, lines: ['a/b'] };

  const answer = await fetch(`${server.url}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(order),
  });

  expect(await answer.json()).toEqual(order);
});

test.each(hosts('streams').filter(([name]) => name !== 'hono' && name !== 'next'))(
  'with %s, a method that the standard does not know is 405',
  async (_name, host) => {
    const { server } = await openShop(host);

    const answer = await exchange(
      server,
      'TRACE /hooks/cards HTTP/1.1\r\nhost: shop.example\r\nconnection: close\r\n\r\n',
    );

    expect(answer).toMatch(/^HTTP\/1\.1 405 /);
  },
);

describe('a parser that keeps no bytes', () => {
  const behindJson = (errors: unknown[]) => ({
    start: (handler: FetchHandler) => {
      const app = express().use(express.json()).use('/hooks', expressWebhooks(handler));
      app.use((error: unknown, _request: unknown, response: express.Response, _next: unknown) => {
        errors.push(error);
        response.sendStatus(500);
      });
      return listen(createServer(app));
    },
  });

  test('ends a delivery at once with an error that says what to do', async () => {
    const errors: unknown[] = [];
    const { answers, server, told } = await openShop(behindJson(errors));

    expect((await post(`${server.url}/hooks/cards`)).status).toBe(500);

    expect(errors).toEqual([expect.any(MisconfiguredError)]);
    expect(String(errors[0])).toMatch(/register the webhooks before the parser.*express\.raw/);
    expect([answers, told]).toEqual([[], []]);
  });

  test('is told to the process where no error handler is', async () => {
    const { server, told } = await openShop({
      start: (handler) => {
        const listener = nodeWebhooks(handler);
        return listen(
          createServer((incoming, outgoing) => {
            incoming.resume().once('end', () => {
              listener(incoming, outgoing);
            });
          }),
        );
      },
    });
    const warned = new Promise<Error>((resolve) => process.once('warning', resolve));

    expect((await post(`${server.url}/hooks/cards`)).status).toBe(500);

    expect(await warned).toBeInstanceOf(MisconfiguredError);
    expect(told).toEqual([]);
  });
});
