import { expect, test } from 'vitest';
import { molamSignatureVectors } from './molam-signature-vectors.js';

test('reads every Molam vector, each under a name of its own', () => {
  const vectors = molamSignatureVectors();

  expect(vectors).toHaveLength(25);
  expect(new Set(vectors.map(({ id }) => id)).size).toBe(25);
});

test('holds every verdict, and calls a delivery valid just when it is ok', () => {
  const vectors = molamSignatureVectors();

  expect(new Set(vectors.map(({ reason }) => reason))).toEqual(
    new Set([
      'ok',
      'missing_header',
      'malformed_header',
      'missing_field',
      'invalid_timestamp',
      'timestamp_out_of_tolerance',
      'unknown_kid',
      'signature_mismatch',
    ]),
  );
  expect(vectors.filter(({ valid, reason }) => valid !== (reason === 'ok'))).toEqual([]);
});

test('gives bodies as bytes: text beyond Latin as its UTF-8, and an empty one as none', () => {
  const bodies = new Map(molamSignatureVectors().map(({ id, body }) => [id, body]));

  expect(Buffer.from(bodies.get('mol-18-unicode-body') ?? []).toString('utf8')).toMatch(/\p{Script=Hiragana}/u);
  expect(bodies.get('mol-19-empty-body')).toHaveLength(0);
});
