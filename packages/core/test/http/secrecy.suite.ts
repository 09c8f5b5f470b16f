import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { HttpClientOptions } from '../../src/http/http-client-options.js';
import { answer, type Behaviour, endAfter, head, resetAfter, write } from './misbehaving-server.js';
import { type CreateClient, certificate, failureOf, open, post, serve } from './suite-tools.js';

const CANARY = 'canary-4f1d0c9a';
const CODED = ['content-encoding: gzip'];

const SERVERS: readonly (readonly [string, Behaviour])[] = [
  ['a reset', resetAfter()],
  ['an answer that is no HTTP', write(`${CANARY}\r\n\r\n`)],
  ['a header that cannot be read', write(`HTTP/1.1 200 OK\r\n${CANARY}\u0000\r\n\r\n`)],
  ['a cut answer', endAfter(`${head(200, [`x-echo: ${CANARY}`, 'content-length: 99'])}${CANARY}`)],
  ['a broken chunk', write(`${head(200, ['transfer-encoding: chunked'])}${CANARY}\r\n`)],
  ['a damaged compression', answer(200, CANARY, CODED)],
  ['a long answer', answer(200, CANARY.repeat(100))],
  ['a long compressed answer', answer(200, gzipSync(CANARY.repeat(1_000)), CODED)],
  ['a redirect', answer(302, CANARY, [`location: https://${CANARY}.example/?key=${CANARY}`])],
];

const REFUSALS: readonly (readonly [string, string, HttpClientOptions])[] = [
  ['a URL that cannot be read', `https://gateway.example:${CANARY}/`, {}],
  ['a URL with credentials', `https://${CANARY}:${CANARY}@gateway.example/`, {}],
  ['a private address', `https://10.0.0.1/?key=${CANARY}`, {}],
  [
    'a failing resolver',
    `https://gateway.example/?key=${CANARY}`,
    { resolve: () => Promise.reject(new Error(CANARY)) },
  ],
  [
    'a failing hook',
    `https://gateway.example/?key=${CANARY}`,
    { hooks: { beforeRequest: ({ headers }) => Promise.reject(new Error(JSON.stringify(headers))) } },
  ],
];

export function describeSecrecy(createClient: CreateClient): void {
  function expectNoCanary(error: Error): void {
    expect(inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true })).not.toContain(CANARY);
    expect(JSON.stringify(error)).not.toContain(CANARY);
    for (let link: unknown = error; link instanceof Error; link = link.cause) {
      expect(`${link.message} ${link.stack ?? ''} ${String(link)}`).not.toContain(CANARY);
    }
  }

  const secretFields = { headers: { authorization: CANARY, 'x-key': CANARY }, body: `{"key":"${CANARY}"}` };

  test.each(SERVERS)('shows no credential, header, body or query in the error after %s', async (_, behaviour) => {
    const server = await serve(behaviour);
    const client = open(createClient({ maxResponseBytes: 1_000 }));
    expectNoCanary(await failureOf(client.send(post(`${server.origin}/?key=${CANARY}`, secretFields))));
  });

  test.each(REFUSALS)('shows none in the error after %s', async (_, url, options) => {
    expectNoCanary(await failureOf(open(createClient(options)).send(post(url, secretFields))));
  });

  test('shows none in the error after a refused certificate, a refused header or a signal with a reason', async () => {
    const server = await serve(answer(200), { tls: certificate('self-signed') });
    const client = open(createClient());
    const url = `${server.origin}/?key=${CANARY}`;
    expectNoCanary(await failureOf(client.send(post(url, secretFields))));
    expectNoCanary(await failureOf(client.send(post(url, { headers: { 'x-key': `${CANARY}\n` } }))));
    expectNoCanary(await failureOf(client.send(post(url, { signal: AbortSignal.abort(new Error(CANARY)) }))));
  });
}
