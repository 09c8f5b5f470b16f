import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bodySignature } from './authentication.js';
import { bodySignedWebhook, type BodySignedWebhookOptions } from './body-signed-webhook.js';
import { plainJson, sortedJson, sortedPairs } from './canonical-form.js';

const MD5 = { hash: 'md5', of: '{content}&key={secret}' } as const;
const PAIRS: BodySignedWebhookOptions = { member: 'sign', secrets: ['s3cret'], digest: MD5, form: sortedPairs() };

const open = (body: string | Uint8Array, options = PAIRS) =>
  bodySignedWebhook(options).open({
    headers: new Headers(),
    body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
  });

const md5 = (text: string) => createHash('md5').update(`${text}&key=s3cret`).digest('hex');

test('verifies the sorted pairs of everything but the signature, numbers as they were spelled', () => {
  const sign = md5('amount=1.50&order=42&state=paid');

  expect(open(`{"state":"paid","amount":1.50,"note":"","order":"42","sign":"${sign}"}`)).toMatchObject({
    ok: true,
    payload: { state: 'paid', amount: 1.5, order: '42' },
  });
  expect(open(`{"state":"paid","amount":1.5,"order":"42","sign":"${sign}"}`)).toEqual({
    ok: false,
    reason: 'signature_mismatch',
  });
});

test.each([
  ['no JSON', 'sign=1', 'malformed_body'],
  ['a list', '[]', 'malformed_body'],
  ['no signature', '{"a":1}', 'missing_signature'],
  ['a nested one only', '{"a":{"sign":"00"}}', 'missing_signature'],
  ['one that is no text', '{"sign":1}', 'malformed_signature'],
  ['an empty one', '{"sign":""}', 'malformed_signature'],
  ['two of them', '{"sign":"00","si\\u0067n":"11"}', 'malformed_body'],
  ['a member that comes twice', `{"a":1,"a":1,"sign":"${md5('a=1')}"}`, 'malformed_body'],
  ['a member that comes twice further in', '{"a":{"b":1,"b":2},"sign":"00"}', 'malformed_body'],
  ['no end of brackets', `{"sign":"00","a":${'['.repeat(100_000)}`, 'malformed_body'],
])('refuses a body with %s', (_, body, reason) => {
  expect(open(body)).toEqual({ ok: false, reason });
});

describe.each([
  ['sorted pairs', sortedPairs()],
  ['sorted values', sortedPairs({ names: false, separator: '', skipEmpty: false })],
  ['sorted JSON', sortedJson],
  ['plain JSON', plainJson],
])('over %s', (_, form) => {
  const options: BodySignedWebhookOptions = { ...PAIRS, form, digest: { hmac: 'sha256' } };
  const signing = bodySignature({ ...options, secret: 's3cret' });

  test('what bodySignature signs is accepted, and with another value refused', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue()), fc.integer(), (fields, value) => {
        const plain = Object.fromEntries(
          Object.entries(fields).filter(([name]) => name !== 'sign' && name !== 'value'),
        );
        const signed = JSON.stringify(signing.signValue?.({ ...plain, value }));

        expect(open(signed, options)).toMatchObject({ ok: true });
        const altered = JSON.stringify({ ...(JSON.parse(signed) as object), value: value + 1 });
        expect(open(altered, options)).toEqual({ ok: false, reason: 'signature_mismatch' });
      }),
    );
  });
});

test('any bytes are answered with a refusal, never with an error', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array(),
        fc.json().map((text) => new TextEncoder().encode(text)),
      ),
      (body) => {
        expect(open(body)).toMatchObject({ ok: false });
      },
    ),
  );
});

test('needs confirmation, and cannot be made without a secret in the digest', () => {
  expect(bodySignedWebhook(PAIRS)).toMatchObject({ name: 'body-md5', needsConfirmation: true });
  expect(() => bodySignedWebhook({ ...PAIRS, secrets: [] })).toThrow(TypeError);
  expect(() => bodySignedWebhook({ ...PAIRS, digest: { hash: 'md5', of: '{content}' } })).toThrow(TypeError);
});
