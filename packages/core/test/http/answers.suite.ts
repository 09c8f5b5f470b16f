import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { answer, endAfter, head, inTurn, write } from './misbehaving-server.js';
import { type CreateClient, failureOf, get, open, post, serve } from './suite-tools.js';

const STATUSES = [
  200, 201, 202, 400, 401, 402, 403, 404, 405, 407, 408, 409, 410, 421, 422, 425, 429, 500, 502, 503, 504,
];
// What PHP writes, what JSON may hold and what no serialiser would make twice.
const AWKWARD =
  '{"url":"https:\\/\\/x","name":"Zo\u00eb \\u00e9 \u{1f4b8}","amount":1.50,"nul":"\u0000", "spaces" : [ ] }\r\n';

export function describeAnswers(createClient: CreateClient): void {
  test.each(STATUSES)('returns an answer with status %i whole, after one request', async (status) => {
    const server = await serve(answer(status, '{"state":1}', ['retry-after: 7', 'content-type: application/json']));
    const response = await open(createClient()).send(post(`${server.origin}/v1/payment`));

    expect(response.status).toBe(status);
    expect(response.headers.get('retry-after')).toBe('7');
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(Buffer.from(response.body).toString()).toBe('{"state":1}');
    expect(server.requests).toHaveLength(1);
  });

  test.each([204, 205])('returns status %i, which has no body', async (status) => {
    const server = await serve(write(head(status, status === 204 ? [] : ['content-length: 0'])));
    const response = await open(createClient()).send(post(server.origin));
    expect(response).toMatchObject({ status, body: Buffer.alloc(0) });
  });

  test('returns an empty body, and a body that is not JSON', async () => {
    const server = await serve(inTurn(answer(200), answer(502, '<html>Bad gateway</html>')));
    const client = open(createClient());
    expect((await client.send(post(server.origin))).body).toHaveLength(0);
    expect(Buffer.from((await client.send(post(server.origin))).body).toString()).toBe('<html>Bad gateway</html>');
  });

  test('reads a chunked body, and one that ends with the connection', async () => {
    const chunked = `${head(200, ['transfer-encoding: chunked'])}3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n`;
    const server = await serve(inTurn(write(chunked), endAfter(`${head(200, ['connection: close'])}until the end`)));
    const client = open(createClient());
    expect(Buffer.from((await client.send(post(server.origin))).body).toString()).toBe('abcde');
    expect(Buffer.from((await client.send(post(server.origin))).body).toString()).toBe('until the end');
  });

  test.each(['text', 'bytes'])('carries awkward bytes unchanged both ways, from a body given as %s', async (form) => {
    const server = await serve((socket, request) => answer(200, request.body)(socket, request));
    const body = form === 'text' ? AWKWARD : Buffer.from(AWKWARD);
    const response = await open(createClient()).send(post(server.origin, { body }));
    expect(server.requests[0]?.body.equals(Buffer.from(AWKWARD))).toBe(true);
    expect(Buffer.from(response.body).equals(Buffer.from(AWKWARD))).toBe(true);
  });

  test('carries every byte value unchanged both ways', async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, value) => value);
    const server = await serve((socket, request) => answer(200, request.body)(socket, request));
    const response = await open(createClient()).send(post(server.origin, { body: bytes }));
    expect(server.requests[0]?.body.equals(bytes)).toBe(true);
    expect(Buffer.from(response.body).equals(bytes)).toBe(true);
  });

  test('sends the headers of the request as they are written, and adds none but the framing', async () => {
    const server = await serve(answer(200));
    const headers = { 'X-Sign': 'a b  c', merchant: 'M', 'Idempotency-Key': 'order-1', 'X-Latin': 'Zo\u00eb' };
    await open(createClient()).send(post(`${server.origin}/v1/a%2Fb?x=1&y=%20#fragment`, { headers, body: 'plain' }));

    const host = `127.0.0.1:${String(server.port)}`;
    expect(server.requests[0]?.line).toBe('POST /v1/a%2Fb?x=1&y=%20 HTTP/1.1');
    expect(server.requests[0]?.headers).toEqual([
      `host: ${host}`,
      'connection: keep-alive',
      'X-Sign: a b  c',
      'merchant: M',
      'Idempotency-Key: order-1',
      'X-Latin: Zo\u00eb',
      'content-length: 5',
    ]);
  });

  test.each(['GET', 'DELETE'] as const)('sends %s without a body or a length', async (method) => {
    const server = await serve(answer(200));
    await open(createClient()).send(get(server.origin, { method }));
    expect(server.requests[0]?.line).toBe(`${method} / HTTP/1.1`);
    expect(server.requests[0]?.headers.join()).not.toContain('content-length');
  });

  test.each(['PUT', 'PATCH', 'DELETE'] as const)('sends %s with its body', async (method) => {
    const server = await serve(answer(200));
    await open(createClient()).send(post(server.origin, { method, body: 'x=1' }));
    expect(server.requests[0]).toMatchObject({ line: `${method} / HTTP/1.1`, body: Buffer.from('x=1') });
  });

  test('keeps headers that come twice', async () => {
    const server = await serve(answer(200, '', ['x-warning: one', 'x-warning: two']));
    const response = await open(createClient()).send(post(server.origin));
    expect(response.headers.get('x-warning')).toBe('one, two');
  });

  test('passes over informational answers', async () => {
    const server = await serve(write(head(103, ['link: </x>']), head(200, ['content-length: 2']), 'ok'));
    expect(await open(createClient()).send(post(server.origin))).toMatchObject({
      status: 200,
      body: Buffer.from('ok'),
    });
  });

  test.each([
    ['gzip', gzipSync('{"state":0}')],
    ['x-gzip', gzipSync('{"state":0}')],
    ['deflate', deflateSync('{"state":0}')],
    ['BR', brotliCompressSync('{"state":0}')],
    ['identity', Buffer.from('{"state":0}')],
  ])('undoes %s, though nobody asked for it', async (coding, compressed) => {
    const server = await serve(answer(200, compressed, [`content-encoding: ${coding}`]));
    const response = await open(createClient()).send(post(server.origin));
    expect(Buffer.from(response.body).toString()).toBe('{"state":0}');
    expect(response.headers.has('content-encoding')).toBe(false);
  });

  test('refuses compressed data that ends early, is damaged or has an unknown coding', async () => {
    const whole = gzipSync('{"state":0,"result":{}}');
    const coded = (body: Uint8Array, coding: string) => answer(200, body, [`content-encoding: ${coding}`]);
    const server = await serve(
      inTurn(
        coded(whole.subarray(0, whole.byteLength - 9), 'gzip'),
        coded(Buffer.from('no gzip'), 'gzip'),
        coded(whole, 'zstd'),
      ),
    );
    const client = open(createClient());
    expect(await failureOf(client.send(post(server.origin)))).toMatchObject({
      failure: 'answer_cut',
      outcome: 'unknown',
    });
    expect(await failureOf(client.send(post(server.origin)))).toMatchObject({
      failure: 'answer_cut',
      outcome: 'unknown',
    });
    expect(await failureOf(client.send(post(server.origin)))).toMatchObject({ failure: 'failed', outcome: 'unknown' });
  });

  test('accepts a body of exactly the limit and refuses one byte more, announced or not', async () => {
    const server = await serve(
      inTurn(
        answer(200, 'x'.repeat(1_000)),
        answer(200, 'x'.repeat(1_001)),
        endAfter(`${head(200, ['connection: close'])}${'x'.repeat(1_001)}`),
      ),
    );
    const client = open(createClient({ maxResponseBytes: 1_000 }));
    expect((await client.send(post(server.origin))).body).toHaveLength(1_000);
    for (let call = 0; call < 2; call += 1) {
      const failure = await failureOf(client.send(post(server.origin)));
      expect(failure).toMatchObject({ failure: 'answer_too_large', outcome: 'unknown' });
    }
  });

  test('cuts a gzip bomb at the limit', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    expect(bomb.byteLength).toBeLessThan(1_048_576);
    const server = await serve(answer(200, bomb, ['content-encoding: gzip']));
    const failure = await failureOf(open(createClient()).send(post(server.origin)));
    expect(failure).toMatchObject({ failure: 'answer_too_large', outcome: 'unknown' });
  });
}
