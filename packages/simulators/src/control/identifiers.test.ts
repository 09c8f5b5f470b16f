import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { randomAddress, randomTransactionId, randomUuid } from './identifiers.js';

const random = { bytes: (count: number) => randomBytes(count) };

describe('invented identifiers', () => {
  test('are version 4 UUIDs, the same for the same bytes', () => {
    const zeros = { bytes: (count: number) => new Uint8Array(count) };
    expect(randomUuid(zeros)).toBe('00000000-0000-4000-8000-000000000000');
    expect(randomUuid(random)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test.each([
    ['tron', /^T[1-9A-HJ-NP-Za-km-z]{33}$/],
    ['btc', /^1[1-9A-HJ-NP-Za-km-z]{24,33}$/],
    ['ltc', /^L[1-9A-HJ-NP-Za-km-z]{32,33}$/],
    ['doge', /^D[1-9A-HJ-NP-Za-km-z]{32,33}$/],
    ['dash', /^X[1-9A-HJ-NP-Za-km-z]{32,33}$/],
    ['eth', /^0x[0-9a-f]{40}$/],
    ['avalanche', /^0x[0-9a-f]{40}$/],
    ['sol', /^[1-9A-HJ-NP-Za-km-z]{32,44}$/],
    ['ton', /^UQ[A-Za-z0-9_-]{46}$/],
    ['xmr', /^4[1-9A-HJ-NP-Za-km-z]{94}$/],
  ])('have the shape of an address on %s', (network, shape) => {
    for (let draw = 0; draw < 50; draw += 1) expect(randomAddress(random, network)).toMatch(shape);
  });

  test('carry a checksum on TRON that holds', () => {
    const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
    const number = Array.from(randomAddress(random, 'tron')).reduce(
      (sum, digit) => sum * 58n + BigInt(alphabet.indexOf(digit)),
      0n,
    );
    const bytes = Buffer.from(number.toString(16).padStart(50, '0'), 'hex');
    const sha256 = (data: Uint8Array): Buffer => createHash('sha256').update(data).digest();
    expect(sha256(sha256(bytes.subarray(0, 21))).subarray(0, 4)).toEqual(bytes.subarray(21));
  });

  test('write transaction hashes as their network does', () => {
    expect(randomTransactionId(random, 'bsc')).toMatch(/^0x[0-9a-f]{64}$/);
    expect(randomTransactionId(random, 'tron')).toMatch(/^[0-9a-f]{64}$/);
  });
});
