import { describe, expect, test } from 'vitest';
import { ENGINES } from './engines.js';
import { laterThan, newTeam, PASSWORD, tokenOf } from './team.js';

describe.each(ENGINES)('two processes on one store (%s)', (engine) => {
  test('agree on people, sessions and tokens', async () => {
    const team = await newTeam({ engine });
    const other = await team.another();
    const elsewhere = team.browser({ at: other });
    const token = await team.admin.token(['read'], laterThan(team.clock, 1000));

    await elsewhere.signIn('admin@example.com');
    await team.admin.ask('POST', '/v1/people', { email: 'v@example.com', name: 'Vera', role: 'viewer' });

    expect((await elsewhere.ask('GET', '/v1/people')).body.items).toHaveLength(2);
    const headers = { authorization: `Bearer ${token}` };
    expect((await team.browser({ at: other }).send('GET', '/v1/session', { headers })).status).toBe(200);
    expect(await other.access.firstAdminLink()).toBeUndefined();
  });

  test('count failed sign-ins together, also when they come at the same time', async () => {
    const team = await newTeam({ engine });
    const other = await team.another();
    const address = '203.0.113.7';

    const answers = await Promise.all(
      [team, other, team, other, team, other, team, other, team, other].map((at) =>
        team.browser({ address, at }).signIn('admin@example.com', 'wrong password'),
      ),
    );

    expect(answers.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(5);
    expect(answers.every(({ status }) => status === 401 || status === 429)).toBe(true);
    for (let tries = 0; tries < 5; tries += 1) {
      await team.browser({ address, at: other }).signIn('admin@example.com', 'wrong password');
    }
    expect((await team.browser({ address }).signIn('admin@example.com')).status).toBe(429);
    expect((await team.browser({ address: '203.0.113.8' }).signIn('admin@example.com')).status).toBe(201);
  });

  test('let one link be taken up once, whoever is faster', async () => {
    const team = await newTeam({ engine });
    const other = await team.another();
    const invited = await team.admin.ask('POST', '/v1/people', { email: 'v@example.com', name: 'Vera', role: 'admin' });
    const token = invited.body.link.token;
    const passwords = ['password number one', 'password number two', 'password number 3', 'password number 4'];

    const claims = await Promise.all(
      passwords.map((password, index) => team.browser({ at: index % 2 === 0 ? team : other }).claim(token, password)),
    );
    const signIns = await Promise.all(passwords.map((password) => team.browser().signIn('v@example.com', password)));

    expect(claims.map(({ status }) => status).sort()).toEqual([201, 404, 404, 404]);
    expect(signIns.map(({ status }) => status)).toEqual(claims.map(({ status }) => (status === 201 ? 201 : 401)));
  });

  test('make one first administrator, however many links were shown', async () => {
    const { admin, another, browser } = await newTeam({ engine, withoutAdmin: true });
    const instances = await Promise.all([another(), another(), another()]);
    const links = await Promise.all(instances.map(({ access }) => access.firstAdminLink()));

    const claims = await Promise.all(
      instances.map((at, index) =>
        browser({ at }).claim(tokenOf(links[index]), PASSWORD, { email: `a${String(index)}@example.com` }),
      ),
    );

    expect(new Set(links).size).toBe(3);
    expect(claims.map(({ status }) => status).sort()).toEqual([201, 404, 404]);
    await admin.signIn(`a${String(claims.findIndex(({ status }) => status === 201))}@example.com`);
    expect((await admin.ask('GET', '/v1/people')).body.items).toHaveLength(1);
    expect(await instances[0].access.firstAdminLink()).toBeUndefined();
  });

  test('never lose both of two administrators who dismiss each other', async () => {
    const team = await newTeam({ engine });
    const other = await team.another();
    const second = await team.member('admin', 'second@example.com');
    const elsewhere = team.browser({ at: other });
    await elsewhere.signIn('second@example.com');

    const answers = await Promise.all([
      team.admin.ask('PATCH', `/v1/people/${second.person}`, { role: 'viewer' }),
      elsewhere.ask('PATCH', `/v1/people/${team.admin.person}`, { role: 'viewer' }),
    ]);

    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test('make one token of requests under one key at the same time', async () => {
    const team = await newTeam({ engine });
    const body = { name: 'x', scopes: ['read'], expiresAt: laterThan(team.clock, 1000).toISOString() };

    const answers = await Promise.all(
      Array.from({ length: 6 }, () => team.admin.ask('POST', '/v1/tokens', body, { 'idempotency-key': 'same' })),
    );

    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
    expect((await team.admin.ask('GET', '/v1/tokens')).body.items).toHaveLength(1);
  });

  test('write one audit, in which every entry covers the one before', async () => {
    const team = await newTeam({ engine });
    const other = await team.another();
    const strangers = [team, other, team, other].map((at) => team.browser({ at }));

    await Promise.all(
      strangers.flatMap((browser) => Array.from({ length: 5 }, () => browser.ask('GET', '/v1/people'))),
    );

    const report = await other.access.verifyAudit();
    const { items } = (await team.admin.ask('GET', '/v1/audit?limit=1000')).body;
    expect(report).toEqual({ entries: 21 });
    expect(items).toHaveLength(21);
    expect(new Set(items.map(({ digest }) => digest)).size).toBe(21);
  });
});
