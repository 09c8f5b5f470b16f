import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SessionCookie } from './session-cookie.js';

const COOKIE = new SessionCookie('https://pay.example.com');
const SECRET = 'a_-9'.repeat(10) + 'xyz';

function requestWith(cookie: string): Request {
  return new Request('https://pay.example.com/', { headers: { cookie } });
}

describe('a session cookie', () => {
  test.each([
    ['alone', `__Host-paymux=${SECRET}`],
    ['among others', `theme=dark; __Host-paymux=${SECRET}; lang=pt`],
    ['without spaces', `theme=dark;__Host-paymux=${SECRET}`],
  ])('is read %s', (_what, cookie) => {
    expect(COOKIE.read(requestWith(cookie))).toBe(SECRET);
  });

  test.each([
    ['twice', `__Host-paymux=${SECRET}; __Host-paymux=${SECRET}`],
    ['in quotes', `__Host-paymux="${SECRET}"`],
    ['too short', `__Host-paymux=${SECRET.slice(1)}`],
    ['too long', `__Host-paymux=${SECRET}a`],
    ['empty', '__Host-paymux='],
  ])('that is there %s is there, and opens nothing', (_what, cookie) => {
    expect(COOKIE.isIn(requestWith(cookie))).toBe(true);
    expect(COOKIE.read(requestWith(cookie))).toBeUndefined();
  });

  test.each(['', 'paymux=' + SECRET, '__host-paymux=' + SECRET, 'x__Host-paymux=' + SECRET, 'x=__Host-paymux=1'])(
    'is not in "%s"',
    (cookie) => {
      expect(COOKIE.isIn(requestWith(cookie))).toBe(false);
    },
  );

  test('never throws, and reads nothing but what it could have written', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\x20-\x7e\x80-\xff]*$/), fc.boolean(), (text, isNamed) => {
        const read = COOKIE.read(requestWith(isNamed ? `__Host-paymux=${text}` : text));
        expect(read === undefined || /^[\w-]{43}$/.test(read)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test('comes back as it was written', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        const secret = Buffer.from(bytes).toString('base64url');
        const [sent = ''] = COOKIE.write(secret).split(';');
        expect(COOKIE.read(requestWith(sent))).toBe(secret);
      }),
    );
  });
});
