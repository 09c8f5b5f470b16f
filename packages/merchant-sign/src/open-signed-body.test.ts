import { createHash } from 'node:crypto';
import { Secret } from '@paymux/core';
import { describe, expect, test } from 'vitest';
import { Md5BodySignatureGenerator } from './md5-body-signature-generator.js';
import { openSignedBody } from './open-signed-body.js';
import { signBody } from './sign-body.js';
import type { OpenedBody, RefusedBody } from './signed-body.js';
import { verifySignedBody } from './verify-signed-body.js';

const KEY = 'test-payment-key';
const PAYMENT = { type: 'payment', uuid: '0b8f6f0e', amount: '25.00', is_final: true, note: 'a/b – ₿', txid: null };

/** What openSignedBody makes of a text under {@link KEY}. */
function open(text: string, maxDepth?: number): OpenedBody | RefusedBody {
  return openSignedBody(Buffer.from(text, 'utf8'), () => [KEY], { maxDepth });
}

/** Puts the digest of one text where `%` stands in another. */
function signed(hashed: string, template: string): string {
  return template.replace('%', new Md5BodySignatureGenerator(KEY).sign(hashed));
}

/** The deduplication key of a text that was hashed. */
function keyOf(hashed: string): string {
  return createHash('sha256').update(hashed, 'utf8').digest('hex');
}

function opened(result: OpenedBody | RefusedBody): OpenedBody {
  if (!result.ok) throw new Error(`refused: ${result.reason}`);
  return result;
}

describe('what it hands over', () => {
  test('gives the members without sign, and a key made from the text that was hashed', () => {
    const hashed = '{"type":"payment","amount":"25.00"}';

    expect(open(signed(hashed, '{"type":"payment","amount":"25.00","sign":"%"}'))).toEqual({
      ok: true,
      payload: { type: 'payment', amount: '25.00' },
      deduplicationKey: keyOf(hashed),
      recipe: 'received',
    });
  });

  test('makes the key from the text PHP writes when only that one fits', () => {
    const { deduplicationKey, recipe, payload } = opened(
      openSignedBody(signBody(PAYMENT, KEY, { escapeNonAscii: true }), () => [KEY]),
    );

    expect(recipe).toBe('php_encoded');
    expect(deduplicationKey).toBe(keyOf(JSON.stringify(PAYMENT).replaceAll('/', '\\/')));
    expect(payload).toEqual(PAYMENT);
  });

  test('reads empty objects as received, though PHP signed them as empty lists', () => {
    const { payload, recipe } = opened(open(signed('{"convert":[]}', '{"convert":{},"sign":"%"}')));

    expect(recipe).toBe('php_encoded');
    expect(payload).toEqual({ convert: {} });
  });

  test('of a repeated member hands over the last value, which is the one that PHP signs', () => {
    const { payload } = opened(open(signed('{"status":"paid"}', '{"status":"fail","\\u0073tatus":"paid","sign":"%"}')));

    expect(payload).toEqual({ status: 'paid' });
  });

  test('keeps a member named __proto__ a plain member', () => {
    const { payload } = opened(
      open(signed('{"__proto__":{"type":"payout"}}', '{"__proto__":{"type":"payout"},"sign":"%"}')),
    );

    expect(Object.keys(payload)).toEqual(['__proto__']);
    expect(payload['type']).toBeUndefined();
  });

  test('gives one event one deduplication key, raw, escaped or spaced on the wire', () => {
    const raw = signBody(PAYMENT, KEY);
    const spaced = Buffer.from(raw).toString('utf8').replaceAll('","', '" ,\n"');
    const deliveries = [raw, signBody(PAYMENT, KEY, { escapeNonAscii: true }), Buffer.from(spaced, 'utf8')];

    const keys = deliveries.map((body) => opened(openSignedBody(body, () => [KEY])).deduplicationKey);
    expect(new Set(keys).size).toBe(1);
  });

  test('leaves the bytes it was given as they were', () => {
    const body = Buffer.from(signBody(PAYMENT, KEY));
    const copy = Buffer.from(body);
    openSignedBody(body, () => [KEY]);
    openSignedBody(body, () => ['another key']);

    expect(body.equals(copy)).toBe(true);
  });

  test('opens bytes in shared memory and in the middle of a larger buffer', () => {
    const body = signBody(PAYMENT, KEY);
    const shared = new Uint8Array(new SharedArrayBuffer(body.length));
    shared.set(body);
    const larger = new Uint8Array(body.length + 20).fill(0x7b);
    larger.set(body, 10);

    expect(verifySignedBody(shared, KEY)).toBe(true);
    expect(verifySignedBody(larger.subarray(10, 10 + body.length), KEY)).toBe(true);
  });
});

