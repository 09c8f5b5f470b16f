import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { encodeJson, type JsonObject, type JsonValue } from '../src/json/encode-json.js';
import { hmacOfBody, signBytes, signedWebhookBody } from '../src/merchant/sign.js';

interface Vector {
  readonly id: string;
  readonly kind: 'request-md5' | 'webhook-md5' | 'webhook-hmac-sha256';
  readonly apiKey: string;
  readonly body: string;
  readonly data?: JsonValue;
  readonly phpFlags?: 'default' | 'unescaped_unicode';
  readonly givenSign: string | null;
  readonly expectedSign: string | null;
  readonly valid: boolean;
  readonly officialVerdict?: boolean;
  readonly rawVerdict?: boolean;
}

const file = new URL('../../testkit/vectors/cryptomus-heleket.json', import.meta.url);
const { vectors } = JSON.parse(readFileSync(file, 'utf8')) as { readonly vectors: readonly Vector[] };
const ofKind = (kind: Vector['kind']): readonly Vector[] => vectors.filter((vector) => vector.kind === kind);

describe('the signatures of the provider’s own code', () => {
  test.each(ofKind('request-md5'))('$id: requests are signed over their bytes', ({ body, apiKey, expectedSign }) => {
    expect(signBytes(body, apiKey)).toBe(expectedSign);
  });

  test.each(ofKind('request-md5').filter(({ data }) => data !== undefined))(
    '$id: bodies are written as PHP writes them',
    ({ body, data = null, phpFlags }) => {
      const unicode = phpFlags === 'default' ? 'escaped' : 'raw';
      expect(encodeJson(data, { slashes: 'escaped', unicode })).toBe(body);
    },
  );

  test.each(ofKind('webhook-hmac-sha256'))(
    '$id: headers are signed over the exact body',
    ({ body, apiKey, expectedSign }) => {
      expect(hmacOfBody(body, apiKey)).toBe(expectedSign);
    },
  );

  const encodingOf = ({ body, officialVerdict }: Vector): 'unescaped' | 'escaped-wire' | 'escaped' => {
    if (!/\\u[0-9a-f]{4}/.test(body)) return 'unescaped';
    return officialVerdict === true ? 'escaped-wire' : 'escaped';
  };
  const ownShape = ofKind('webhook-md5').filter(
    ({ valid, body }) => valid && body.endsWith('"}') && /,"sign":"[^"]*"\}$/.test(body),
  );

  test('cover all three ways to escape a webhook', () => {
    expect(new Set(ownShape.map(encodingOf))).toEqual(new Set(['unescaped', 'escaped-wire', 'escaped']));
  });

  test.each(ownShape)('$id: webhooks come out byte for byte', (vector) => {
    const { sign: _, ...payload } = JSON.parse(vector.body) as JsonObject;
    expect(signedWebhookBody(payload, vector.apiKey, encodingOf(vector))).toBe(vector.body);
  });
});
