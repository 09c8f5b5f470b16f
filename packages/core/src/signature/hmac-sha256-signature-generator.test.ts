import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Secret } from '../options/secret.js';
import { HmacSha256SignatureGenerator } from './hmac-sha256-signature-generator.js';

const repeated = (byte: number, count: number): string => String.fromCharCode(byte).repeat(count);

describe('the vectors of RFC 4231 whose keys are text', () => {
  test.each([
    {
      name: 'test case 1',
      key: repeated(0x0b, 20),
      data: 'Hi There',
      mac: 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
    },
    {
      name: 'test case 2',
      key: 'Jefe',
      data: 'what do ya want for nothing?',
      mac: '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    },
    {
      name: 'test case 4',
      key: Array.from({ length: 25 }, (_, index) => String.fromCharCode(index + 1)).join(''),
      data: new Uint8Array(50).fill(0xcd),
      mac: '82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b',
    },
  ])('$name', ({ data, key, mac }) => {
    const generator = new HmacSha256SignatureGenerator(key);

    expect(generator.sign(data)).toBe(mac);
    expect(generator.verify(data, mac)).toBe(true);
  });

  test('test case 5, of which the RFC gives the first half', () => {
    const signature = new HmacSha256SignatureGenerator(repeated(0x0c, 20)).sign('Test With Truncation');

    expect(signature).toMatch(/^a3b6167473100ee06e0c796c2955552b[0-9a-f]{32}$/);
  });
});

describe('verify', () => {
  const generator = new HmacSha256SignatureGenerator('whsec_1');
  const body = '{"amount":"15.00"}';
  const signature = generator.sign(body);

  test.each([
    '',
    signature.slice(0, -1),
    `${signature}0`,
    signature.toUpperCase(),
    ` ${signature}`,
    `${signature}\n`,
    `0x${signature}`,
    'z'.repeat(64),
    'é'.repeat(32),
    Buffer.from(signature, 'hex').toString('base64'),
    Buffer.from(signature, 'hex').toString('latin1'),
    'x'.repeat(1_000_000),
  ])('says no to a signature that is written otherwise (%#)', (wrong) => {
    expect(generator.verify(body, wrong)).toBe(false);
  });

  test('says no to what is no text at all, and never throws', () => {
    for (const wrong of [undefined, null, 7, [signature], { 0: signature }, new ArrayBuffer(64)]) {
      expect(generator.verify(body, wrong as never)).toBe(false);
    }
  });

  test('holds for the same bytes in either form, and for no others', () => {
    expect(generator.verify(new TextEncoder().encode(body), signature)).toBe(true);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.nat(), fc.integer({ min: 1, max: 255 }), (bytes, at, flip) => {
        const signed = generator.sign(bytes);
        expect(signed).toMatch(/^[0-9a-f]{64}$/);
        expect(generator.verify(bytes, signed)).toBe(true);
        const altered = Uint8Array.from([...bytes, 0]);
        altered[at % altered.length] = (altered[at % altered.length] ?? 0) ^ flip;
        expect(generator.verify(altered, signed)).toBe(false);
      }),
    );
  });

  test('says no to every other key', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (key) => {
        expect(new HmacSha256SignatureGenerator(key).verify(body, signature)).toBe(key === 'whsec_1');
      }),
    );
  });
});

test('refuses an empty key, and a variable that is not set', () => {
  expect(() => new HmacSha256SignatureGenerator('')).toThrow(TypeError);
  expect(() => new HmacSha256SignatureGenerator(undefined as never)).toThrow(TypeError);
});

test('takes its key as text or as a secret, and shows it nowhere', () => {
  const fromText = new HmacSha256SignatureGenerator('whsec_canary');
  const fromSecret = new HmacSha256SignatureGenerator(new Secret('whsec_canary'));

  expect(fromSecret.sign('x')).toBe(fromText.sign('x'));
  expect(inspect([fromText, fromSecret], { depth: null, showHidden: true })).not.toContain('canary');
  expect(JSON.stringify([fromText, fromSecret])).not.toContain('canary');
});
