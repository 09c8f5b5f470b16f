import { scryptSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { DeriveKey } from '../src/index.js';
import { Browser, CHEAP, newTeam, PASSWORD, PUBLIC_URL } from './team.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** The real thing, and what it was asked. */
function countedScrypt() {
  const costs: number[] = [];
  const deriveKey: DeriveKey = async (password, salt, length, options) => {
    costs.push(options.N);
    return scryptSync(password, salt, length, options);
  };
  return { costs, deriveKey };
}

describe('signing in', () => {
  test('answers who it is, what they may do, and the token for writes', async () => {
    const team = await newTeam();
    const browser = team.browser();

    const answer = await browser.signIn('admin@example.com');

    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      person: { name: 'Ada', email: 'admin@example.com', role: 'admin' },
      by: 'session',
      expiresAt: '2026-03-02T00:00:00.000Z',
      idleExpiresAt: '2026-03-01T12:30:00.000Z',
    });
    expect((await browser.ask('GET', '/v1/session')).body).toEqual(answer.body);
  });

  test('takes an e-mail address in any case, and within spaces', async () => {
    const team = await newTeam();

    expect((await team.browser().signIn('  ADMIN@Example.com ')).status).toBe(201);
  });

  test.each([
    ['a wrong password', 'admin@example.com', 'not the password at all'],
    ['an unknown e-mail address', 'nobody@example.com', PASSWORD],
    ['no e-mail address at all', 'nobody', PASSWORD],
    ['somebody who has not taken up the invitation', 'invited@example.com', PASSWORD],
    ['somebody who is disabled', 'viewer@example.com', PASSWORD],
  ])('says the same of %s, and hashes the password all the same', async (_what, email, password) => {
    const { costs, deriveKey } = countedScrypt();
    const team = await newTeam({ deriveKey });
    const viewer = await team.member('viewer');
    await team.admin.ask('PATCH', `/v1/people/${viewer.person}`, { disabled: true });
    await team.admin.ask('POST', '/v1/people', { email: 'invited@example.com', name: 'Ines', role: 'viewer' });
    costs.length = 0;

    const answer = await team.browser().signIn(email, password);

    expect(answer.status).toBe(401);
    expect(answer.body).toMatchObject({
      code: 'sign_in_failed',
      detail: 'The e-mail address or the password is wrong.',
    });
    expect(costs).toEqual([CHEAP.N]);
  });

  test('keeps a password under new parameters once it was typed in', async () => {
    const { costs, deriveKey } = countedScrypt();
    const team = await newTeam({ deriveKey });
    const dearer = await newTeam({ deriveKey, policy: { passwordCost: { ...CHEAP, N: 2048 } } });
    const person = await team.store.document('person', team.admin.person);
    const theirs = await dearer.store.document('person', dearer.admin.person);
    if (person === undefined || theirs === undefined) throw new Error('There are no administrators.');
    const passwordHash = (person.body as { passwordHash: string }).passwordHash;
    await dearer.store.commit([
      {
        change: 'document_update',
        document: { ...theirs, revision: theirs.revision + 1, body: { ...(theirs.body as object), passwordHash } },
      },
    ]);
    costs.length = 0;

    const answers = [
      await dearer.browser().signIn('admin@example.com'),
      await dearer.browser().signIn('admin@example.com'),
    ];

    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(costs).toEqual([1024, 2048, 2048]);
  });
});

