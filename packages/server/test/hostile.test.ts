import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ENGINES } from './engines.js';
import { newTeam, type Team } from './team.js';

const NO_LIMITS = { perAddress: { perMinute: 1e9 }, perCredential: { perMinute: 1e9 } };

/** Texts that have broken things before. */
const NASTY = [
  ...['\u0000', '\ud800', 'a\u0000b', '\uffff', '../../etc/passwd', "' or 1=1 --", '__proto__', 'constructor'],
  ...['%00', '\r\nset-cookie: a=b', '\u202e', 'x'.repeat(5000), '{"$at":"2026-01-01"}', '', ' ', 'null'],
];

const nasty = fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: 'binary', maxLength: 40 }));
const value = fc.oneof(nasty, fc.jsonValue(), fc.double());
/** Cursors that no page has ended with, and texts that are none. */
const cursor = fc.oneof(
  nasty,
  fc
    .tuple(fc.oneof(fc.integer(), fc.double()), nasty)
    .map((end) => Buffer.from(JSON.stringify(end)).toString('base64url')),
);

/** Ends at an id that PostgreSQL cannot be asked about. */
const NUL_CURSOR = Buffer.from('[0,"\\u0000"]').toString('base64url');

function record(...names: readonly string[]): fc.Arbitrary<Record<string, unknown>> {
  return fc.record(Object.fromEntries([...names, '__proto__', 'more'].map((name) => [name, value])), {
    requiredKeys: [],
    noNullPrototype: true,
  });
}

describe.each(ENGINES)('on %s', (engine) => {
  test('nothing that is sent ends in an error of ours', async () => {
    const team = await newTeam({ engine, requests: NO_LIMITS });
    const bodies = {
      'POST /v1/session': record('email', 'password'),
      'POST /v1/session/claim': record('token', 'password', 'email', 'name'),
      'POST /v1/people': record('email', 'name', 'role'),
      'POST /v1/tokens': record('name', 'scopes', 'expiresAt'),
    };
    const request = fc.oneof(
      ...Object.entries(bodies).map(([route, body]) => fc.tuple(fc.constant(route), body)),
      fc.tuple(
        fc
          .tuple(fc.constantFrom('GET', 'PATCH', 'DELETE'), fc.constantFrom('people', 'tokens'), nasty)
          .map(([method, what, id]) => `${method} /v1/${what}/${encoded(id)}`),
        record('name', 'role', 'disabled'),
      ),
      fc.tuple(
        fc
          .tuple(
            fc.constantFrom('people', 'tokens', 'audit'),
            fc.constantFrom('cursor', 'limit', 'person', 'outcome'),
            cursor,
          )
          .map(([what, name, text]) => `GET /v1/${what}?${name}=${encoded(text)}`),
        fc.constant({}),
      ),
    );

    await fc.assert(
      fc.asyncProperty(request, async ([route, body]) => {
        const [method = '', path = ''] = route.split(' ');
        const sent = method === 'POST' || method === 'PATCH' ? body : undefined;
        const answer = await team.admin.ask(method, path, sent);
        expect([200, 201, 204, 400, 401, 403, 404, 405, 409, 429]).toContain(answer.status);
      }),
      { numRuns: 400, examples: [[[`GET /v1/people?cursor=${NUL_CURSOR}`, {}]]] },
    );
    expect(errorsOf(team)).toEqual([]);
  });
});

test('no header opens anything, or ends in an error of ours', async () => {
  const team = await newTeam({ requests: NO_LIMITS });
  const printable = fc.stringMatching(/^[\x20-\x7e\x80-\xff]{0,60}$/);
  const secret = team.admin.cookie?.split('=')[1] ?? '';
  const headers = fc.record(
    {
      cookie: fc.oneof(
        printable,
        printable.map((text) => `paymux=${text}`),
        fc.constant(`paymux=${secret.toLowerCase()}`),
      ),
      authorization: fc.oneof(
        printable,
        printable.map((text) => `Bearer ${text}`),
        fc.constant(`Bearer pmx_${secret}`),
      ),
      'x-paymux-csrf': printable,
      'x-forwarded-for': printable,
      origin: printable,
    },
    { requiredKeys: [] },
  );

  await fc.assert(
    fc.asyncProperty(headers, fc.constantFrom('GET', 'POST', 'DELETE'), async (sent, method) => {
      const path = method === 'POST' ? '/v1/people' : '/v1/session';
      expect([400, 401]).toContain((await team.browser().send(method, path, { headers: sent })).status);
    }),
    { numRuns: 1000 },
  );
  expect(errorsOf(team)).toEqual([]);
});

function encoded(text: string): string {
  return encodeURIComponent(Buffer.from(text).toString()).slice(0, 2000);
}

function errorsOf(team: Team) {
  return team.logger.records.filter(({ level }) => level === 'error');
}