describe('which keys it tries', () => {
  test.each([
    ['first and plain', '{"type":"payout","sign":"%"}', 'payout'],
    ['last', '{"a":1,"type":"payout","sign":"%"}', 'payout'],
    ['escaped', '{"type":"pay\\u006fut","sign":"%"}', 'payout'],
    ['spelled with an escape', '{"typ\\u0065":"payout","sign":"%"}', 'payout'],
    ['repeated', '{"type":"payment","type":"payout","sign":"%"}', 'payout'],
    ['repeated under an escaped name', '{"type":"payment","t\\u0079pe":"payout","sign":"%"}', 'payout'],
    ['also nested', '{"type":"payout","convert":{"type":"payment"},"sign":"%"}', 'payout'],
    ['not Latin', '{"type":"плата","sign":"%"}', 'плата'],
    ['not a string', '{"type":["payout"],"sign":"%"}', ['payout']],
    ['absent', '{"a":1,"sign":"%"}', undefined],
    ['only nested', '{"convert":{"type":"payout"},"sign":"%"}', undefined],
  ])('asks for the keys of the type that PHP and JSON.parse would read: %s', (_title, template, type) => {
    const asked: unknown[] = [];
    openSignedBody(Buffer.from(template.replace('%', '0'.repeat(32)), 'utf8'), (unverified) => {
      asked.push(unverified);
      return [KEY];
    });

    expect(asked.length).toBeGreaterThan(0);
    for (const unverified of asked) expect(unverified).toEqual(type);
  });

  test('accepts any of several active keys, as text or secret', () => {
    const body = signBody(PAYMENT, KEY);

    expect(openSignedBody(body, () => ['next key', new Secret(KEY)]).ok).toBe(true);
    expect(openSignedBody(body, () => [KEY, 'next key']).ok).toBe(true);
    expect(openSignedBody(body, () => ['next key', 'key after next'])).toEqual({
      ok: false,
      reason: 'signature_mismatch',
    });
  });

  test('refuses a payout signed with the payment key', () => {
    const keysFor = (type: unknown) => (type === 'payout' ? ['test-payout-key'] : [KEY]);

    expect(openSignedBody(signBody({ type: 'payout' }, KEY), keysFor)).toMatchObject({ reason: 'signature_mismatch' });
    expect(openSignedBody(signBody({ type: 'payout' }, 'test-payout-key'), keysFor).ok).toBe(true);
  });

  test('refuses a type it is given no key for, and a type that is unknown', () => {
    expect(openSignedBody(signBody(PAYMENT, KEY), () => [])).toMatchObject({ reason: 'key_not_configured' });
    expect(openSignedBody(signBody(PAYMENT, KEY), () => undefined)).toMatchObject({ reason: 'unknown_type' });
  });

  test('never takes an empty text for a key', () => {
    const body = signBody(PAYMENT, '');

    expect(openSignedBody(body, () => [''])).toMatchObject({ reason: 'signature_mismatch' });
    expect(verifySignedBody(body, '')).toBe(false);
  });
});

