import { PassThrough, Readable } from 'node:stream';
import { createFakeClock, createRecordingLogger, createSeededRandom } from '@paymux/core/testing';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  type AuditEntry,
  defineRawRoute,
  defineRoute,
  GuardedApp,
  permissionsOf,
  Reply,
  type RequestPolicy,
} from '../src/index.js';
import type { AnyRawRoute, AnyRoute } from '../src/index.js';

const ECHO = defineRoute({
  method: 'POST',
  path: '/v1/things/{id}/echo',
  permission: 'payouts:write',
  summary: 'Says what was said',
  params: z.strictObject({ id: z.string().max(20) }),
  query: z.strictObject({ loud: z.enum(['yes', 'no']).optional() }),
  body: z.strictObject({ text: z.string().max(10), list: z.array(z.unknown()).optional() }),
  response: z.strictObject({ id: z.string(), text: z.string(), key: z.string(), loud: z.string().optional() }),
  handler: ({ body, idempotencyKey, params, query }) => ({
    ...{ id: params.id, text: body.text, key: idempotencyKey, loud: query.loud },
  }),
});

function newApp(routes: readonly (AnyRoute | AnyRawRoute)[], policy: Partial<RequestPolicy> = {}) {
  const entries: AuditEntry[] = [];
  const clock = createFakeClock();
  const logger = createRecordingLogger();
  const app = new GuardedApp({
    access: {
      authenticate: async () => ({
        ...{ person: 'per_1', name: 'Olga', role: 'operator', permissions: permissionsOf('operator') },
        by: { kind: 'token', id: 'tok_1', name: 'program' },
      }),
      audit: async (entry) => void entries.push(entry),
    },
    ...{ clock, logger, random: createSeededRandom(1) },
    policy: { publicUrl: 'https://pay.example.com', checkAnswers: true, ...policy },
  });
  return { app: app.mount(routes), entries, clock, logger };
}

const HEADERS = { 'content-type': 'application/json', 'idempotency-key': 'one' };

function post(
  path: string,
  body: string | Uint8Array<ArrayBuffer> | ReadableStream | null,
  headers: Record<string, string> = HEADERS,
): Request {
  return new Request(`https://pay.example.com${path}`, { method: 'POST', headers, body });
}

