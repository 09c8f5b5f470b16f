import * as crypto from 'node:crypto';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { Secret } from '@paymux/core';
import { afterEach, expect, test, vi } from 'vitest';
import { Md5BodySignatureGenerator } from './md5-body-signature-generator.js';

const KEY = 'test-payment-key';
const BODY = '{"amount":"15.00","url_callback":"https:\\/\\/example.org\\/hook"}';
const mutableCrypto = createRequire(import.meta.url)('node:crypto') as { hash?: typeof crypto.hash | undefined };
const { hash } = mutableCrypto;

afterEach(() => {
  mutableCrypto.hash = hash;
  syncBuiltinESMExports();
  vi.resetModules();
});

function md5(text: string): string {
  return crypto.createHash('md5').update(text).digest('hex');
}

test('signs the base64 of the body followed by the key', () => {
  const signature = new Md5BodySignatureGenerator(KEY).sign(BODY);

  expect(signature).toBe(md5(Buffer.from(BODY).toString('base64') + KEY));
});

test('signs an empty body as the key alone', () => {
  expect(new Md5BodySignatureGenerator(KEY).sign('')).toBe(md5(KEY));
});

test('signs text as its UTF-8 bytes, and a part of a larger buffer as that part alone', () => {
  const generator = new Md5BodySignatureGenerator(KEY);
  const text = '{"name":"Заказ ₿ 😀"}';
  const larger = Buffer.from(`before${text}after`, 'utf8');

  expect(generator.sign(larger.subarray(6, larger.length - 5))).toBe(generator.sign(text));
});

test('signs alike under a text key and a secret, and never shows the key', () => {
  const generator = new Md5BodySignatureGenerator(new Secret(KEY));

  expect(generator.sign(BODY)).toBe(new Md5BodySignatureGenerator(KEY).sign(BODY));
  expect(JSON.stringify(generator)).not.toContain(KEY);
});

test('refuses an empty key at construction', () => {
  expect(() => new Md5BodySignatureGenerator('')).toThrow(TypeError);
});

test.each([
  ['empty', () => ''],
  ['shortened', (signature: string) => signature.slice(1)],
  ['lengthened', (signature: string) => `${signature}0`],
  ['in capitals', (signature: string) => signature.toUpperCase()],
  ['surrounded by space', (signature: string) => ` ${signature} `],
  ['not ASCII', () => 'ß'.repeat(16)],
])('answers false for a signature that is %s', (_title, spoil) => {
  const generator = new Md5BodySignatureGenerator(KEY);
  const signature = generator.sign(BODY);

  expect(generator.verify(BODY, signature)).toBe(true);
  expect(generator.verify(BODY, spoil(signature))).toBe(false);
});

test('signs the same on a runtime without one-shot hashing', async () => {
  const expected = new Md5BodySignatureGenerator(KEY).sign(BODY);
  mutableCrypto.hash = undefined;
  syncBuiltinESMExports();
  vi.resetModules();
  const reloaded = await import('./md5-body-signature-generator.js');

  expect(crypto.hash).toBeUndefined();
  expect(new reloaded.Md5BodySignatureGenerator(KEY).sign(BODY)).toBe(expected);
});
