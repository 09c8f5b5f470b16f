import { expect, test } from 'vitest';
import { Md5BodySignatureGenerator } from './md5-body-signature-generator.js';
import { signBody } from './sign-body.js';

const KEY = 'test-payment-key';

function signText(...parameters: Parameters<typeof signBody>): string {
  return Buffer.from(signBody(...parameters)).toString('utf8');
}

function digest(text: string): string {
  return new Md5BodySignatureGenerator(KEY).sign(text);
}

test('writes the payload as PHP does and adds sign last', () => {
  const hashed = '{"url":"https:\\/\\/example.org","name":"Заказ"}';

  expect(signText({ url: 'https://example.org', name: 'Заказ' }, KEY)).toBe(
    `${hashed.slice(0, -1)},"sign":"${digest(hashed)}"}`,
  );
});

test('signs over raw text what it sends escaped, if asked to', () => {
  expect(signText({ name: 'é' }, KEY, { escapeNonAscii: true })).toBe(
    `{"name":"\\u00e9","sign":"${digest('{"name":"é"}')}"}`,
  );
});

test('keeps numbers and order of a payload given as text', () => {
  const hashed = '{"2":9007199254740993,"1":1.0e-7}';

  expect(signText('{ "2": 9007199254740993, "1": 0.0000001 }', KEY)).toBe(
    `${hashed.slice(0, -1)},"sign":"${digest(hashed)}"}`,
  );
});

test('signs a payload without members as the empty list that PHP makes of it', () => {
  expect(signText({}, KEY)).toBe(`{"sign":"${digest('[]')}"}`);
});

test('signs names that count up from 0 as a list, and sends them as an object', () => {
  expect(signText({ 0: 'a', 1: 'b' }, KEY)).toBe(`{"0":"a","1":"b","sign":"${digest('["a","b"]')}"}`);
});

test.each([
  ['is not JSON', '{'],
  ['is a list', '[]'],
  ['PHP cannot encode', '{"a":1e400}'],
  ['has a sign already', '{"si\\u0067n":"x"}'],
])('throws for a payload that %s', (_title, payload) => {
  expect(() => signBody(payload, KEY)).toThrow(TypeError);
});
