import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFakeClock } from '../time/fake-clock.js';
import { hmacWebhook, type HmacWebhookOptions } from './hmac-webhook.js';

const NOW = Date.parse('2026-01-01T00:00:00.000Z');
const clock = createFakeClock(new Date(NOW));
const BODY = '{"id":"evt_1","amount":1}';

type Headers_ = Readonly<Record<string, string>>;

const open = (options: Omit<HmacWebhookOptions, 'clock'>, headers: Headers_, body: string | Uint8Array = BODY) =>
  hmacWebhook({ ...options, clock }).open({
    headers: new Headers(headers),
    body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
  });

const hmac = (secret: string, content: string | Uint8Array, encoding: 'hex' | 'base64' | 'base64url' = 'hex') =>
  createHmac('sha256', secret).update(content).digest(encoding);

const TIMED = { header: 'Sig', secrets: 'first', elements: { signature: 'v1', timestamp: 't' } } as const;
const timed = (signedAt: string, secret = 'first', body = BODY) => ({
  sig: `t=${signedAt},v1=${hmac(secret, `${signedAt}.${body}`)}`,
});
const SECONDS = String(NOW / 1000);

describe('a signature alone in its header', () => {
  test.each([
    ['hex', ''],
    ['hex', 'sha256='],
    ['base64', ''],
    ['base64url', 'v1:'],
  ] as const)('is accepted in %s behind "%s"', async (encoding, prefix) => {
    const sig = prefix + hmac('first', BODY, encoding);

    expect(await open({ header: 'Sig', secrets: ['first'], encoding, prefix }, { sig })).toMatchObject({
      ok: true,
      payload: { id: 'evt_1', amount: 1 },
    });
  });

  test('may be made with any of several secrets, and with no other', async () => {
    const options = { header: 'Sig', secrets: ['old', 'new'] };

    expect(await open(options, { sig: hmac('old', BODY) })).toMatchObject({ ok: true });
    expect(await open(options, { sig: hmac('new', BODY) })).toMatchObject({ ok: true });
    expect(await open(options, { sig: hmac('other', BODY) })).toEqual({ ok: false, reason: 'signature_mismatch' });
  });

  test.each([
    ['no header', {}, 'missing_header'],
    ['an empty one', { sig: '' }, 'missing_header'],
    ['another prefix', { sig: 'md5=00' }, 'malformed_header'],
    ['what is no hexadecimal', { sig: 'sha256=zz' }, 'malformed_header'],
    ['two of them', { sig: `sha256=${hmac('first', BODY)}, sha256=${hmac('first', BODY)}` }, 'malformed_header'],
    ['half of it', { sig: `sha256=${hmac('first', BODY).slice(0, 32)}` }, 'signature_mismatch'],
    ['too much of it', { sig: `sha256=${'ab'.repeat(4000)}` }, 'malformed_header'],
  ])('is refused with %s', async (_, headers, reason) => {
    const options = { header: 'Sig', secrets: 'first', prefix: 'sha256=' };

    expect(await open(options, headers as Headers_)).toEqual({ ok: false, reason });
  });

  test('says that its events need confirmation, as an old delivery looks like a new one', () => {
    expect(hmacWebhook({ header: 'Sig', secrets: 'first' })).toMatchObject({
      name: 'hmac-sha256',
      needsConfirmation: true,
    });
    expect(hmacWebhook({ ...TIMED, clock, algorithm: 'sha512' })).toMatchObject({
      name: 'hmac-sha512',
      needsConfirmation: false,
    });
  });
});

describe('a time stamp', () => {
  test.each([
    ['s', SECONDS],
    ['ms', String(NOW)],
    ['iso', '2026-01-01T01:00:00+01:00'],
  ] as const)('is read in unit "%s"', async (timestampUnit, signedAt) => {
    expect(await open({ ...TIMED, timestampUnit }, timed(signedAt))).toMatchObject({ ok: true });
  });

  test.each([-300_001, 300_001])(
    'that is %i ms away is refused, and one millisecond nearer is not',
    async (distance) => {
      const nearer = String(NOW + distance - Math.sign(distance));

      expect(await open({ ...TIMED, timestampUnit: 'ms' }, timed(String(NOW + distance)))).toEqual({
        ok: false,
        reason: 'timestamp_out_of_tolerance',
      });
      expect(await open({ ...TIMED, timestampUnit: 'ms' }, timed(nearer))).toMatchObject({ ok: true });
    },
  );

  test.each(['-1', '1e9', ' 1', '1.5', 'NaN', '0x10', '9'.repeat(16), ''])(
    'spelled "%s" is refused',
    async (signedAt) => {
      const result = await open(TIMED, timed(signedAt));

      expect(result).toMatchObject({ ok: false });
      expect(result).not.toMatchObject({ reason: 'signature_mismatch' });
    },
  );

  test('may stand in a header of its own, which must be there', async () => {
    const options = { header: 'Sig', timestampHeader: 'Sig-Time', content: '{timestamp}|{body}', secrets: 'first' };
    const sig = hmac('first', `${SECONDS}|${BODY}`);

    expect(await open(options, { sig, 'sig-time': SECONDS })).toMatchObject({ ok: true });
    expect(await open(options, { sig })).toEqual({ ok: false, reason: 'missing_header' });
  });
});