describe('how it cuts sign out of the received bytes', () => {
  test.each([
    ['last: with the comma before it', '{"a": 1, "b": 2}', '{"a": 1, "b": 2, "sign": "%"}'],
    ['last: space behind the value stays', '{"a": 1 \n}', '{"a": 1, "sign": "%" \n}'],
    ['last: space before the comma stays', '{"a": 1 }', '{"a": 1 ,"sign": "%"}'],
    ['in the middle: with the comma before it', '{"a": 1, "b": 2}', '{"a": 1, "sign": "%", "b": 2}'],
    ['first: with the comma after it', '{"a":1}', '{"sign":"%","a":1}'],
    ['first: with the space behind that comma', '{"a": 1}', '{"sign": "%", "a": 1}'],
    ['first: without the space behind that comma', '{ "a": 1}', '{"sign": "%", "a": 1}'],
    ['first: indented', '{\n  "a": 1\n}', '{\n  "sign": "%",\n  "a": 1\n}'],
    ['alone', '{ }', '{ "sign": "%"}'],
    ['under an escaped name', '{"a": 1}', '{"a": 1, "si\\u0067n": "%"}'],
    ['after a nested sign', '{"a": {"sign": "x"}}', '{"a": {"sign": "x"}, "sign": "%"}'],
    ['before a nested sign', '{"b": {"sign": "x"}}', '{"sign": "%", "b": {"sign": "x"}}'],
    ['beside text that looks like it', '{"a": ",\\"sign\\":\\"x\\""}', '{"a": ",\\"sign\\":\\"x\\"", "sign": "%"}'],
    ['beside a value named like it', '{"a": ["sign"]}', '{"a": ["sign"], "sign": "%"}'],
    ['beside a longer name that ends like it', '{"design": "x"}', '{"design": "x","sign":"%"}'],
  ])('%s', (_title, hashed, template) => {
    expect(open(signed(hashed, template))).toMatchObject({
      ok: true,
      deduplicationKey: keyOf(hashed),
      recipe: 'received',
    });
  });

  test('keeps what the received bytes say about numbers', () => {
    const hashed = '{"amount":1.0,"rate":1.0e-7,"id":12345678901234567890,"list":[-0,1E5]}';

    expect(open(signed(hashed, `${hashed.slice(0, -1)},"sign":"%"}`))).toMatchObject({ ok: true, recipe: 'received' });
  });

  test('reads a signature whose digits are escaped', () => {
    const signature = new Md5BodySignatureGenerator(KEY).sign('{"a":1}');
    const escaped = Array.from(signature, (digit) => `\\u00${digit.charCodeAt(0).toString(16)}`).join('');

    expect(open(`{"a":1,"sign":"${escaped}"}`).ok).toBe(true);
  });
});

