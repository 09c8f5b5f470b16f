import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { defineRoute } from '../src/index.js';
import { bearer, laterThan, newTeam, type Team } from './team.js';

const DAY_MS = 86_400_000;

/** A route that tells who asked. */
const WHO = defineRoute({
  method: 'POST',
  path: '/v1/who',
  permission: 'payouts:write',
  summary: 'Tells who asked',
  response: z.strictObject({ person: z.string(), by: z.string() }),
  handler: ({ actor }) => ({ person: actor.person, by: actor.by.kind }),
});

function team(): Promise<Team> {
  return newTeam({ routes: () => [WHO] });
}

describe('a token', () => {
  test('is shown once, and acts for its person without a cookie or a token for writes', async () => {
    const { browser, clock, member, store } = await team();
    const operator = await member('operator');
    const token = await operator.token(['payouts:write'], laterThan(clock, DAY_MS));

    const answer = await browser().send('POST', '/v1/who', { headers: { ...bearer(token), 'idempotency-key': 'one' } });

    expect(token).toMatch(/^pmx_[0-9A-Za-z]{16}_[0-9A-Za-z]{43}$/);
    expect(answer.body).toEqual({ person: operator.person, by: 'token' });
    const kept = JSON.stringify((await store.listDocuments({ kind: 'api_token' })).records);
    expect(kept).not.toContain(token.split('_')[2]);
    expect((await operator.ask('GET', '/v1/tokens')).text).not.toContain(token.split('_')[2]);
  });

  test('does nothing outside its scopes', async () => {
    const { admin, browser, clock } = await team();
    const token = await admin.token(['payouts:write'], laterThan(clock, DAY_MS));

    const answer = await browser().send('GET', '/v1/people', { headers: bearer(token) });

    expect(answer.status).toBe(403);
    expect(answer.body.code).toBe('not_allowed');
  });

  test('does no more than its person may today', async () => {
    const { admin, browser, clock, member } = await team();
    const operator = await member('operator');
    const token = await operator.token(['payouts:write'], laterThan(clock, DAY_MS));

    await admin.ask('PATCH', `/v1/people/${operator.person}`, { role: 'viewer' });
    const headers = { ...bearer(token), 'idempotency-key': 'one' };

    expect((await browser().send('POST', '/v1/who', { headers })).status).toBe(403);
  });

  test('that was stolen is worth nothing once it is revoked, nor when its use is written down at that moment', async () => {
    const { admin, browser, clock } = await team();
    const token = await admin.token(['read'], laterThan(clock, DAY_MS));
    const use = () => browser().send('GET', '/v1/session', { headers: bearer(token) });
    const [, id = ''] = token.split('_');

    const [revoked] = await Promise.all([admin.ask('DELETE', `/v1/tokens/${id}`), use(), use()]);

    expect(revoked.status).toBe(204);
    expect((await use()).status).toBe(401);
    expect((await admin.ask('GET', '/v1/tokens')).body.items).toMatchObject([{ id, status: 'revoked' }]);
  });

  test('ends at its time', async () => {
    const { admin, browser, clock } = await team();
    const token = await admin.token(['read'], laterThan(clock, DAY_MS));
    const use = () => browser().send('GET', '/v1/session', { headers: bearer(token) });

    await clock.advance(DAY_MS - 1);
    expect((await use()).status).toBe(200);
    await clock.advance(1);

    expect((await use()).status).toBe(401);
  });

  test('ends with its person, and does not come back with them', async () => {
    const { admin, browser, clock, member } = await team();
    const operator = await member('operator');
    const token = await operator.token(['read'], laterThan(clock, DAY_MS));
    const use = () => browser().send('GET', '/v1/session', { headers: bearer(token) });

    await admin.ask('PATCH', `/v1/people/${operator.person}`, { disabled: true });
    const disabled = await use();
    await admin.ask('PATCH', `/v1/people/${operator.person}`, { disabled: false });

    expect([disabled.status, (await use()).status]).toEqual([401, 401]);
    expect((await admin.ask('GET', `/v1/tokens?person=${operator.person}`)).body.items).toMatchObject([
      { status: 'revoked' },
    ]);
  });

  test.each([
    ['with another secret', (token: string) => `${token.slice(0, -1)}${token.endsWith('a') ? 'b' : 'a'}`],
    ['of nobody', () => `pmx_${'a'.repeat(16)}_${'b'.repeat(43)}`],
    ['with something behind it', (token: string) => `${token} `.concat('x')],
    ['in capitals', (token: string) => token.toUpperCase()],
  ])('%s opens nothing', async (_what, change) => {
    const { admin, browser, clock } = await team();
    const token = await admin.token(['read'], laterThan(clock, DAY_MS));

    const answer = await browser().send('GET', '/v1/session', { headers: bearer(change(token)) });

    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  test('tells when it was last used, to the minute', async () => {
    const { admin, browser, clock } = await team();
    const token = await admin.token(['read'], laterThan(clock, DAY_MS));
    const use = () => browser().send('GET', '/v1/session', { headers: bearer(token) });

    await use();
    await clock.advance(59_000);
    await use();
    const early = await admin.ask('GET', '/v1/tokens');
    await clock.advance(1_000);
    await use();

    expect(early.body.items[0]?.lastUsedAt).toBe('2026-03-01T12:00:00.000Z');
    expect((await admin.ask('GET', '/v1/tokens')).body.items[0]?.lastUsedAt).toBe('2026-03-01T12:01:00.000Z');
  });

  test('makes no tokens, whatever its scopes', async () => {
    const { admin, browser, clock } = await team();
    const token = await admin.token(['read', 'access:manage'], laterThan(clock, DAY_MS));
    const body = { name: 'child', scopes: ['read'], expiresAt: laterThan(clock, DAY_MS).toISOString() };

    const answer = await browser().send('POST', '/v1/tokens', {
      body,
      headers: { ...bearer(token), 'idempotency-key': 'one' },
    });

    expect(answer.status).toBe(403);
  });
});

describe('making a token', () => {
  test('is refused for what its person may not do', async () => {
    const { clock, member } = await team();
    const operator = await member('operator');
    const body = { name: 'x', scopes: ['payouts:approve'], expiresAt: laterThan(clock, DAY_MS).toISOString() };

    expect((await operator.ask('POST', '/v1/tokens', body)).status).toBe(403);
  });

  test('names everything that is wrong with it at once', async () => {
    const { admin } = await team();

    const answer = await admin.ask('POST', '/v1/tokens?for=me', { name: '', scopes: ['everything'], admin: true });

    expect(answer.status).toBe(400);
    expect(answer.body.problems.map(({ path }) => path)).toEqual([
      'query.for',
      'name',
      'scopes.0',
      'expiresAt',
      'admin',
    ]);
  });

  test.each([
    ['that has been', -1],
    ['that is now', 0],
    ['beyond a year', 365 * DAY_MS + 1],
  ])('for a time %s is refused', async (_what, ms) => {
    const { admin, clock } = await team();
    const body = { name: 'x', scopes: ['read'], expiresAt: laterThan(clock, ms).toISOString() };

    const answer = await admin.ask('POST', '/v1/tokens', body);

    expect(answer.body.problems).toEqual([{ path: 'expiresAt', message: 'must lie ahead, and by 365 days at most' }]);
  });

  test('under the same key again makes no second one, and cannot show the first one again', async () => {
    const { admin, clock } = await team();
    const body = { name: 'x', scopes: ['read'], expiresAt: laterThan(clock, DAY_MS).toISOString() };
    const ask = (asked: object) => admin.ask('POST', '/v1/tokens', asked, { 'idempotency-key': 'same' });

    const first = await ask(body);
    const again = await ask(body);
    const other = await ask({ ...body, name: 'y' });

    expect([first.status, again.status, other.status]).toEqual([201, 409, 409]);
    expect([again.body.code, other.body.code]).toEqual(['created_already', 'idempotency_conflict']);
    expect(again.body.detail).toContain(first.body.token.id);
    expect(again.text).not.toContain(first.body.secret);
    expect((await admin.ask('GET', '/v1/tokens')).body.items).toHaveLength(1);
  });
});

describe('tokens of others', () => {
  test('are seen and revoked by those who manage access, and by nobody else', async () => {
    const { admin, clock, member } = await team();
    const operator = await member('operator');
    const viewer = await member('viewer');
    const [, id = ''] = (await operator.token(['read'], laterThan(clock, DAY_MS))).split('_');

    const seen = await viewer.ask('GET', `/v1/tokens?person=${operator.person}`);
    const ended = await viewer.ask('DELETE', `/v1/tokens/${id}`);
    const unknown = await viewer.ask('DELETE', '/v1/tokens/nothing');

    expect([seen.status, ended.status]).toEqual([403, 404]);
    expect({ ...ended.body, requestId: '' }).toEqual({ ...unknown.body, requestId: '' });
    expect((await admin.ask('GET', `/v1/tokens?person=${operator.person}`)).body.items).toMatchObject([
      { id, status: 'active' },
    ]);
    expect((await admin.ask('DELETE', `/v1/tokens/${id}`)).status).toBe(204);
    expect((await admin.ask('DELETE', `/v1/tokens/${id}`)).status).toBe(204);
  });
});
