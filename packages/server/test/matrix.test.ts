import { describe, expect, test } from 'vitest';
import { type AnyRawRoute, type AnyRoute, PERMISSIONS, permissionsOf, ROLES } from '../src/index.js';
import { bearer, type Browser, laterThan, newKey, newTeam } from './team.js';
import { wholeService } from './whole-service.js';

const HOUR_MS = 3_600_000;
/** So many requests at once that limits would answer in place of what is asked here. */
const NO_LIMITS = { perAddress: { perMinute: 1e9 }, perCredential: { perMinute: 1e9 } };

/** Every route that is open to everybody, named here once more so that none becomes so by accident. */
const PUBLIC_ROUTES = [
  ...['GET /health/live', 'GET /health/ready', 'GET /openapi.json'],
  // A provider proves by its signature who it is.
  ...['GET /payouts/webhook', 'GET /webhooks/{account}', 'POST /payouts/webhook', 'POST /webhooks/{account}'],
  ...['POST /v1/session', 'POST /v1/session/claim'],
];

/** How a request went, and its id. */
interface Went {
  readonly status: number;
  readonly code: string | undefined;
  readonly requestId: string | null;
}

const team = await newTeam({ serve: wholeService, requests: NO_LIMITS });
const table = team.app.routeTable;
const guarded = table.filter(({ permission }) => permission !== 'public');
const refused: (string | null)[] = [];

/**
 * Knocks at a route. The parameter that no route knows ends a request to the JSON interface as 400 once it was let in,
 * so that knocking changes nothing.
 */
async function knock(route: AnyRoute | AnyRawRoute, headers: Readonly<Record<string, string>>): Promise<Went> {
  const path = route.path.replaceAll(/\{\w+\}/g, 'none').replace(/\*$/, 'none');
  const isWrite = route.method !== 'GET';
  const request = new Request(new URL(`${path}?knocking=1`, 'http://localhost:8080'), {
    method: route.method,
    headers: { ...(isWrite && { 'content-type': 'application/json', 'idempotency-key': newKey() }), ...headers },
    ...(isWrite && { body: '{}' }),
  });
  const response = await team.app.fetch(request);
  const isProblem = response.headers.get('content-type') === 'application/problem+json';
  const { code } = isProblem ? ((await response.json()) as { code: string }) : { code: undefined };
  if (!isProblem) await response.body?.cancel();
  const requestId = response.headers.get('x-request-id');
  if (response.status === 401 || response.status === 403) refused.push(requestId);
  return { status: response.status, code, requestId };
}

/** What a page sends. */
function page({ cookie = '', csrf = '' }: Browser): Readonly<Record<string, string>> {
  return { cookie, 'x-paymux-csrf': csrf };
}

function expectLetIn(route: AnyRoute | AnyRawRoute, went: Went): void {
  if ('raw' in route) expect([401, 403, 429, 500]).not.toContain(went.status);
  else expect(went).toMatchObject({ status: 400, code: 'invalid_request' });
}

const idle = team.browser();
await idle.signIn('admin@example.com');
await team.clock.advance(HOUR_MS / 2);
await team.admin.signIn('admin@example.com');

const people = Object.fromEntries(
  await Promise.all(ROLES.map(async (role) => [role, await team.member(role, `matrix-${role}@example.com`)] as const)),
);
const disabled = await team.member('admin', 'matrix-disabled@example.com');
const disabledToken = await disabled.token(PERMISSIONS, laterThan(team.clock, HOUR_MS));
await team.admin.ask('PATCH', `/v1/people/${disabled.person}`, { disabled: true });
const expiredToken = await team.admin.token(PERMISSIONS, laterThan(team.clock, 1000));
const revokedToken = await team.admin.token(PERMISSIONS, laterThan(team.clock, HOUR_MS));
await team.admin.ask('DELETE', `/v1/tokens/${revokedToken.split('_')[1] ?? ''}`);
await team.clock.advance(1000);
const signedOut = team.browser();
await signedOut.signIn('admin@example.com');
const endedCookie = signedOut.cookie;
await signedOut.ask('DELETE', '/v1/session');
signedOut.cookie = endedCookie;
const scopeTokens = new Map(
  await Promise.all(
    PERMISSIONS.map(async (permission) => {
      const others = PERMISSIONS.filter((other) => other !== permission);
      const expiresAt = laterThan(team.clock, HOUR_MS);
      const only = await team.admin.token([permission], expiresAt);
      return [permission, { only, without: await team.admin.token(others, expiresAt) }] as const;
    }),
  ),
);

