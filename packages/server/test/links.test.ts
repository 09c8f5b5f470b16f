import { describe, expect, test } from 'vitest';
import { newTeam, PASSWORD, tokenOf } from './team.js';

const DAY_MS = 86_400_000;

describe('the first administrator', () => {
  test('is whoever takes up the first link, and then there is no other one', async () => {
    const { access, admin } = await newTeam();

    expect(await access.firstAdminLink()).toBeUndefined();
    expect((await admin.ask('GET', '/v1/people')).body.items).toMatchObject([
      { name: 'Ada', email: 'admin@example.com', role: 'admin', status: 'active' },
    ]);
  });

  test('has the usual name and address when they say nothing else', async () => {
    const { access, browser } = await newTeam({ withoutAdmin: true });

    const answer = await browser().claim(tokenOf(await access.firstAdminLink()));

    expect(answer.body.person).toMatchObject({ name: 'Administrator', email: 'admin@paymux.local', role: 'admin' });
  });

  test('may take up the newest link or an older one, as long as it is the first', async () => {
    const { access, browser } = await newTeam({ withoutAdmin: true });
    const older = await access.firstAdminLink();
    const newer = await access.firstAdminLink();

    expect((await browser().claim(tokenOf(older))).status).toBe(201);
    expect((await browser().claim(tokenOf(newer), PASSWORD, { email: 'other@example.com' })).status).toBe(404);
  });
});

describe('a link made on the machine itself', () => {
  test('lets somebody in who has forgotten their password, and is written down', async () => {
    const { access, admin, browser } = await newTeam();

    const link = await access.recoveryLink('Admin@example.com');
    const claimed = await browser().claim(tokenOf(link), 'a wholly new password');

    expect(claimed.status).toBe(201);
    expect((await admin.ask('GET', '/v1/session')).status).toBe(401);
    expect(await access.recoveryLink('nobody@example.com')).toBeUndefined();
    await admin.signIn('admin@example.com', 'a wholly new password');
    expect((await admin.ask('GET', '/v1/audit')).text).toContain('recovery link');
  });
});

describe('an invitation', () => {
  test('lets somebody choose their password, signs them in, and is then used up', async () => {
    const { admin, browser } = await newTeam();
    const invited = await admin.ask('POST', '/v1/people', { email: 'Vera@Example.com', name: 'Vera', role: 'viewer' });
    const { token } = invited.body.link;
    const vera = browser();

    const claimed = await vera.claim(token);
    const again = await browser().claim(token);

    expect(invited.body).toMatchObject({
      person: { email: 'vera@example.com', status: 'invited' },
      link: { purpose: 'invitation', expiresAt: '2026-03-02T12:00:00.000Z' },
    });
    expect(claimed.body.person).toMatchObject({ name: 'Vera', role: 'viewer' });
    expect((await vera.ask('GET', '/v1/session')).status).toBe(200);
    expect(again.status).toBe(404);
    expect(again.body.code).toBe('link_not_valid');
  });

  test('is good for a day', async () => {
    const { admin, browser, clock } = await newTeam();
    const invited = await admin.ask('POST', '/v1/people', { email: 'v@example.com', name: 'Vera', role: 'viewer' });

    await clock.advance(DAY_MS);

    expect((await browser().claim(invited.body.link.token)).status).toBe(404);
  });

  test('is not kept: no document of the store leads back to it', async () => {
    const { admin, store } = await newTeam();
    const invited = await admin.ask('POST', '/v1/people', { email: 'v@example.com', name: 'Vera', role: 'viewer' });

    const kept = await Promise.all(
      ['one_time_link', 'person', 'access_write', 'audit'].map((kind) => store.listDocuments({ kind })),
    );

    expect(JSON.stringify(kept)).not.toContain(invited.body.link.token);
  });

  test('to an e-mail address that somebody has is refused, in any case', async () => {
    const { admin } = await newTeam();

    const answer = await admin.ask('POST', '/v1/people', { email: 'ADMIN@example.com', name: 'x', role: 'viewer' });

    expect(answer.status).toBe(409);
  });

  test('under the same key again invites nobody else, and cannot be shown again', async () => {
    const { admin } = await newTeam();
    const body = { email: 'v@example.com', name: 'Vera', role: 'viewer' };
    const ask = (asked: object) => admin.ask('POST', '/v1/people', asked, { 'idempotency-key': 'same' });

    const answers = [await ask(body), await ask(body), await ask({ ...body, role: 'admin' })];

    expect(answers.map(({ status }) => status)).toEqual([201, 409, 409]);
    expect(answers.map(({ body: { code } }) => code)).toEqual([undefined, 'created_already', 'idempotency_conflict']);
  });
});

