import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hexDigest } from './hex-digest.js';

const ALGORITHMS = ['md5', 'sha256'] as const;

test('is the digest of the bytes, as the runtime makes it piece by piece', () => {
  fc.assert(
    fc.property(fc.constantFrom(...ALGORITHMS), fc.uint8Array({ maxLength: 300 }), (algorithm, bytes) => {
      expect(hexDigest(algorithm, bytes)).toBe(createHash(algorithm).update(bytes).digest('hex'));
    }),
  );
});

test('is that of the UTF-8 bytes of a text', () => {
  fc.assert(
    fc.property(fc.constantFrom(...ALGORITHMS), fc.string({ unit: 'binary' }), (algorithm, text) => {
      expect(hexDigest(algorithm, text)).toBe(hexDigest(algorithm, Buffer.from(text, 'utf8')));
    }),
  );
});
