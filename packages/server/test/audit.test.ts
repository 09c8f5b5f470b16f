import { StoreUnavailableError } from '@paymux/orchestration';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { defineRoute } from '../src/index.js';
import { bearer, laterThan, newTeam, PASSWORD } from './team.js';

const DAY_MS = 86_400_000;

describe('the audit', () => {
  test('tells of every write who made it, with what, from where, and what became of it', async () => {
    const { admin } = await newTeam();
    const invited = await admin.ask('POST', '/v1/people', { email: 'v@example.com', name: 'Vera', role: 'viewer' });

    const { items } = (await admin.ask('GET', '/v1/audit')).body;

    expect(items[0]).toMatchObject({
      id: 'aud_000000000002',
      at: '2026-03-01T12:00:00.000Z',
      person: admin.person,
      by: { kind: 'session' },
      permission: 'access:manage',
      method: 'POST',
      route: '/v1/people',
      record: invited.body.person.id,
      outcome: 'done',
      status: 201,
      requestId: invited.headers.get('x-request-id'),
      address: '198.51.100.1',
    });
    expect(items[1]).toMatchObject({ route: '/v1/session/claim', person: admin.person, outcome: 'done' });
  });

  test.each<[string, string, string, number, string]>([
    ['without a session', 'GET', '/v1/people', 401, 'no_session'],
    ['without a permission', 'GET', '/v1/audit', 403, 'not_allowed'],
    ['without a body', 'POST', '/v1/people', 403, 'not_allowed'],
  ])('tells of a refusal %s', async (_what, method, path, status, code) => {
    const { admin, browser, clock, member } = await newTeam();
    const viewer = await member('viewer');
    await clock.advance(1);

    const answer = status === 401 ? await browser().ask(method, path) : await viewer.ask(method, path);

    const { items } = (await admin.ask('GET', '/v1/audit?limit=1')).body;
    expect(answer.status).toBe(status);
    expect(items[0]).toMatchObject({
      ...(status === 403 && { person: viewer.person }),
      ...{ method, route: path, outcome: 'refused', status, code },
    });
  });

  test('tells of a refused sign-in whom it was about, if that is anybody, and never what was typed', async () => {
    const { admin, browser, clock } = await newTeam();
    await clock.advance(1);
    await browser().signIn('admin@example.com', 'typed by mistake');
    await clock.advance(1);
    await browser().signIn('my-password-in-the-wrong-field', PASSWORD);

    const { items } = (await admin.ask('GET', '/v1/audit?limit=2')).body;

    expect(items[0]).not.toHaveProperty('record');
    expect(items[1]).toMatchObject({ record: admin.person, code: 'sign_in_failed', outcome: 'refused' });
    expect(JSON.stringify(items)).not.toMatch(/wrong-field|mistake/);
  });

  test('tells of a write that failed whether it may have been done', async () => {
    const broken = defineRoute({
      method: 'POST',
      path: '/v1/broken',
      permission: 'payouts:write',
      summary: 'Fails',
      response: z.undefined(),
      handler: () => {
        throw new TypeError('canary in a message');
      },
    });
    const { admin, logger } = await newTeam({ routes: () => [broken] });

    const answer = await admin.ask('POST', '/v1/broken');

    const { items } = (await admin.ask('GET', '/v1/audit')).body;
    expect(answer.status).toBe(500);
    expect(answer.body).toMatchObject({ code: 'unexpected', outcome: 'unknown', moneyMayHaveMoved: true });
    expect(answer.text + JSON.stringify([items, logger.records])).not.toContain('canary');
    expect(items.find(({ route }) => route === '/v1/broken')).toMatchObject({ outcome: 'unknown' });
    expect(logger.records).toContainEqual(
      expect.objectContaining({
        event: 'request.failed',
        fields: expect.objectContaining({ requestId: answer.headers.get('x-request-id'), error: 'TypeError' }),
      }),
    );
  });

  test('is listed by person and by outcome, in pages', async () => {
    const { admin, clock, member } = await newTeam();
    const viewer = await member('viewer');
    for (let asked = 0; asked < 3; asked += 1) {
      await clock.advance(1);
      await viewer.ask('GET', '/v1/audit');
    }

    const refused = await admin.ask('GET', `/v1/audit?person=${viewer.person}&outcome=refused&limit=2`);
    const rest = await admin.ask(
      'GET',
      `/v1/audit?person=${viewer.person}&outcome=refused&limit=2&cursor=${refused.body.next}`,
    );

    expect([refused.body.items.length, rest.body.items.length]).toEqual([2, 1]);
    expect(rest.body).not.toHaveProperty('next');
  });

  test('holds no password, cookie, token or link, and neither does the log', async () => {
    const { admin, browser, clock, logger, member, store } = await newTeam();
    const operator = await member('operator');
    const token = await operator.token(['read'], laterThan(clock, DAY_MS));
    const invited = await admin.ask('POST', '/v1/people', { email: 'v@example.com', name: 'Vera', role: 'viewer' });
    const link = invited.body.link.token;
    await browser().signIn('admin@example.com', 'a password that is wrong');
    await browser().send('GET', '/v1/people', { headers: bearer(`${token}x`) });
    await browser().send('GET', '/v1/audit', { headers: bearer(token) });
    await browser().claim(link, 'short');
    await admin.ask('POST', '/v1/people', { password: PASSWORD, token });
    await admin.ask('PATCH', '/v1/people/nobody', { name: 'x' }, { 'x-paymux-csrf': 'wrong' });

    const { records } = await store.listDocuments({ kind: 'audit', limit: 1000 });

    const told = JSON.stringify([records, logger.records]);
    const secrets = [PASSWORD, 'a password that is wrong', token, link, admin.cookie, admin.csrf, operator.cookie];
    expect(records.length).toBeGreaterThan(8);
    for (const secret of secrets) expect(told).not.toContain(secret?.split('=').at(-1));
  });

  test('gives away an entry that was changed, taken away or cut off', async () => {
    const { access, admin, logger, store } = await newTeam();
    for (let made = 0; made < 3; made += 1) await admin.ask('POST', '/v1/people', {});
    const entry = await store.document('audit', 'aud_000000000002');
    const head = await store.document('audit_head', 'head');
    if (entry === undefined || head === undefined) throw new Error('There is no audit.');
    expect(await access.verifyAudit()).toEqual({ entries: 4 });

    const changed = { ...(entry.body as object), person: 'per_somebody-else' };
    await store.commit([{ change: 'document_update', document: { ...entry, revision: 2, body: changed } }]);
    expect(await access.verifyAudit()).toEqual({ entries: 1, brokenAt: 'aud_000000000002' });

    await store.commit([{ change: 'document_update', document: { ...entry, revision: 3 } }]);
    expect(await access.verifyAudit()).toEqual({ entries: 4 });

    const third = (await store.document('audit', 'aud_000000000003'))?.body as { digest: string };
    const cut = { ...head, revision: head.revision + 1, body: { length: 3, digest: third.digest } };
    await store.commit([{ change: 'document_update', document: cut }]);
    expect(await access.verifyAudit()).toEqual({ entries: 3, brokenAt: 'end' });
    await admin.ask('POST', '/v1/people', {});
    expect(logger.records).toContainEqual(
      expect.objectContaining({
        event: 'audit.not_written',
        fields: expect.objectContaining({ error: 'AuditCutOffError' }),
      }),
    );
  });

  test('tells once a minute of somebody who asks too often', async () => {
    const { admin, browser, clock } = await newTeam({ requests: { perAddress: { perMinute: 60, burst: 5 } } });
    const stranger = browser({ address: '203.0.113.50' });
    const statuses: number[] = [];

    for (let asked = 0; asked < 20; asked += 1) statuses.push((await stranger.ask('GET', '/v1/people')).status);
    await clock.advance(2_000);
    const { items } = (await admin.ask('GET', '/v1/audit?limit=100')).body;

    expect(statuses).toEqual([...Array<number>(5).fill(401), ...Array<number>(15).fill(429)]);
    expect(items.filter(({ address }) => address === '203.0.113.50')).toHaveLength(6);
    expect((await stranger.ask('GET', '/v1/people')).status).toBe(401);
  });
});