describe('what it refuses', () => {
  const digest = '0'.repeat(32);

  test.each([
    ['malformed_body', 'nothing', ''],
    ['malformed_body', 'text that is not JSON', 'sign'],
    ['malformed_body', 'a list', `[{"sign":"${digest}"}]`],
    ['malformed_body', 'a byte order mark', `\uFEFF{"a":1,"sign":"${digest}"}`],
    ['malformed_body', 'text behind the object', `{"a":1,"sign":"${digest}"} x`],
    ['malformed_body', 'a half surrogate pair', `{"a":"\\ud83d","sign":"${digest}"}`],
    ['missing_signature', 'no member', '{}'],
    ['missing_signature', 'no sign', '{"a":1}'],
    ['missing_signature', 'only a nested sign', `{"a":{"sign":"${digest}"},"b":{"sign":"${digest}"}}`],
    ['missing_signature', 'another capitalisation', `{"a":1,"Sign":"${digest}"}`],
    ['missing_signature', 'sign as a value', '{"a":"sign"}'],
    ['missing_signature', 'a longer name that ends like it', `{"design":"${digest}"}`],
    ['duplicate_signature', 'sign twice', `{"sign":"${digest}","sign":"${digest}"}`],
    ['duplicate_signature', 'sign twice, once escaped', `{"s\\u0069gn":"${digest}","sign":"${digest}"}`],
    ['malformed_signature', 'an empty sign', '{"a":1,"sign":""}'],
    ['malformed_signature', 'a null sign', '{"a":1,"sign":null}'],
    ['malformed_signature', 'a boolean sign', '{"a":1,"sign":true}'],
    ['malformed_signature', 'a number for a sign', `{"a":1,"sign":${'1'.repeat(32)}}`],
    ['malformed_signature', 'a number as long as a quoted sign', `{"a":1,"\\u0073ign":${'1'.repeat(34)}}`],
    ['malformed_signature', 'a list for a sign', `{"a":1,"sign":["${digest}"]}`],
    ['malformed_signature', 'an object for a sign', `{"a":1,"sign":{"sign":"${digest}"}}`],
    ['malformed_signature', 'a sign in capitals', `{"a":1,"sign":"${'A'.repeat(32)}"}`],
    ['malformed_signature', 'a sign with a space behind it', `{"a":1,"sign":"${digest} "}`],
    ['malformed_signature', 'a sign that does not end', `{"a":1,"sign":"${digest}`],
    ['signature_mismatch', 'another digest', `{"a":1,"sign":"${digest}"}`],
  ])('%s: %s', (reason, _title, text) => {
    expect(open(text)).toEqual({ ok: false, reason });
    expect(verifySignedBody(Buffer.from(text, 'utf8'), KEY)).toBe(false);
  });

  test.each([
    ['a comma before the only member', '{}', '{,"sign":"%"}'],
    ['a brace too many', '{"a":1}', '{"a":1},"sign":"%"}'],
    ['a comma too many', '{"a":1}', '{"a":1,,"sign":"%"}'],
    ['a list around it', '["a"]', '["a","sign":"%"]'],
    ['a half surrogate pair', '{"a":"\\ud83d"}', '{"a":"\\ud83d","sign":"%"}'],
    ['the other half', '{"a":"\\uDE00"}', '{"a":"\\uDE00","sign":"%"}'],
    ['a member of that name in between', '{"a":1,"sign":"x"}', '{"a":1,"sign":"x","sign":"%"}'],
    ['an escaped member of that name', '{"sig\\u006e":"x"}', '{"sig\\u006e":"x","sign":"%"}'],
    ['capital words', '{"a":TRUE}', '{"a":TRUE,"sign":"%"}'],
    ['a leading zero', '{"a":01}', '{"a":01,"sign":"%"}'],
  ])('what PHP would not decode into one signed object, though its digest is right: %s', (_title, hashed, template) => {
    expect(open(signed(hashed, template)).ok).toBe(false);
  });

  test('invalid UTF-8, though its digest is right', () => {
    const hashed = Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff]), Buffer.from('"}')]);
    const sign = `,"sign":"${new Md5BodySignatureGenerator(KEY).sign(hashed)}"}`;
    const body = Buffer.concat([hashed.subarray(0, -1), Buffer.from(sign)]);

    expect(openSignedBody(body, () => [KEY])).toEqual({ ok: false, reason: 'malformed_body' });
  });

  test('a number that PHP cannot encode, signed as the empty text that PHP then hashes', () => {
    expect(open(signed('', '{"a":1e400,"sign":"%"}'))).toEqual({ ok: false, reason: 'signature_mismatch' });
  });

  test('nesting past the limit it is given, and past that of PHP', () => {
    const nested = (depth: number): string => {
      const hashed = `{"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;
      return signed(hashed, `${hashed.slice(0, -1)},"sign":"%"}`);
    };

    expect(open(nested(32), 32).ok).toBe(true);
    expect(open(nested(33), 32)).toEqual({ ok: false, reason: 'malformed_body' });
    expect(open(nested(511)).ok).toBe(true);
    expect(open(nested(512))).toEqual({ ok: false, reason: 'malformed_body' });
    expect(open(nested(512), 1_000_000)).toEqual({ ok: false, reason: 'malformed_body' });
  });

  test('with one frozen answer per reason', () => {
    expect(open('{}')).toBe(open('{"a":1}'));
    expect(Object.isFrozen(open('{}'))).toBe(true);
  });

  test.each([
    ['text', '{"sign":"x"}', KEY],
    ['an object', { sign: 'x' }, KEY],
    ['nothing', undefined, KEY],
    ['a missing key', Buffer.from(`{"a":1,"sign":"${digest}"}`), undefined],
  ])('anything but bytes and a text key, without throwing: %s', (_title, body, key) => {
    expect(verifySignedBody(body as Uint8Array, key as string)).toBe(false);
  });
});
