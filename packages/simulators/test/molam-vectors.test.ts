import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { signatureHeaders } from '../src/molam/webhook/sign.js';

interface Vector {
  readonly id: string;
  readonly header: string;
  readonly secrets: Readonly<Record<string, string>>;
  readonly body: string;
  readonly valid: boolean;
  readonly reason: string;
}

const file = new URL('../../testkit/vectors/molam.json', import.meta.url);
const vectors = JSON.parse(readFileSync(file, 'utf8')) as readonly Vector[];

const elements = ({ header }: Vector): Readonly<Record<string, string>> =>
  Object.fromEntries(header.split(',').map((element) => element.trim().split('=') as [string, string]));

/** What the simulator sends with the vector's secret, body and time. */
function sent(vector: Vector, signing: 'standard' | 'dual', kids: readonly string[]): string | undefined {
  return signatureHeaders(signing, {
    body: vector.body,
    type: 'payment_intent.succeeded',
    queuedAt: 0,
    sentAt: Number(elements(vector)['t']),
    versions: kids.map((kid) => ({ kid, secret: vector.secrets[kid] ?? '' })),
  })['molam-signature'];
}

describe('the signatures of the provider’s own code', () => {
  const plain = /^t=\d+,v1=[0-9a-f]{64},kid=\w+$/;
  // A delivery that is refused for its age, or not at all, is signed rightly all the same.
  const rightlySigned = vectors.filter(({ reason }) => ['ok', 'timestamp_out_of_tolerance'].includes(reason));

  test.each(rightlySigned.filter(({ header }) => plain.test(header)))(
    '$id: comes out character by character',
    (vector) => {
      expect(sent(vector, 'standard', [elements(vector)['kid'] ?? ''])).toBe(vector.header);
    },
  );

  test('have a right header for every kind of body', () => {
    const ids = rightlySigned.filter(({ header }) => plain.test(header)).map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['mol-18-unicode-body', 'mol-19-empty-body', 'mol-02-valid-new-kid']));
    expect(ids).toHaveLength(10);
  });

  test('with two digests come out as the simulator signs while secrets overlap', () => {
    const dual = vectors.find(({ id }) => id === 'mol-23-two-v1-last-matches');
    expect(dual && sent(dual, 'dual', ['1', '2'])).toBe(dual?.header);
  });

  test.each(vectors.filter(({ id }) => /reordered|unknown-element/.test(id)))(
    '$id: holds the digest that is sent',
    (vector) => {
      expect(sent(vector, 'standard', ['1'])).toContain(`v1=${elements(vector)['v1'] ?? ''}`);
    },
  );

  test.each(vectors.filter(({ reason }) => reason === 'signature_mismatch'))('$id: is never sent', (vector) => {
    expect(sent(vector, 'standard', [elements(vector)['kid'] ?? ''])).not.toBe(vector.header);
  });

  test('are refused without a secret by sending none', () => {
    expect(signatureHeaders('standard', { body: '', type: 'x', queuedAt: 0, sentAt: 0, versions: [] })).toEqual({});
  });
});
