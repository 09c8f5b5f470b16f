import fc from 'fast-check';
import { createSeededRandom } from '@paymux/core/testing';
import { describe, expect, test } from 'vitest';
import { readTokenText } from './api-tokens.js';
import { randomText } from './secret-text.js';

describe('the text of a token', () => {
  test('comes back in its parts', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = createSeededRandom(seed);
        const id = randomText(random, 16);
        const secret = randomText(random, 43);
        expect(readTokenText(`Bearer pmx_${id}_${secret}`)).toEqual({ id, secret });
      }),
    );
  });

  test('is read from nothing else, and nothing makes it throw', () => {
    const hostile = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.string().map((text) => `Bearer ${text}`),
      fc.string().map((text) => `Bearer pmx_${text}`),
      fc.stringMatching(/^Bearer pmx_[0-9A-Za-z]{10,20}_[0-9A-Za-z]{40,46}\s?$/),
      fc.constant(`Bearer ${'pmx_'.repeat(10_000)}`),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        const read = readTokenText(text);
        if (read !== undefined) expect(text.replace(/ +/, ' ')).toBe(`Bearer pmx_${read.id}_${read.secret}`);
      }),
      { numRuns: 5000 },
    );
  });
});

describe('random text', () => {
  test('has the length that was asked for, of letters and digits', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(100), (seed, length) => {
        expect(randomText(createSeededRandom(seed), length)).toMatch(new RegExp(`^[0-9A-Za-z]{${String(length)}}$`));
      }),
    );
  });

  test('prefers no letter', () => {
    const counts = new Map<string, number>();
    for (const sign of randomText(createSeededRandom(7), 62_000)) counts.set(sign, (counts.get(sign) ?? 0) + 1);

    expect(counts.size).toBe(62);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(200);
  });
});
