import { format, inspect } from 'node:util';
import { describe, expect, test, vi } from 'vitest';
import { Secret } from './secret.js';
import { secretSchema } from './secret-schema.js';

const TEXT = 'tide_live_canary';
const secret = new Secret(TEXT);

describe('a secret', () => {
  test.each([
    ['a template', () => `key ${secret as unknown as string}`],
    ['a concatenation', () => 'key ' + (secret as unknown as string)],
    ['String()', () => String(secret)],
    ['JSON', () => JSON.stringify({ secret, list: [secret] })],
    ['inspect', () => inspect(secret)],
    ['inspect of what holds it', () => inspect({ a: [new Map([[secret, secret]])] }, { depth: null })],
    [
      'inspect that shows what is hidden',
      () => inspect({ secret }, { depth: null, showHidden: true, getters: true, showProxy: true }),
    ],
    ['inspect of a proxy', () => inspect(new Proxy({ secret }, {}), { depth: null, showProxy: true })],
    ['console formatting', () => format('%s %o %O %j %d', secret, secret, secret, { secret }, secret)],
    ['its keys and values', () => JSON.stringify([Object.entries(secret), Reflect.ownKeys(secret).map(String)])],
    ['a structured clone', () => inspect(structuredClone({ secret }), { depth: null, showHidden: true })],
    ['the message of an error', () => new Error(`refused ${secret as unknown as string}`).message],
  ])('does not show in %s', (_where, show) => {
    expect(show()).not.toContain('canary');
  });

  test('prints as [secret]', () => {
    expect([String(secret), JSON.stringify(secret), inspect(secret)]).toEqual(['[secret]', '"[secret]"', '[secret]']);
  });

  test('is given in the clear to whoever asks for it by name', () => {
    expect(secret.reveal()).toBe(TEXT);
  });

  test('is lost in a structured clone rather than carried elsewhere', () => {
    expect(Secret.isInstance(structuredClone(secret))).toBe(false);
  });

  test('cannot be empty, nor anything but text', () => {
    expect(() => new Secret('')).toThrow(new TypeError('A secret must not be empty.'));
    for (const wrong of [undefined, null, 7, {}, []]) {
      expect(() => new Secret(wrong as never)).toThrow(new TypeError('A secret must be text.'));
      expect(() => Secret.of(wrong as never)).toThrow(new TypeError('A secret must be text.'));
    }
  });

  test('is accepted as text or as a secret already', () => {
    expect(Secret.of(TEXT).reveal()).toBe(TEXT);
    expect(Secret.of(secret)).toBe(secret);
  });

  test('of another copy of this package is known as one', async () => {
    vi.resetModules();
    const { Secret: Other } = await import('./secret.js');
    const foreign = new Other(TEXT);

    expect(foreign).not.toBeInstanceOf(Secret);
    expect(Secret.isInstance(foreign)).toBe(true);
    expect(Secret.of(foreign as never).reveal()).toBe(TEXT);
    expect(secretSchema.parse(foreign).reveal()).toBe(TEXT);
  });
});

describe('the schema of a secret', () => {
  test('makes a secret of text and keeps a secret', () => {
    expect(secretSchema.parse(TEXT).reveal()).toBe(TEXT);
    expect(secretSchema.parse(secret)).toBe(secret);
  });

  test.each(['', undefined, null, 7, {}, [TEXT], { reveal: () => TEXT }])(
    'refuses %j without repeating it',
    (value) => {
      const result = secretSchema.safeParse(value);

      expect(result.success).toBe(false);
      expect(JSON.stringify(result.error)).not.toContain('canary');
    },
  );
});