test('only these routes are open to everybody', () => {
  const open = table.filter(({ permission }) => permission === 'public');

  expect(open.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(PUBLIC_ROUTES.toSorted());
});

test('no route is there twice', () => {
  const names = table.map(({ method, path }) => `${method} ${path}`);

  expect(new Set(names).size).toBe(names.length);
});

describe.each(guarded.map((route) => ({ route, name: `${route.method} ${route.path}` })))('$name', ({ route }) => {
  const permission = route.permission as (typeof PERMISSIONS)[number];
  const isWrite = route.method !== 'GET';

  test.each<[string, Readonly<Record<string, string>>]>([
    ['nobody', {}],
    ['a session that never was', { cookie: `paymux=${'a'.repeat(43)}`, 'x-paymux-csrf': 'b'.repeat(43) }],
    ['a session that nobody used for too long', page(idle)],
    ['a session that was ended', page(signedOut)],
    ['the session of somebody who is disabled', page(disabled)],
    ['a token that never was', bearer(`pmx_${'a'.repeat(16)}_${'b'.repeat(43)}`)],
    ['a token with another secret', bearer(`${expiredToken.slice(0, -3)}aaa`)],
    ['what is no token', bearer('paymux')],
    ['another scheme', { authorization: 'Basic YWRtaW46YWRtaW4=' }],
    ['a token that has expired', bearer(expiredToken)],
    ['a token that was revoked', bearer(revokedToken)],
    ['a token of somebody who is disabled', bearer(disabledToken)],
  ])('knows nobody by %s', async (_what, headers) => {
    expect(await knock(route, headers)).toMatchObject({ status: 401, code: 'no_session' });
  });

  test.each(ROLES)('lets in by session those with its permission: %s', async (role) => {
    const member = people[role];
    if (member === undefined) throw new Error(`There is no ${role}.`);

    const went = await knock(route, page(member));

    if (permissionsOf(role).has(permission)) expectLetIn(route, went);
    else expect(went).toMatchObject({ status: 403, code: 'not_allowed' });
  });

  test('lets in by token those with its scope, and no other one', async () => {
    const tokens = scopeTokens.get(permission);
    if (tokens === undefined) throw new Error(`There is no permission ${permission}.`);

    expectLetIn(route, await knock(route, bearer(tokens.only)));
    expect(await knock(route, bearer(tokens.without))).toMatchObject({ status: 403, code: 'not_allowed' });
  });

  test('takes no session together with a token', async () => {
    const headers = { ...page(team.admin), ...bearer(scopeTokens.get(permission)?.only ?? '') };

    expect(await knock(route, headers)).toMatchObject({ status: 400, code: 'ambiguous_credentials' });
  });

  test(isWrite ? 'takes no write of another page' : 'can be read without the token for writes', async () => {
    const { cookie = '' } = team.admin;

    const bare = await knock(route, { cookie });
    const foreign = await knock(route, { ...page(team.admin), origin: 'https://evil.example' });

    if (isWrite) expect([bare.code, foreign.code]).toEqual(['csrf_refused', 'csrf_refused']);
    else [bare, foreign].forEach((went) => expectLetIn(route, went));
  });
});

test('every refusal is in the audit', async () => {
  const told = new Set<string>();
  for (let after: string | undefined, more = true; more; ) {
    const { next, records } = await team.store.listDocuments({ kind: 'audit', limit: 1000, after });
    for (const { body } of records) told.add((body as { requestId: string }).requestId);
    after = next;
    more = next !== undefined;
  }

  expect(refused.length).toBeGreaterThan(guarded.length * 10);
  expect(refused.filter((requestId) => requestId === null || !told.has(requestId))).toEqual([]);
});