describe('a new link', () => {
  test('ends the one before it', async () => {
    const { admin, browser, member } = await newTeam();
    const viewer = await member('viewer');
    const first = await admin.ask('POST', `/v1/people/${viewer.person}/link`);
    const second = await admin.ask('POST', `/v1/people/${viewer.person}/link`);

    expect((await browser().claim(first.body.token)).status).toBe(404);
    expect((await browser().claim(second.body.token)).status).toBe(201);
  });

  test('under the same key again is no other one, and cannot be shown again', async () => {
    const { admin, browser, member } = await newTeam();
    const viewer = await member('viewer');
    const ask = () => admin.ask('POST', `/v1/people/${viewer.person}/link`, undefined, { 'idempotency-key': 'same' });

    const first = await ask();
    const again = await ask();

    expect(again.body.code).toBe('created_already');
    expect((await browser().claim(first.body.token)).status).toBe(201);
  });

  test('is not made for somebody who is disabled, and the one they had is not good any more', async () => {
    const { admin, browser, member } = await newTeam();
    const viewer = await member('viewer');
    const link = await admin.ask('POST', `/v1/people/${viewer.person}/link`);

    await admin.ask('PATCH', `/v1/people/${viewer.person}`, { disabled: true });

    expect((await browser().claim(link.body.token)).status).toBe(404);
    expect((await admin.ask('POST', `/v1/people/${viewer.person}/link`)).status).toBe(409);
    await admin.ask('PATCH', `/v1/people/${viewer.person}`, { disabled: false });
    expect((await browser().claim(link.body.token)).status).toBe(404);
  });

  test('is not made for nobody', async () => {
    const { admin } = await newTeam();

    expect((await admin.ask('POST', '/v1/people/nobody/link')).status).toBe(404);
  });
});

describe('a password', () => {
  test.each([
    ['of eleven characters', 'a'.repeat(11), 'must be 12 to 200 characters long'],
    ['of 201 characters', 'a'.repeat(201), 'must be 12 to 200 characters long'],
    ['that is the e-mail address', 'Viewer@Example.com', 'must not be the e-mail address'],
  ])('%s is refused, and the link remains good', async (_what, password, message) => {
    const { admin, browser } = await newTeam();
    const body = { email: 'viewer@example.com', name: 'Vera', role: 'viewer' };
    const { token } = (await admin.ask('POST', '/v1/people', body)).body.link;

    const refused = await browser().claim(token, password);

    expect(refused.status).toBe(400);
    expect(refused.body.problems).toEqual([{ path: 'password', message }]);
    expect(refused.text).not.toContain(password);
    expect((await browser().claim(token, PASSWORD)).status).toBe(201);
  });

  test('may be of any characters, however they are typed in', async () => {
    const { admin, browser } = await newTeam();
    const body = { email: 'viewer@example.com', name: 'Vera', role: 'viewer' };
    const { token } = (await admin.ask('POST', '/v1/people', body)).body.link;

    await browser().claim(token, 'caf\u00e9 \u{1F600} au lait');

    expect((await browser().signIn('viewer@example.com', 'cafe\u0301 \u{1F600} au lait')).status).toBe(201);
  });
});

describe('the last administrator', () => {
  test.each([{ role: 'operator' }, { disabled: true }])('cannot be taken away by %o', async (change) => {
    const { admin } = await newTeam();

    const answer = await admin.ask('PATCH', `/v1/people/${admin.person}`, change);

    expect(answer.status).toBe(409);
    expect((await admin.ask('GET', '/v1/audit')).status).toBe(200);
  });

  test('is not somebody who has been invited only', async () => {
    const { admin } = await newTeam();
    await admin.ask('POST', '/v1/people', { email: 'second@example.com', name: 'Second', role: 'admin' });

    expect((await admin.ask('PATCH', `/v1/people/${admin.person}`, { role: 'viewer' })).status).toBe(409);
  });

  test('may go once there is another one', async () => {
    const { admin, member } = await newTeam();
    await member('admin', 'second@example.com');

    expect((await admin.ask('PATCH', `/v1/people/${admin.person}`, { role: 'viewer' })).status).toBe(200);
  });
});

describe('people', () => {
  test('are named to everybody, and their addresses told to those who manage access', async () => {
    const { admin, member } = await newTeam();
    const viewer = await member('viewer');

    const { items } = (await viewer.ask('GET', '/v1/people')).body;

    expect(items).toContainEqual({ id: admin.person, name: 'Ada', role: 'admin', disabled: false });
    expect((await viewer.ask('GET', `/v1/people/${admin.person}`)).body).not.toHaveProperty('email');
    expect((await admin.ask('GET', `/v1/people/${viewer.person}`)).body.email).toBe(viewer.email);
  });

  test('are listed in pages', async () => {
    const { admin, clock, member } = await newTeam();
    await clock.advance(1);
    await member('viewer');

    const first = await admin.ask('GET', '/v1/people?limit=1');
    const second = await admin.ask('GET', `/v1/people?limit=1&cursor=${first.body.next}`);

    expect(first.body.items[0]?.name).toBe('The viewer');
    expect(second.body).toMatchObject({ items: [{ name: 'Ada' }] });
    expect(second.body).not.toHaveProperty('next');
    expect((await admin.ask('GET', '/v1/people?cursor=nonsense')).status).toBe(400);
  });

  test('keep what a repeated change under the same key would have undone', async () => {
    const { admin, member } = await newTeam();
    const viewer = await member('viewer');
    const change = (role: string, key: string) =>
      admin.ask('PATCH', `/v1/people/${viewer.person}`, { role }, { 'idempotency-key': key });

    await change('operator', 'one');
    await change('approver', 'two');
    const repeated = await change('operator', 'one');

    expect(repeated.status).toBe(200);
    expect(repeated.body.role).toBe('approver');
  });
});
