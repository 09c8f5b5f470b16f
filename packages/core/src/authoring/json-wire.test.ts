import { createHash, createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { HttpResponse } from '../http/http-client.js';
import { createFakeClock } from '../time/fake-clock.js';
import {
  type Authentication,
  basic,
  bearer,
  bodySignature,
  digestSigned,
  headerKey,
  hmacSigned,
} from './authentication.js';
import { sortedPairs } from './canonical-form.js';
import { jsonNumber } from './exact-json.js';
import { type JsonAnswer, jsonWire, type JsonWireOptions, memberOf } from './json-wire.js';

const clock = createFakeClock('2026-01-01T00:00:00.500Z');
const BASE = { baseUrl: 'https://api.tidepay.example/v2', refusal: () => undefined };

const encode = (authentication: Authentication | readonly Authentication[], options: Partial<JsonWireOptions> = {}) =>
  jsonWire({ ...BASE, authentication, ...options }).encode({
    method: 'POST',
    path: '/charges',
    query: { mode: 'a b' },
    body: { amount: jsonNumber('0.10'), units: 12345678901234567890n, note: undefined, tags: ['x', 'ü'] },
    idempotencyKey: 'order-42',
  });

const TEXT = '{"amount":0.10,"units":12345678901234567890,"tags":["x","ü"]}';

describe('requests', () => {
  test('are written once, digit by digit, with everything that was asked for in their headers', () => {
    expect(encode(bearer('token'), { idempotencyHeader: 'Idempotency-Key', headers: { 'Api-Version': '2' } })).toEqual({
      method: 'POST',
      url: 'https://api.tidepay.example/v2/charges?mode=a+b',
      headers: {
        accept: 'application/json',
        'api-version': '2',
        'content-type': 'application/json',
        'idempotency-key': 'order-42',
        authorization: 'Bearer token',
      },
      body: TEXT,
    });
  });

  test('carry the key as the provider wants it, the same in a signature and in the header', () => {
    const signed = hmacSigned({ secret: 'k', content: '{key}', headers: { 'X-Sign': '{key}={signature}' } });
    const { headers } = encode(signed, {
      idempotencyHeader: 'Idempotency-Key',
      idempotencyKey: ({ idempotencyKey, path }) => `${path}:${idempotencyKey}`,
    });

    expect(headers['idempotency-key']).toBe('/charges:order-42');
    expect(headers['x-sign']).toMatch(/^\/charges:order-42=/);
  });

  test('carry what the account adds, beside what the call says, and a GET without a body does not', () => {
    const fields = ({ path }: { readonly path: string }) => ({ shop: '7', ...(path === '/pay' && { amount: 0 }) });
    const wire = jsonWire({ ...BASE, authentication: [], fields });

    expect(wire.encode({ method: 'POST', path: '/pay', body: { amount: 1 } }).body).toBe('{"shop":"7","amount":1}');
    expect(wire.encode({ method: 'POST', path: '/cancel' }).body).toBe('{"shop":"7"}');
    expect(wire.encode({ method: 'GET', path: '/pay' }).body).toBeUndefined();
  });

  test('without a body carry none', () => {
    const wire = jsonWire({ ...BASE, authentication: headerKey('X-Api-Key', 'token') });

    expect(wire.encode({ method: 'GET', path: '/charges' })).toEqual({
      method: 'GET',
      url: 'https://api.tidepay.example/v2/charges',
      headers: { accept: 'application/json', 'x-api-key': 'token' },
    });
  });

  test('are written as forms with nested names', () => {
    const wire = jsonWire({ ...BASE, authentication: basic('key', ''), body: 'form' });
    const body = { amount: 1500n, metadata: { order: 'a&b=c' }, items: [{ sku: 'x' }, { sku: 'y' }], off: null };

    const { body: written, headers } = wire.encode({ method: 'POST', path: '/charges', body });

    expect(headers).toMatchObject({
      authorization: 'Basic a2V5Og==',
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect([...new URLSearchParams(String(written))]).toEqual([
      ['amount', '1500'],
      ['metadata[order]', 'a&b=c'],
      ['items[0][sku]', 'x'],
      ['items[1][sku]', 'y'],
      ['off', ''],
    ]);
  });

  test('are signed with HMAC over any recipe, in headers of any grammar', () => {
    const signed = encode(
      hmacSigned({
        secret: 'c2VjcmV0',
        secretEncoding: 'base64',
        content: '{timestamp}{method}{target}{body}',
        headers: { Authorization: 'TP key-1:{timestamp}:{signature}' },
        encoding: 'base64',
        clock,
      }),
    );

    const content = `1767225600POST/v2/charges?mode=a+b${TEXT}`;
    const signature = createHmac('sha256', 'secret').update(content).digest('base64');
    expect(signed.headers['authorization']).toBe(`TP key-1:1767225600:${signature}`);
  });

  test('are signed with a plain hash where that is the wire', () => {
    const signed = encode([
      headerKey('merchant', 'm-1'),
      digestSigned({ secret: 'key', algorithm: 'md5', of: '{base64}{secret}', headers: { sign: '{signature}' } }),
    ]);

    const signature = createHash('md5')
      .update(`${Buffer.from(TEXT).toString('base64')}key`)
      .digest('hex');
    expect(signed.headers).toMatchObject({ merchant: 'm-1', sign: signature });
  });

  test('are signed inside their body', () => {
    const digest = { hash: 'md5', of: '{content}{secret}' } as const;
    const signed = encode(bodySignature({ member: 'sign', secret: 'key', digest, form: sortedPairs() }));

    const signature = createHash('md5')
      .update('amount=0.10&tags=["x","ü"]&units=12345678901234567890key')
      .digest('hex');
    expect(signed.body).toBe(`${TEXT.slice(0, -1)},"sign":"${signature}"}`);
  });

  test.each([
    ['a number that is not finite', { amount: NaN }],
    ['a secret that was not revealed', { key: bearer('token').secrets[0] }],
    ['a function', { amount: () => 1 }],
  ])('with %s are not sent', (_, body) => {
    for (const spelling of ['json', 'form'] as const) {
      const wire = jsonWire({ ...BASE, authentication: bearer('token'), body: spelling });

      expect(() => wire.encode({ method: 'POST', path: '/x', body })).toThrow(TypeError);
    }
  });

  test('list every credential that must not show', () => {
    const authentication = [
      bearer('one'),
      basic('user', 'two'),
      hmacSigned({ secret: 'three', headers: { a: '{signature}' } }),
    ];
    const { secrets } = jsonWire({ ...BASE, authentication });

    expect(secrets.map((secret) => secret.reveal())).toEqual(['one', 'dXNlcjp0d28=', 'two', 'three']);
    expect(JSON.stringify(jsonWire({ ...BASE, authentication }))).not.toMatch(/one|two|three/);
  });
});

test.each([
  ['no header for the signature', { headers: { a: '{timestamp}' }, clock }],
  ['a time stamp and no clock', { headers: { a: '{timestamp}{signature}' } }],
  ['a place that does not exist', { headers: { a: '{signature}' }, content: '{bodi}' }],
  ['a secret that is misspelt', { headers: { a: '{signature}' }, secretEncoding: 'hex' as const }],
])('no signature is made with %s', (_, options) => {
  expect(() => hmacSigned({ secret: 'not hex', ...options })).toThrow(TypeError);
});

describe('answers', () => {
  const wire = jsonWire({
    ...BASE,
    authentication: bearer('token'),
    unwrap: 'data',
    refusal: ({ body }) => {
      const code = memberOf(body, 'code');
      return typeof code === 'string' ? { code, message: 'said so' } : undefined;
    },
    reasons: { gone: 'not_found', 401: 'authentication' },
    requestIdHeader: 'X-Request-Id',
  });
  const read = (status: number, body: string | Uint8Array): unknown =>
    wire.read({
      status,
      headers: new Headers({ 'x-request-id': 'r-1' }),
      body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
    } satisfies HttpResponse);

  test('of success are unwrapped', () => {
    expect(read(200, '{"data":{"id":1}}')).toEqual({ kind: 'payload', payload: { id: 1 } });
  });

  test.each([
    ['one further in', 'data.list', '{"data":{"list":[1]}}'],
    [
      'what a header says beside it',
      ({ body, headers }: JsonAnswer) => ({ list: body, next: headers.get('X-Next') }),
      '[1]',
    ],
  ])('of success may hold the object as %s', (_, unwrap, body) => {
    const reading = jsonWire({ ...BASE, authentication: [], unwrap });
    const headers = new Headers({ 'x-next': 'c_2' });

    const answer = reading.read({ status: 200, headers, body: new TextEncoder().encode(body) });

    expect(answer).toEqual({
      kind: 'payload',
      payload: typeof unwrap === 'string' ? [1] : { list: [1], next: 'c_2' },
    });
  });

  test.each([
    [200, 'gone', 'not_found'],
    [404, 'other', undefined],
    [401, 'other', 'authentication'],
    [400, '__proto__', undefined],
  ])('that refuse with %i and "%s" have the reason %s', (status, code, reason) => {
    const refusal = { reason, code, message: 'said so', requestId: 'r-1', fields: undefined };

    expect(read(status, JSON.stringify({ code }))).toEqual({ kind: 'refusal', refusal });
  });

  test.each([
    ['no JSON', 200, 'oops'],
    ['no payload', 200, '{}'],
    ['an inherited payload', 200, '{"__proto__":{"data":1}}'],
    ['words that are not the provider’s', 502, '{"message":"bad gateway"}'],
    ['what is not UTF-8', 200, Uint8Array.of(0x22, 0xff, 0x22)],
  ])('with %s are unreadable', (_, status, body) => {
    expect(read(status, body)).toEqual({ kind: 'unreadable' });
  });

  test('give their numbers as digits where that is asked for', () => {
    const exact = jsonWire({ ...BASE, authentication: bearer('token'), numbers: 'text' });
    const body = new TextEncoder().encode('{"amount":0.100000000000000000001,"__proto__":{"list":[1e-7,-0]}}');

    const answer = exact.read({ status: 200, headers: new Headers(), body });

    expect(JSON.stringify(answer)).toBe(
      '{"kind":"payload","payload":{"amount":"0.100000000000000000001","__proto__":{"list":["1e-7","-0"]}}}',
    );
  });

  test('are unreadable when the reading of refusals stumbles', () => {
    const stumbling = jsonWire({
      ...BASE,
      authentication: bearer('token'),
      refusal: () => {
        throw new Error('stumbled');
      },
    });

    expect(stumbling.read({ status: 200, headers: new Headers(), body: new TextEncoder().encode('{}') })).toEqual({
      kind: 'unreadable',
    });
  });
});
