import { readFileSync } from 'node:fs';
import { signatureVectors } from '@paymux/testkit';
import { describe, expect, test } from 'vitest';
import * as main from '../src/index.js';
import { signBody } from '../src/sign-body.js';
import { openSignedBody, verifySignedBody } from '../src/verify.js';

const vectors = signatureVectors().filter((vector) => vector.kind === 'webhook-md5');

interface Corpus {
  readonly cases: readonly { readonly text?: string; readonly base64?: string }[];
}

describe('verification without Node.js', () => {
  test('decides every shared vector as the provider’s own code does', () => {
    expect(vectors.length).toBeGreaterThan(10);
    for (const { apiKey, body, note, valid } of vectors) expect(verifySignedBody(body, apiKey), note).toBe(valid);
  });

  test('hands over what the main entry does: text, payload, recipe and deduplication key', () => {
    for (const { apiKey, body, note } of vectors) {
      const here = openSignedBody(body, () => [apiKey]);
      const there = main.openSignedBody(body, () => [apiKey]);

      expect(here.ok ? here : here.ok, note).toEqual(there.ok ? there : there.ok);
    }
  });

  test('agrees with the main entry on every body of the PHP corpus, and on each with a byte changed', () => {
    const corpus = new URL('./fixtures/php-corpus.json', import.meta.url);
    const { cases } = JSON.parse(readFileSync(corpus, 'utf8')) as Corpus;
    let accepted = 0;
    for (const { base64, text = '' } of cases) {
      const signed = signedWherePossible(base64 === undefined ? text : Buffer.from(base64, 'base64').toString());
      const altered = Buffer.from(signed);
      altered[altered.length >> 1] = (altered[altered.length >> 1] ?? 0) ^ 1;
      for (const body of [signed, altered]) {
        const verdict = verifySignedBody(body, 'key');
        expect(verdict, body.toString()).toBe(main.verifySignedBody(body, 'key'));
        accepted += Number(verdict);
      }
    }
    expect(accepted).toBeGreaterThan(50);
  });

  test('never takes an empty text for a key, and refuses what is no bytes', () => {
    const body = Buffer.from(signBody({ type: 'payment', uuid: 'u' }, 'key'));

    expect(openSignedBody(body, () => ['', 'key'])).toMatchObject({ ok: true, payload: { uuid: 'u' } });
    expect(openSignedBody(body, () => [''])).toEqual({ ok: false, reason: 'signature_mismatch' });
    expect(openSignedBody(body, () => undefined)).toEqual({ ok: false, reason: 'unknown_type' });
    expect(openSignedBody(Uint8Array.of(0x7b, 0xff), () => ['key'])).toEqual({ ok: false, reason: 'malformed_body' });
    expect(verifySignedBody('{}' as never, 'key')).toBe(false);
  });
});

/** A body as the provider would send it; what it cannot send stays as it is. */
function signedWherePossible(text: string): Buffer {
  try {
    return Buffer.from(signBody(text, 'key'));
  } catch {
    return Buffer.from(text);
  }
}