describe('elements', () => {
  test.each([
    [`v1=00`, 'missing_field'],
    [`t=${SECONDS}`, 'missing_field'],
    ['nothing', 'malformed_header'],
    [`t=${SECONDS},t=${SECONDS},v1=00`, 'malformed_header'],
    [`t=${SECONDS}${',v1=00'.repeat(9)}`, 'malformed_header'],
    [`t=${SECONDS},__proto__=x,constructor=y,v1=zz`, 'signature_mismatch'],
  ])('of "%s" are refused', async (sig, reason) => {
    expect(await open(TIMED, { sig })).toEqual({ ok: false, reason });
  });

  test('may hold several signatures, of which one has to be right', async () => {
    const { sig } = timed(SECONDS);

    expect(await open(TIMED, { sig: `${sig},v1=${'0'.repeat(64)},v0=old` })).toMatchObject({ ok: true });
  });
});

describe('a key id', () => {
  const keyed = (secrets: HmacWebhookOptions['secrets'], kid: string) =>
    open(
      { header: 'Sig', elements: { signature: 'v1', keyId: 'kid' }, secrets },
      { sig: `kid=${kid},v1=${hmac('first', BODY)}` },
    );

  test('chooses the secret, from a map or from a function', async () => {
    expect(await keyed(new Map([['k1', 'first']]), 'k1')).toMatchObject({ ok: true, keyId: 'k1' });
    expect(await keyed(async (keyId) => (keyId === 'k1' ? 'first' : undefined), 'k1')).toMatchObject({ ok: true });
  });

  test.each(['k2', '__proto__', 'constructor', 'toString', '../k1', 'x'.repeat(129)])(
    'of "%s" is unknown',
    async (kid) => {
      const byName: Record<string, string> = { k1: 'first' };

      expect(await keyed(new Map([['k1', 'first']]), kid)).toEqual({ ok: false, reason: 'unknown_kid' });
      expect(await keyed((keyId) => byName[keyId], kid)).toEqual({ ok: false, reason: 'unknown_kid' });
    },
  );

  test('whose store cannot be reached is no refusal', async () => {
    await expect(keyed(() => Promise.reject(new Error('store down')), 'k1')).rejects.toThrow('store down');
  });
});

test.each([
  ['alone', { header: 'Sig', secrets: 'first' }, hmac('first', BODY), 'malformed_header'],
  ['in elements', TIMED, `t=${SECONDS},v1=${hmac('first', `${SECONDS}.${BODY}`)}`, 'malformed_header'],
])('refuses a signature %s whose header comes twice, though both are right', async (_, options, sig, reason) => {
  expect(await open(options, { sig })).toMatchObject({ ok: true });
  expect(await open(options, { sig: `${sig}, ${sig}` })).toEqual({ ok: false, reason });
});

test('keeps the id of an event that stands further in', async () => {
  const body = '{"event":{"id":7}}';
  const options = { header: 'Sig', secrets: 'first', eventId: 'event.id' };

  expect(await open(options, { sig: hmac('first', body) }, body)).toMatchObject({ deduplicationKey: '7' });
});

test('keeps the id of an event, and refuses a payload without one', async () => {
  const options = { header: 'Sig', secrets: 'first', eventId: 'id' };

  expect(await open(options, { sig: hmac('first', BODY) })).toMatchObject({ deduplicationKey: 'evt_1' });
  expect(await open(options, { sig: hmac('first', '{"ID":"x"}') }, '{"ID":"x"}')).toEqual({
    ok: false,
    reason: 'malformed_body',
  });
  expect(await open(options, { sig: hmac('first', 'no JSON') }, 'no JSON')).toEqual({
    ok: false,
    reason: 'malformed_body',
  });
});

test('accepts every body it signed, and refuses it with any one bit changed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), fc.nat(), async (value, at) => {
      const body = new TextEncoder().encode(JSON.stringify(value));
      const flipped = Uint8Array.from(body);
      const byte = at % flipped.length;
      flipped[byte] = (flipped[byte] ?? 0) ^ (1 << (at % 8));
      const headers = { sig: hmac('first', body) };

      expect(await open({ header: 'Sig', secrets: 'first' }, headers, body)).toMatchObject({ ok: true });
      expect(await open({ header: 'Sig', secrets: 'first' }, headers, flipped)).toMatchObject({ ok: false });
    }),
  );
});

test('answers any header and any body with a refusal, never with an error', async () => {
  const value = fc.string({ unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)) });
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        value,
        value.map((text) => `t=${SECONDS},v1=${text}`),
      ),
      fc.uint8Array(),
      async (sig, body) => {
        expect(await open(TIMED, { sig }, body)).toMatchObject({ ok: false });
      },
    ),
  );
});

test.each([
  ['no secret', { header: 'Sig', secrets: [] }],
  ['an empty secret', { header: 'Sig', secrets: '' }],
  ['an empty map', { header: 'Sig', secrets: new Map(), keyIdHeader: 'K' }],
  ['secrets by key id that nothing names', { header: 'Sig', secrets: new Map([['k', 's']]) }],
  ['a content without the body', { header: 'Sig', secrets: 's', content: 'x' }],
  ['a content with a place that does not exist', { header: 'Sig', secrets: 's', content: '{timestamp}{body}' }],
  ['a time stamp that is not signed', { ...TIMED, clock, content: '{body}' }],
  ['a time stamp and no clock', TIMED],
  ['a secret that is no base64', { header: 'Sig', secrets: '***', secretEncoding: 'base64' as const }],
])('cannot be made with %s', (_, options) => {
  expect(() => hmacWebhook(options)).toThrow(TypeError);
});

test.each([NaN, Infinity, -1])(
  'cannot be made with a tolerance of %d: nothing switches the check off',
  (toleranceMs) => {
    expect(() => hmacWebhook({ ...TIMED, clock, toleranceMs })).toThrow(RangeError);
  },
);
