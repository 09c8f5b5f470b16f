import { HmacSha256SignatureGenerator } from '@paymux/core';
import { type SignatureVector, signatureVectors } from '@paymux/testkit';
import { describe, expect, test } from 'vitest';
import { Md5BodySignatureGenerator, openSignedBody, verifySignedBody } from '../src/index.js';
import { escapeNonAscii } from '../src/php-json/escape-non-ascii.js';
import { encodePhpMap, readPhpJson } from '../src/php-json/read-php-json.js';

function vectorsOf<Kind extends SignatureVector['kind']>(kind: Kind) {
  return signatureVectors()
    .filter((vector): vector is Extract<SignatureVector, { kind: Kind }> => vector.kind === kind)
    .map((vector) => [`${vector.id}: ${vector.note}`, vector] as const);
}

describe('signs and verifies requests as PHP does', () => {
  test.each(vectorsOf('request-md5'))(
    '%s',
    (_title, { apiKey, body, data, phpFlags, givenSign, expectedSign, valid }) => {
      const generator = new Md5BodySignatureGenerator(apiKey);

      expect(generator.sign(body)).toBe(expectedSign);
      expect(generator.verify(body, givenSign ?? '')).toBe(valid);
      if (data === undefined) return;
      const encoded = readPhpJson(JSON.stringify(data))?.encoded ?? '';
      expect(phpFlags === 'default' ? escapeNonAscii(encoded) : encoded).toBe(Buffer.from(body).toString('utf8'));
    },
  );
});

describe('opens webhooks that carry their signature inside', () => {
  test.each(vectorsOf('webhook-md5'))(
    '%s',
    (_title, { apiKey, body, valid, rawVerdict, officialVerdict, expectedSign }) => {
      const opened = openSignedBody(body, () => [apiKey]);

      expect(verifySignedBody(body, apiKey)).toBe(valid);
      expect(opened.ok).toBe(valid);
      expect(opened.ok && opened.recipe === 'received').toBe(rawVerdict);

      const json = readPhpJson(Buffer.from(body).toString('utf8'), { locate: '"sign"' });
      const members = new Map(json?.members);
      const sign = members.get('"sign"');
      members.delete('"sign"');
      const encodedDigest = new Md5BodySignatureGenerator(apiKey).sign(encodePhpMap(members) ?? '');
      expect(sign === `"${encodedDigest}"`).toBe(officialVerdict);
      if (officialVerdict) expect(encodedDigest).toBe(expectedSign);
    },
  );
});

describe('verifies webhooks signed with HMAC-SHA256 over the raw body', () => {
  test.each(vectorsOf('webhook-hmac-sha256'))('%s', (_title, { apiKey, body, givenSign, expectedSign, valid }) => {
    const generator = new HmacSha256SignatureGenerator(apiKey);

    expect(generator.sign(body)).toBe(expectedSign);
    expect(generator.verify(body, givenSign ?? '')).toBe(valid);
  });
});
