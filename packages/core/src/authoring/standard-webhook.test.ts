import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFakeClock } from '../time/fake-clock.js';
import { standardWebhook } from './standard-webhook.js';

const NOW = 1_767_225_600;
const clock = createFakeClock(new Date(NOW * 1000));
const KEY = Buffer.alloc(24, 7);
const SECRET = `whsec_${KEY.toString('base64')}`;
const OLDER = Buffer.alloc(32, 9).toString('base64');
const BODY = '{"type":"charge.paid"}';

const sign = (id: string, timestamp: string, body: string | Uint8Array, key: Uint8Array = KEY) =>
  `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest('base64')}`;

function open(headers: Readonly<Record<string, string>>, body: string | Uint8Array = BODY, secrets = [SECRET]) {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  return standardWebhook({ secrets, clock }).open({ headers: new Headers(headers), body: bytes });
}

const delivery = (id = 'msg_1', timestamp = String(NOW), body: string | Uint8Array = BODY) => ({
  'webhook-id': id,
  'webhook-timestamp': timestamp,
  'webhook-signature': sign(id, timestamp, body),
});

test('agrees with a signature worked out outside of this program', () => {
  // printf '%s' 'msg_1.1767225600.{"type":"charge.paid"}' | openssl dgst -sha256 -mac HMAC -macopt hexkey:0707…07 -binary | base64
  expect(delivery()['webhook-signature']).toBe('v1,s0Q3MLOnlWe/ZCXMfGLLH2DBiiDYOV2QltY4/llKnGg=');
  expect(open(delivery())).toEqual({ ok: true, payload: { type: 'charge.paid' }, deduplicationKey: 'msg_1' });
});

test('accepts any right signature of version 1 in the list, made with any of the secrets', () => {
  const headers = delivery();
  const list = `v1a,AAAA v1,AAAA ${headers['webhook-signature']}`;

  expect(open({ ...headers, 'webhook-signature': list }, BODY, [OLDER, SECRET])).toMatchObject({ ok: true });
});

test.each([
  ['no id', { 'webhook-id': '' }, 'missing_header'],
  ['an id with a full stop', { 'webhook-id': 'msg.1' }, 'malformed_header'],
  ['another id', { 'webhook-id': 'msg_2' }, 'signature_mismatch'],
  ['no list', { 'webhook-signature': '' }, 'missing_header'],
  ['other versions only', { 'webhook-signature': 'v1a,AAAA v2,AAAA' }, 'missing_signature'],
  ['a list without end', { 'webhook-signature': 'v1,AAAA '.repeat(9) }, 'malformed_header'],
  ['a time in milliseconds', { 'webhook-timestamp': `${String(NOW)}000` }, 'timestamp_out_of_tolerance'],
  ['a time with a fraction', { 'webhook-timestamp': `${String(NOW)}.0` }, 'invalid_timestamp'],
])('refuses %s', (_, change, reason) => {
  expect(open({ ...delivery(), ...change })).toEqual({ ok: false, reason });
});

test.each([
  ['webhook-id', 'malformed_header'],
  ['webhook-timestamp', 'invalid_timestamp'],
  ['webhook-signature', 'malformed_header'],
])('refuses a delivery whose header %s comes twice, though both are right', (name, reason) => {
  const headers = new Headers(delivery());
  headers.append(name, headers.get(name) ?? '');

  expect(open(Object.fromEntries(headers))).toEqual({ ok: false, reason });
});

test.each([-301, 301])('refuses a delivery %i seconds away, though its signature is right', (distance) => {
  expect(open(delivery('msg_1', String(NOW + distance)))).toEqual({ ok: false, reason: 'timestamp_out_of_tolerance' });
  expect(open(delivery('msg_1', String(NOW + distance - Math.sign(distance))))).toMatchObject({ ok: true });
});

test('accepts every body it signed, and refuses it with any one bit changed', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat(), (value, at) => {
      const body = new TextEncoder().encode(JSON.stringify(value));
      const flipped = Uint8Array.from(body);
      flipped[at % body.length] = (body[at % body.length] ?? 0) ^ (1 << (at % 8));
      const headers = delivery('msg_1', String(NOW), body);

      expect(open(headers, body)).toMatchObject({ ok: true });
      expect(open(headers, flipped)).toEqual({ ok: false, reason: 'signature_mismatch' });
    }),
  );
});

test.each([
  ['none', []],
  ['one that is no base64', ['whsec_***']],
  ['one that is too short', [`whsec_${Buffer.alloc(23).toString('base64')}`]],
  ['one that is too long', [Buffer.alloc(65).toString('base64')]],
])('cannot be made with secrets like %s', (_, secrets) => {
  expect(() => standardWebhook({ secrets, clock })).toThrow(TypeError);
});
