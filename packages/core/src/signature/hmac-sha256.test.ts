import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Secret } from '../options/secret.js';
import { hmacSha256 } from './hmac-sha256.js';

function withNode(key: string, content: string | Uint8Array, head = ''): string {
  return createHmac('sha256', key).update(head).update(content).digest('hex');
}

describe('HMAC-SHA256 in two calls', () => {
  test('agrees with the one of Node.js, whatever the key, the head and the content', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }),
        fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.string({ unit: 'binary' })),
        fc.string({ unit: 'binary', maxLength: 20 }),
        (key, content, head) => {
          expect(hmacSha256(new Secret(key), content, head)).toBe(withNode(key, content, head));
        },
      ),
      { seed: 20_261_121, numRuns: 5_000 },
    );
  });

  test.each([1, 63, 64, 65, 128])('agrees for a key of %d bytes', (length) => {
    const key = 'k'.repeat(length);
    expect(hmacSha256(new Secret(key), 'body')).toBe(withNode(key, 'body'));
  });

  test.each([16_383, 16_384, 16_385, 65_536])('agrees for a content of %d bytes', (length) => {
    const content = Buffer.alloc(length, 'x');
    expect(hmacSha256(new Secret('key'), content, '1.')).toBe(withNode('key', content, '1.'));
  });

  test('keeps nothing of one call for the next, whichever was longer and under whichever key', () => {
    const [first, second] = [new Secret('one'), new Secret('another')];
    const calls = [
      [first, 'a'.repeat(500), 'head'],
      [second, 'b', ''],
      [first, '', ''],
      [second, 'a'.repeat(501), 'h'],
      [first, 'a'.repeat(500), 'head'],
    ] as const;

    for (const [secret, content, head] of calls) {
      expect(hmacSha256(secret, content, head)).toBe(withNode(secret.reveal(), content, head));
    }
  });
});
