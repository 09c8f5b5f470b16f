import { expect, test } from 'vitest';
import { signatureVectors } from './signature-vectors.js';

test('reads every vector of the file, each under a name of its own', () => {
  const vectors = signatureVectors();

  expect(vectors).toHaveLength(30);
  expect(new Set(vectors.map(({ id }) => id)).size).toBe(30);
});

test('holds vectors of all three kinds, accepted and refused ones', () => {
  const verdictsByKind = new Map<string, Set<boolean>>();
  for (const { kind, valid } of signatureVectors()) {
    verdictsByKind.set(kind, (verdictsByKind.get(kind) ?? new Set<boolean>()).add(valid));
  }

  expect([...verdictsByKind.keys()].sort()).toEqual(['request-md5', 'webhook-hmac-sha256', 'webhook-md5']);
  expect([...verdictsByKind.values()].map((verdicts) => verdicts.size)).toEqual([2, 2, 2]);
});

test('gives bodies as bytes, non-Latin text as its UTF-8', () => {
  const vector = signatureVectors().find(({ id }) => id === 'pub-wh-003-unicode-unescaped-wire');

  expect(Buffer.from(vector?.body ?? []).toString('utf8')).toMatch(/\p{Script=Cyrillic}/u);
});