test('a request goes on when the audit cannot be written, and the log tells what it would have told', async () => {
  const { admin, logger, store } = await newTeam();
  const commit = store.commit.bind(store);
  store.commit = async (changes, effect) => {
    const isAudit = changes.some((change) => change.change === 'document_insert' && change.document.kind === 'audit');
    if (isAudit) throw new Error('The disk is full.');
    return commit(changes, effect);
  };

  const answer = await admin.ask('POST', '/v1/people', { email: 'v@example.com', name: 'Vera', role: 'viewer' });

  expect(answer.status).toBe(201);
  expect(logger.records).toContainEqual(
    expect.objectContaining({ event: 'audit.not_written', fields: expect.objectContaining({ route: '/v1/people' }) }),
  );
});

test('whoever only looks is let in although nothing can be written', async () => {
  const { admin, clock, store } = await newTeam();
  store.commit = () => Promise.reject(new StoreUnavailableError('The disk is full.'));
  await clock.advance(60_000);

  const read = await admin.ask('GET', '/v1/people');
  const written = await admin.ask('POST', '/v1/people', { email: 'v@example.com', name: 'Vera', role: 'viewer' });

  expect(read.status).toBe(200);
  expect([written.status, written.body.code]).toEqual([503, 'store_unavailable']);
});