async function told(response: Response) {
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe('a request', () => {
  test('reaches its route checked, and its answer names it', async () => {
    const { app, entries } = newApp([ECHO]);

    const response = await app.fetch(post('/v1/things/seven/echo?loud=yes', '{"text":"hello"}'));

    expect(response.headers.get('x-request-id')).toMatch(/^req_[0-9a-f]{24}$/);
    expect(await told(response)).toEqual({
      status: 200,
      body: { id: 'seven', text: 'hello', key: 'one', loud: 'yes' },
    });
    expect(entries).toMatchObject([{ record: 'seven', outcome: 'done', route: '/v1/things/{id}/echo' }]);
  });

  test('is told everything that is wrong with it at once', async () => {
    const { app } = newApp([ECHO]);

    const { body, status } = await told(
      await app.fetch(
        post('/v1/things/much-too-long-to-be-an-id/echo?loud=maybe&x=1', '{"text":7,"more":1,"__proto__":{"a":1}}', {
          'content-type': 'application/json',
        }),
      ),
    );

    expect(status).toBe(400);
    expect(body).toMatchObject({ type: '/problems/invalid-request', code: 'invalid_request', outcome: 'not_sent' });
    expect((body['problems'] as { path: string }[]).map(({ path }) => path)).toEqual([
      'headers.Idempotency-Key',
      'path.id',
      'query.loud',
      'query.x',
      'text',
      'more',
      '__proto__',
    ]);
  });

  test.each([
    ['an empty key', ''],
    ['a key with a space', 'a b'],
    ['a key that is too long', 'k'.repeat(101)],
    ['a key of other letters', 'cl\u00e9'],
  ])('is refused with %s', async (_what, key) => {
    const { app } = newApp([ECHO]);

    const response = await app.fetch(post('/v1/things/a/echo', '{"text":""}', { ...HEADERS, 'idempotency-key': key }));

    expect(response.status).toBe(400);
  });

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'application/json, text/plain',
    '',
  ])('is refused with a body of type "%s", which any page could send', async (type) => {
    const { app } = newApp([ECHO]);

    const response = await app.fetch(post('/v1/things/a/echo', '{"text":""}', { ...HEADERS, 'content-type': type }));

    expect(response.status).toBe(415);
  });

  test.each([
    ['no body', null],
    ['no JSON', '{"text":'],
    ['bytes that are no UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
    ['a list', '[]'],
    ['null', 'null'],
    ['a hundred levels', `{"text":"","list":${'['.repeat(100)}${']'.repeat(100)}}`],
    ['a million brackets', '['.repeat(1_000_000)],
  ])('with %s is 400, whatever it holds', async (_what, body) => {
    const { app } = newApp([ECHO]);

    expect((await app.fetch(post('/v1/things/a/echo', body))).status).toBe(400);
  });

  test('with brackets in a text is not deep', async () => {
    const { app } = newApp([ECHO]);

    expect((await app.fetch(post('/v1/things/a/echo', '{"text":"[[\\"[[["}'))).status).toBe(200);
  });

  test('that is too large is cut off, whether it says so or not', async () => {
    const { app } = newApp([ECHO], { maxBodyBytes: 100 });
    const endless = new ReadableStream<Uint8Array>({ pull: (stream) => stream.enqueue(new Uint8Array(64)) });
    const init: RequestInit = { method: 'POST', headers: HEADERS, body: endless, duplex: 'half' };

    const long = await app.fetch(post('/v1/things/a/echo', JSON.stringify({ text: 'x'.repeat(200) })));
    const streamed = await app.fetch(new Request('https://pay.example.com/v1/things/a/echo', init));

    expect([long.status, streamed.status]).toEqual([413, 413]);
    expect(streamed.headers.get('connection')).toBe('close');
  });

  test('whose body does not come is given up', async () => {
    const { app, clock } = newApp([ECHO]);
    const silent = Readable.toWeb(new PassThrough()) as ReadableStream<Uint8Array>;
    const init: RequestInit = { method: 'POST', headers: HEADERS, body: silent, duplex: 'half' };

    const answer = app.fetch(new Request('https://pay.example.com/v1/things/a/echo', init));
    await clock.whenSleeping();
    await clock.advance(15_000);

    expect((await answer).status).toBe(408);
  });

  test('to nothing is 404, and with a method that is not there 405 with those that are', async () => {
    const { app } = newApp([ECHO]);
    const nowhere = await app.fetch(post('/v1/nowhere', '{}'));
    const wrong = await app.fetch(new Request('https://pay.example.com/v1/things/a/echo', { method: 'DELETE' }));

    expect(await told(nowhere)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(wrong.status).toBe(405);
    expect(wrong.headers.get('allow')).toBe('POST');
    expect(nowhere.headers.get('content-type')).toBe('application/problem+json');
  });

  test('is bounded by its credential as well as by its address', async () => {
    const { app } = newApp([ECHO], { perCredential: { perMinute: 60, burst: 2 } });
    const ask = () => app.fetch(post('/v1/things/a/echo', '{"text":""}'));

    const answers = [await ask(), await ask(), await ask()];

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(answers[2]?.headers.get('retry-after')).toBe('1');
  });
});

describe('a route', () => {
  test('that takes no body refuses one', async () => {
    const bare = defineRoute({
      ...{ method: 'POST', path: '/v1/bare', permission: 'read', summary: 'Takes nothing' },
      response: z.undefined(),
      status: 204,
      handler: () => undefined,
    });
    const { app } = newApp([bare]);

    expect((await app.fetch(post('/v1/bare', '{}'))).status).toBe(400);
    expect((await app.fetch(post('/v1/bare', null))).status).toBe(204);
  });

  test('cannot be added once the service has begun', async () => {
    const { app } = newApp([]);
    await app.fetch(new Request('https://pay.example.com/'));

    expect(() => app.mount([ECHO])).toThrow('before the first request');
  });

  test('whose answer fits no schema is found out by tests', async () => {
    const leaky = defineRoute({
      ...{ method: 'GET', path: '/v1/leaky', permission: 'read', summary: 'Says too much' },
      response: z.strictObject({ id: z.string() }),
      handler: () => ({ id: '1', passwordHash: 'canary' }),
    });
    const { app } = newApp([leaky]);
    const trusting = newApp([leaky], { checkAnswers: false });
    const request = () => new Request('https://pay.example.com/v1/leaky');

    expect((await app.fetch(request())).status).toBe(500);
    expect((await trusting.app.fetch(request())).status).toBe(200);
  });

  test('may answer with another status and headers', async () => {
    const moved = defineRoute({
      ...{ method: 'POST', path: '/v1/moved', permission: 'read', summary: 'Answers otherwise', idempotency: 'none' },
      response: z.undefined(),
      otherResponses: { 202: z.strictObject({ id: z.string() }) },
      handler: () => new Reply(202, { id: 'made' }, { location: '/v1/things/made' }),
    });
    const { app, entries } = newApp([moved]);

    const response = await app.fetch(post('/v1/moved', null));

    expect([response.status, response.headers.get('location')]).toEqual([202, '/v1/things/made']);
    expect(entries).toMatchObject([{ record: 'made', status: 202, outcome: 'done' }]);
  });

  test('that answers requests as such knows who asks, and a public one nobody', async () => {
    const whoever = (permission: 'read' | 'public', path: string) =>
      defineRawRoute({
        ...{ raw: true, method: 'GET', path, permission, summary: 'Tells who asks' },
        handler: ({ actor }) => new Response(actor?.person ?? 'nobody'),
      });
    const { app } = newApp([whoever('public', '/*'), whoever('read', '/v1/events'), whoever('public', '/metrics')]);
    const ask = async (path: string) => (await app.fetch(new Request(`https://pay.example.com${path}`))).text();

    expect(await ask('/v1/events')).toBe('per_1');
    expect(await ask('/metrics')).toBe('nobody');
    expect(await ask('/any/page')).toBe('nobody');
    expect(JSON.parse(await ask('/v1/nowhere'))).toMatchObject({ status: 404 });
  });
});

test('every answer tells browsers to be careful', async () => {
  const page = defineRawRoute({
    ...{ raw: true, method: 'GET', path: '/*', permission: 'public', summary: 'The page' },
    handler: () => new Response('page', { headers: { 'cache-control': 'max-age=60' } }),
  });
  const { app } = newApp([ECHO, page]);

  for (const path of ['/v1/nowhere', '/']) {
    const { headers } = await app.fetch(new Request(`https://pay.example.com${path}`));
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-security-policy': expect.stringMatching(/^default-src 'self'; .*frame-ancestors 'none'$/),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': 'max-age=31536000',
      'cache-control': path === '/' ? 'max-age=60' : 'no-store',
    });
  }
});
