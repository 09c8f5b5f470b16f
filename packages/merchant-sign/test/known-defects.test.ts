import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Md5BodySignatureGenerator, verifySignedBody } from '../src/index.js';
import { countReadingSteps } from '../src/php-json/read-php-json.js';
import { signBody } from '../src/testing.js';

// What published verifiers of this wire get wrong.

const KEY = 'test-payment-key';
const generator = new Md5BodySignatureGenerator(KEY);

function verify(text: string): boolean {
  return verifySignedBody(Buffer.from(text, 'utf8'), KEY);
}

/** A body whose digest is over exactly this text. */
function signedAsReceived(hashed: string): string {
  return `${hashed.slice(0, -1)},"sign":"${generator.sign(hashed)}"}`;
}

describe('failing open', () => {
  test('a body without sign used to be taken for genuine', () => {
    expect(verify('{"type":"payment","status":"paid"}')).toBe(false);
  });

  test.each(['null', 'true', '0', '[]', '{}', '""'])('a sign of %s used to be taken for genuine', (sign) => {
    expect(verify(`{"type":"payment","sign":${sign}}`)).toBe(false);
  });
});

describe('refusing what is genuine', () => {
  test('a genuine body used to be refused, because the digest was taken over sign as well', () => {
    const body = signedAsReceived('{"type":"payment","status":"paid"}');
    const overSign = body.replace(/[0-9a-f]{32}/u, generator.sign(body));

    expect(verify(body)).toBe(true);
    expect(verify(overSign)).toBe(false);
  });

  test('escaped slashes used to be turned into plain ones before hashing, or the other way round', () => {
    expect(verifySignedBody(signBody({ url: 'https://example.org/a' }, KEY), KEY)).toBe(true);
    expect(verify(signedAsReceived('{"url":"https:\\/\\/example.org\\/a"}'))).toBe(true);
    expect(verify(signedAsReceived('{"url":"https://example.org/a"}'))).toBe(true);
  });

  test('backslashes that escape no slash used to be turned into slashes', () => {
    expect(verify(signedAsReceived('{"path":"C:\\\\temp\\\\\\"x\\""}'))).toBe(true);
    expect(verify(signedAsReceived('{"path":"a\\\\b"}').replace('a\\\\b', 'a//b'))).toBe(false);
  });

  test('a genuine body with a nested sign used to be refused, because the first sign anywhere was taken', () => {
    expect(verify(signedAsReceived('{"convert":{"sign":"x"},"note":"\\"sign\\":\\"y\\""}'))).toBe(true);
  });

  test.each([
    ['1.0', '{"rate":1.0}'],
    ['1.0e-7', '{"rate":1.0e-7}'],
    ['an integer above 2^53', '{"id":9007199254740993}'],
    ['an integer above 2^64', '{"id":18446744073709551617}'],
    ['names like integers out of order', '{"2":"b","1":"a"}'],
    ['escapes of characters that need none', '{"name":"\\u0417\\u0430\\u043a\\u0430\\u0437"}'],
    ['an empty object', '{"convert":{}}'],
  ])('a genuine body used to be refused, because it was parsed and serialised again: %s', (_title, hashed) => {
    expect(verify(signedAsReceived(hashed))).toBe(true);
  });

  test.each([
    ['an integer above 2^53', '{"id":9007199254740993}'],
    ['the largest integer of 64 bits', '{"id":9223372036854775807}'],
    ['a very small float', '{"rate":1.0e-7}'],
    ['names like integers out of order', '{"2":"b","1":"a"}'],
    ['line separators', '{"note":"\u2028\u2029"}'],
  ])('what PHP encoded used to be refused, because it was encoded as JavaScript does: %s', (_title, payload) => {
    const body = Buffer.from(signBody(payload, KEY)).toString('utf8');

    expect(verify(body.replace('{', '{ '))).toBe(true);
  });
});

describe('accepting what was altered', () => {
  test('a second member of one name used to go unnoticed, because the last value alone was hashed', () => {
    const genuine = signedAsReceived('{"amount":"1.00","status":"paid"}');

    expect(verify(genuine.replace('{', '{"status":"fail",'))).toBe(false);
    expect(verify(genuine.replace('{', '{"amount":"100.00",'))).toBe(true);
    expect(verify(genuine.replace(',"sign"', ',"amount":"100.00","sign"'))).toBe(false);
  });

  test('a second sign used to decide, whichever of the two a reader took', () => {
    const genuine = signedAsReceived('{"amount":"1.00"}');

    expect(verify(genuine.replace('{', '{"sign":"x",'))).toBe(false);
    expect(verify(genuine.replace('{', '{"si\\u0067n":"x",'))).toBe(false);
  });
});

test('64 KB of spaces used to block the process for seconds, because a regular expression looked for sign', () => {
  const steps = [16, 64].map((kib) => countReadingSteps(`{"a":1${' '.repeat(kib * 1024)}`));

  expect(steps[1]).toBeLessThanOrEqual(4.2 * (steps[0] ?? 0));
  expect(verify(' '.repeat(64 * 1024))).toBe(false);
});

test('digests used to be compared by ===, which stops at the first difference', () => {
  const folder = new URL('../src/', import.meta.url);
  const digesting = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => ({ name, source: readFileSync(new URL(name, folder), 'utf8') }))
    .filter(({ source }) => source.includes('toBodyDigest('));
  const comparing = digesting.filter(({ source }) =>
    /[!=]== *(?:toBodyDigest|signature|digest)|(?:signature|digest|\.sign\(.*\)) *[!=]==/u.test(source),
  );

  expect(digesting.map(({ name }) => name)).toContain('open-signed-body.ts');
  expect(comparing).toEqual([]);
});