describe('the cookie of a session', () => {
  test('is bound to the host, and out of reach of scripts and of plain connections, where the service has https', async () => {
    const team = await newTeam({ publicUrl: 'https://pay.example.com' });

    const answer = await team.browser().signIn('admin@example.com');

    expect(answer.headers.get('set-cookie')).toMatch(
      /^__Host-paymux=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure$/,
    );
    expect(answer.headers.get('strict-transport-security')).toBe('max-age=31536000');
  });

  test('does without https on this machine', async () => {
    const team = await newTeam();

    const answer = await team.browser().signIn('admin@example.com');

    expect(answer.headers.get('set-cookie')).toMatch(/^paymux=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(answer.headers.has('strict-transport-security')).toBe(false);
  });

  test('is not kept: no document of the store leads back to it', async () => {
    const team = await newTeam();
    const secret = team.admin.cookie?.split('=')[1] ?? '';

    const { records } = await team.store.listDocuments({ kind: 'session' });

    expect(records).toHaveLength(1);
    expect(JSON.stringify(records)).not.toContain(secret);
    expect(JSON.stringify(records)).not.toContain(team.admin.csrf);
  });

  test('that somebody else has planted is not the one after signing in', async () => {
    const team = await newTeam();
    const attacker = await team.member('viewer');
    const victim = team.browser();
    victim.cookie = attacker.cookie;

    await victim.signIn('admin@example.com');

    expect(victim.cookie).not.toBe(attacker.cookie);
    expect((await attacker.ask('GET', '/v1/session')).status).toBe(401);
  });

  test('opens nothing when there are two of them', async () => {
    const team = await newTeam();
    const cookie = team.admin.cookie ?? '';

    const answer = await team.browser().send('GET', '/v1/session', { headers: { cookie: `${cookie}; ${cookie}` } });

    expect(answer.status).toBe(401);
  });

  test('together with a token is refused, because nobody knows which was meant', async () => {
    const team = await newTeam();

    const answer = await team.admin.ask('GET', '/v1/session', undefined, { authorization: 'Bearer pmx_x_y' });

    expect(answer.status).toBe(400);
    expect(answer.body.code).toBe('ambiguous_credentials');
  });
});

describe('a session', () => {
  test('ends half an hour after it was last used', async () => {
    const team = await newTeam();

    await team.clock.advance(29 * MINUTE_MS);
    const used = await team.admin.ask('GET', '/v1/session');
    await team.clock.advance(30 * MINUTE_MS - 1);
    const usedAgain = await team.admin.ask('GET', '/v1/session');
    await team.clock.advance(30 * MINUTE_MS);
    const idle = await team.admin.ask('GET', '/v1/session');

    expect([used.status, usedAgain.status, idle.status]).toEqual([200, 200, 401]);
  });

  test('is not kept open by what a page asks by itself', async () => {
    const team = await newTeam();

    await team.clock.advance(29 * MINUTE_MS);
    const asked = await team.admin.ask('GET', '/v1/session', undefined, { 'x-paymux-background': '1' });
    await team.clock.advance(MINUTE_MS);

    expect(asked.status).toBe(200);
    expect((await team.admin.ask('GET', '/v1/session')).status).toBe(401);
  });

  test('ends after twelve hours, however busy it is', async () => {
    const team = await newTeam();

    for (let quarters = 1; quarters < 48; quarters += 1) {
      await team.clock.advance(15 * MINUTE_MS);
      expect((await team.admin.ask('GET', '/v1/session')).status).toBe(200);
    }
    await team.clock.advance(15 * MINUTE_MS);

    expect((await team.admin.ask('GET', '/v1/session')).status).toBe(401);
  });

  test('is written to at most once a minute', async () => {
    const team = await newTeam();
    const revision = async () => (await team.store.listDocuments({ kind: 'session' })).records[0]?.revision;

    for (let seconds = 0; seconds < 59; seconds += 10) {
      await team.clock.advance(9_000);
      await team.admin.ask('GET', '/v1/session');
    }
    const withinAMinute = await revision();
    await team.clock.advance(6_000);
    await team.admin.ask('GET', '/v1/session');

    expect([withinAMinute, await revision()]).toEqual([1, 2]);
  });

  test('ends with signing out, on every process', async () => {
    const team = await newTeam();
    const elsewhere = team.browser({ at: await team.another() });
    elsewhere.cookie = team.admin.cookie;

    const answer = await team.admin.ask('DELETE', '/v1/session');

    expect(answer.status).toBe(204);
    expect(answer.headers.get('set-cookie')).toMatch(/^paymux=; .*Max-Age=0$/);
    expect((await elsewhere.ask('GET', '/v1/session')).status).toBe(401);
  });

  test('ends when its person is disabled, and does not come back with them', async () => {
    const team = await newTeam();
    const operator = await team.member('operator');

    await team.admin.ask('PATCH', `/v1/people/${operator.person}`, { disabled: true });
    const disabled = await operator.ask('GET', '/v1/session');
    await team.admin.ask('PATCH', `/v1/people/${operator.person}`, { disabled: false });

    expect(disabled.status).toBe(401);
    expect((await operator.ask('GET', '/v1/session')).status).toBe(401);
    expect((await team.browser().signIn(operator.email)).status).toBe(201);
  });

  test('may no more than its person may today', async () => {
    const team = await newTeam();
    const other = await team.member('admin', 'second@example.com');
    expect((await other.ask('GET', '/v1/audit')).status).toBe(200);

    await team.admin.ask('PATCH', `/v1/people/${other.person}`, { role: 'viewer' });

    expect((await other.ask('GET', '/v1/audit')).status).toBe(403);
    expect((await other.ask('GET', '/v1/session')).body).toMatchObject({ permissions: ['read', 'metrics:read'] });
  });

  test('ends when a new password is chosen, all others of the person with it', async () => {
    const team = await newTeam();
    const viewer = await team.member('viewer');
    const elsewhere = team.browser();
    await elsewhere.signIn(viewer.email);
    const link = await team.admin.ask('POST', `/v1/people/${viewer.person}/link`);
    const chooser = team.browser();

    await chooser.claim(link.body.token, 'another battery staple');

    expect((await viewer.ask('GET', '/v1/session')).status).toBe(401);
    expect((await elsewhere.ask('GET', '/v1/session')).status).toBe(401);
    expect((await chooser.ask('GET', '/v1/session')).status).toBe(200);
    expect((await team.browser().signIn(viewer.email)).status).toBe(401);
    expect((await team.browser().signIn(viewer.email, 'another battery staple')).status).toBe(201);
  });
});

describe('a write with a session', () => {
  const invite = { email: 'new@example.com', name: 'Nora', role: 'viewer' };

  test.each<[string, Record<string, string>]>([
    ['without the token', { 'x-paymux-csrf': '' }],
    ['with a wrong token', { 'x-paymux-csrf': 'a'.repeat(43) }],
    ['by a page of another origin', { origin: 'https://evil.example' }],
    ['by a page without an origin', { origin: 'null' }],
    ['by a page of another site', { 'sec-fetch-site': 'cross-site' }],
    ['by a page of a neighbour', { 'sec-fetch-site': 'same-site' }],
  ])('is refused %s, and does nothing', async (_what, headers) => {
    const team = await newTeam();

    const answer = await team.admin.ask('POST', '/v1/people', invite, headers);

    expect(answer.status).toBe(403);
    expect(answer.body.code).toBe('csrf_refused');
    expect((await team.admin.ask('GET', '/v1/people')).body.items).toHaveLength(1);
  });

  test('is refused with the token of another session', async () => {
    const team = await newTeam();
    const other = team.browser();
    await other.signIn('admin@example.com');

    const answer = await team.admin.ask('POST', '/v1/people', invite, { 'x-paymux-csrf': other.csrf ?? '' });

    expect(answer.status).toBe(403);
  });

  test('is accepted with the token, whether or not the browser says where it comes from', async () => {
    const team = await newTeam();
    const headers = {
      cookie: team.admin.cookie ?? '',
      'x-paymux-csrf': team.admin.csrf ?? '',
      'idempotency-key': 'one',
    };

    expect((await team.admin.send('POST', '/v1/people', { body: invite, headers })).status).toBe(201);
  });

  test('signing in for somebody from a page of another origin is refused', async () => {
    const team = await newTeam();
    const body = { email: 'admin@example.com', password: PASSWORD };

    const answer = await team
      .browser()
      .send('POST', '/v1/session', { body, headers: { origin: 'https://evil.example' } });

    expect(answer.status).toBe(403);
    expect(answer.headers.has('set-cookie')).toBe(false);
  });
});

describe('failed sign-ins', () => {
  test('have to wait after five of them, longer each time, and not in vain', async () => {
    const team = await newTeam();
    const browser = team.browser();
    const waits: (string | null)[] = [];

    for (let failures = 0; failures < 5; failures += 1) await browser.signIn('admin@example.com', 'wrong password');
    for (let tries = 0; tries < 7; tries += 1) {
      const refused = await browser.signIn('admin@example.com');
      expect(refused.status).toBe(429);
      const wait = refused.headers.get('retry-after');
      waits.push(wait);
      await team.clock.advance(Number(wait) * 1000);
      if (tries < 6) expect((await browser.signIn('admin@example.com', 'wrong password')).status).toBe(401);
    }

    expect(waits).toEqual(['30', '60', '120', '240', '480', '900', '900']);
    expect((await browser.signIn('admin@example.com')).status).toBe(201);
    expect((await browser.signIn('admin@example.com', 'wrong password')).status).toBe(401);
  });

  test('say nothing about whether there is such a person', async () => {
    const team = await newTeam();
    const tell = async (email: string) => {
      const browser = team.browser();
      const answers = [];
      for (let tries = 0; tries < 7; tries += 1) answers.push(await browser.signIn(email, 'wrong password'));
      return answers.map(({ body, headers }) => [{ ...body, requestId: '' }, headers.get('retry-after')]);
    };

    expect(await tell('nobody@example.com')).toEqual(await tell('admin@example.com'));
  });

  test('from one address to many people have to wait as well', async () => {
    const team = await newTeam();
    const browser = team.browser();
    const statuses: number[] = [];

    for (let people = 0; people < 21; people += 1) {
      statuses.push((await browser.signIn(`person-${String(people)}@example.com`)).status);
    }

    expect(statuses).toEqual([...Array<number>(20).fill(401), 429]);
  });

  test('from everywhere hold up strangers, and not whoever has signed in from where they are', async () => {
    const team = await newTeam();
    const person = team.browser();
    await person.signIn('admin@example.com');

    for (let addresses = 0; addresses < 50; addresses += 1) {
      await team.browser({ address: `203.0.113.${String(addresses)}` }).signIn('admin@example.com', 'wrong password');
    }

    expect((await team.browser().signIn('admin@example.com')).status).toBe(429);
    expect((await person.signIn('admin@example.com')).status).toBe(201);
  });

  test('are counted by the network of a client, whose addresses are legion', async () => {
    const team = await newTeam();
    const from = (host: number) => team.browser({ address: `2001:db8:1:2::${String(host)}` });

    for (let host = 1; host <= 5; host += 1) await from(host).signIn('admin@example.com', 'wrong password');

    expect((await from(6).signIn('admin@example.com')).status).toBe(429);
    expect((await team.browser({ address: '2001:db8:1:3::1' }).signIn('admin@example.com')).status).toBe(201);
  });

  test('are forgotten a day after the last one', async () => {
    const team = await newTeam();
    const browser = team.browser();
    for (let failures = 0; failures < 4; failures += 1) await browser.signIn('admin@example.com', 'wrong password');

    await team.clock.advance(24 * HOUR_MS + 1);
    await browser.signIn('admin@example.com', 'wrong password');

    expect((await browser.signIn('admin@example.com')).status).toBe(201);
  });

  test('that wait cost no hashing', async () => {
    const { costs, deriveKey } = countedScrypt();
    const team = await newTeam({ deriveKey });
    const browser = team.browser();
    for (let failures = 0; failures < 5; failures += 1) await browser.signIn('admin@example.com', 'wrong password');
    costs.length = 0;

    await browser.signIn('admin@example.com');

    expect(costs).toEqual([]);
  });
});

test('a name that a browser keeps for somebody else is no session here', async () => {
  const team = await newTeam({ publicUrl: 'https://pay.example.com' });
  const secret = team.admin.cookie?.split('=')[1] ?? '';
  const answer = await new Browser(() => team.app, '198.51.100.9', PUBLIC_URL).send('GET', '/v1/session', {
    headers: { cookie: `paymux=${secret}` },
  });

  expect(answer.status).toBe(401);
});
