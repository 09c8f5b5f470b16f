import { describe, expect, test } from 'vitest';
import { PAYOUT, servicesForEachTest } from './services.js';

const open = servicesForEachTest();
const WAITING = { ...PAYOUT, needsApproval: true };

describe('a payout', () => {
  test('is made, shown, listed and found by what people know of it', async () => {
    const { ask, people } = await open();
    const made = await ask('operator', 'POST', '/v1/payouts', PAYOUT);
    expect(made).toMatchObject({ status: 201, body: { reference: 'salary-1', creator: people.operator, revision: 2 } });
    for (const inner of ['fingerprint', 'openSends', 'history', 'trace']) expect(made.body).not.toHaveProperty(inner);

    const path = `/v1/payouts/${made.body.id}`;
    expect(made.headers.get('location')).toBe(path);
    expect((await ask('viewer', 'GET', path)).body).toEqual(made.body);
    for (const search of ['salary', made.body.id, PAYOUT.destination.address]) {
      const { body } = await ask('viewer', 'GET', `/v1/payouts?search=${search}`);
      expect(body.items).toHaveLength(1);
    }
    expect((await ask('viewer', 'GET', '/v1/payouts?search=nothing')).body).toEqual({ items: [] });
    expect((await ask('viewer', 'GET', '/v1/payouts?state=pending&state=failed')).body.items).toHaveLength(1);
    expect((await ask('viewer', 'GET', '/v1/payouts?origin=bonus')).body.items).toEqual([]);
    const history = await ask('viewer', 'GET', `${path}/history`);
    expect(history.body.events[0]).toMatchObject({ type: 'created', actor: people.operator });
  });

  test('is listed in pages', async () => {
    const { ask } = await open();
    for (const reference of ['a', 'b', 'c']) await ask('operator', 'POST', '/v1/payouts', { ...PAYOUT, reference });
    const first = await ask('viewer', 'GET', '/v1/payouts?limit=2');
    const second = await ask('viewer', 'GET', `/v1/payouts?limit=2&cursor=${first.body.next}`);

    const references = [first, second].map(({ body }) => body.items.map((item) => item.reference));
    expect(references).toEqual([['c', 'b'], ['a']]);
    expect(second.body).not.toHaveProperty('next');
    expect(await ask('viewer', 'GET', '/v1/payouts?cursor=x')).toMatchObject({ status: 400 });
  });

  test('whose answer is lost is taken on, with where to follow it', async () => {
    const { ask, main } = await open();
    main.control.fault({ kind: 'reset-after', times: 4 });
    const made = await ask('operator', 'POST', '/v1/payouts', PAYOUT);

    expect(made).toMatchObject({ status: 202, body: { state: 'unknown' } });
    const followed = await ask('viewer', 'GET', made.headers.get('location') ?? '');
    expect(followed).toMatchObject({ status: 200, body: { id: made.body.id } });
    expect(await ask('operator', 'POST', `/v1/payouts/${made.body.id}/check`, {})).toMatchObject({
      status: 200,
      body: { state: 'pending' },
    });
    expect(main.control.payouts()).toHaveLength(1);
  });

  test('that the provider refuses is a problem of its own, with where the record is', async () => {
    const { ask, main } = await open();
    main.control.fault({ kind: 'refusal' });
    const made = await ask('operator', 'POST', '/v1/payouts', PAYOUT);

    expect(made).toMatchObject({
      status: 422,
      body: { code: 'provider_refused', outcome: 'rejected', moneyMayHaveMoved: false },
    });
    const followed = await ask('viewer', 'GET', made.body.follow);
    expect(followed.body).toMatchObject({ reference: 'salary-1', state: 'failed' });
    const { id, revision } = followed.body;
    expect(await ask('operator', 'POST', `/v1/payouts/${id}/retry`, { revision })).toMatchObject({
      status: 200,
      body: { state: 'pending', attempt: 2 },
    });
  });

  test('that provably was not sent is taken on, and sent by a worker', async () => {
    const { ask, main, paymux } = await open();
    main.control.fault({ kind: 'unreachable', times: 4 });
    const made = await ask('operator', 'POST', '/v1/payouts', PAYOUT);

    expect(made).toMatchObject({ status: 201, body: { state: 'ready' } });
    const { id } = made.body;
    expect(await paymux.payouts.checkPayout(id)).toMatchObject({ state: expect.stringMatching(/ready|pending/) });
  });

  test('is refused with everything that is wrong with it', async () => {
    const { ask, main } = await open();
    const made = await ask('operator', 'POST', '/v1/payouts', {
      ...PAYOUT,
      reference: 'not a reference',
      amount: { amount: '1e3', currency: 'USDT' },
      creator: 'somebody else',
    });

    expect(made.status).toBe(400);
    expect(made.headers.get('content-type')).toBe('application/problem+json');
    expect(made.body.problems.map(({ path }) => path).toSorted()).toEqual(['amount.amount', 'creator', 'reference']);
    expect(await ask('operator', 'POST', '/v1/payouts', { ...PAYOUT, account: 'nowhere' })).toMatchObject({
      status: 400,
      body: { problems: [{ path: 'account' }] },
    });
    expect(main.control.requests()).toEqual([]);
  });

  test('that is not covered, or whose reference is taken, is in conflict', async () => {
    const { ask } = await open({ config: { payoutRules: { main: { cover: 'ledger' } } } });
    expect(await ask('operator', 'POST', '/v1/payouts', PAYOUT)).toMatchObject({
      status: 409,
      body: { code: 'not_covered', moneyMayHaveMoved: false },
    });
    const elsewhere = { ...PAYOUT, account: 'other' };
    await ask('operator', 'POST', '/v1/payouts', elsewhere);
    expect(await ask('operator', 'POST', '/v1/payouts', { ...elsewhere, client: 'joao' })).toMatchObject({
      status: 409,
      body: { code: 'idempotency_conflict' },
    });
  });

  test('is looked at before it is asked for, and nothing comes of that', async () => {
    const { ask, main, store } = await open({
      config: { approvals: { rules: [{ currency: 'USDT', above: '10', approvals: 1, by: 'approver' }] } },
    });
    const checked = await ask('operator', 'POST', '/v1/payouts/check', PAYOUT);
    expect(checked).toMatchObject({
      status: 200,
      body: { problems: [], approval: { needs: [{ approvals: 1, by: 'approver' }] }, route: { account: 'main' } },
    });
    expect(checked.body).not.toHaveProperty('duplicateOf');
    expect(main.control.requests()).toEqual([]);
    expect((await store.listPayouts({})).records).toEqual([]);

    const { body } = await ask('operator', 'POST', '/v1/payouts', PAYOUT);
    const again = { ...PAYOUT, reference: 'salary-2', amount: { amount: '15', currency: 'usdt' } };
    expect((await ask('operator', 'POST', '/v1/payouts/check', again)).body.duplicateOf.id).toBe(body.id);
    const other = { ...again, amount: { amount: '15.01', currency: 'USDT' } };
    expect((await ask('operator', 'POST', '/v1/payouts/check', other)).body).not.toHaveProperty('duplicateOf');
  });

  test('can be remembered as a wallet, which the next one is filled in from', async () => {
    const { ask } = await open();
    await ask('operator', 'POST', '/v1/payouts', { ...PAYOUT, rememberWalletAs: 'Maria’s wallet' });
    const { body } = await ask('viewer', 'GET', '/v1/payouts/suggestion?client=maria');

    expect(body).toMatchObject({
      profile: { displayName: 'Maria’s wallet', status: 'active' },
      destination: PAYOUT.destination,
      amount: { amount: '15', currency: 'USDT' },
      lastPayout: { reference: 'salary-1' },
    });
    const path = `/v1/wallet-profiles/${body.profile.id}`;
    expect(await ask('operator', 'PATCH', path, { revision: 1, status: 'blocked' })).toMatchObject({
      status: 200,
      body: { status: 'blocked', revision: 2, displayName: 'Maria’s wallet' },
    });
    expect(await ask('operator', 'PATCH', path, { revision: 1, memo: 'x' })).toMatchObject({ status: 409 });
    expect((await ask('viewer', 'GET', '/v1/wallet-profiles?client=maria')).body.items).toHaveLength(1);
  });
});

describe('a payout that waits for approval', () => {
  test('is sent once somebody else agrees, and by nobody who asked for it, whatever they hold', async () => {
    const { ask, main } = await open();
    const { body } = await ask('approver', 'POST', '/v1/payouts', WAITING);
    const path = `/v1/payouts/${body.id}`;
    expect(body).toMatchObject({ state: 'awaiting_approval', revision: 1 });

    expect(await ask('approver', 'POST', `${path}/approve`, { revision: 1 })).toMatchObject({
      status: 409,
      body: { code: 'payout_state' },
    });
    expect(await ask('operator', 'POST', `${path}/approve`, { revision: 1 })).toMatchObject({ status: 403 });
    expect(await ask('admin', 'POST', `${path}/approve`, { revision: 2 })).toMatchObject({ status: 409 });
    expect(main.control.requests()).toEqual([]);

    const approved = await ask('admin', 'POST', `${path}/approve`, { revision: 1, note: 'as agreed' });
    expect(approved).toMatchObject({ status: 200, body: { state: 'pending' } });
    const { refusedApprovals } = (await ask('viewer', 'GET', `${path}/history`)).body;
    expect(refusedApprovals.map(({ reason }) => reason).toSorted()).toEqual(['own_payout', 'stale_revision']);
  });

  test('needs the role that the policy names, as the people of the service hold it', async () => {
    const { ask } = await open({
      config: { approvals: { rules: [{ currency: 'USDT', above: '10', approvals: 1, by: 'admin' }] } },
    });
    const { body } = await ask('operator', 'POST', '/v1/payouts', PAYOUT);
    const path = `/v1/payouts/${body.id}/approve`;

    expect(await ask('approver', 'POST', path, { revision: 1 })).toMatchObject({ status: 409 });
    expect(await ask('admin', 'POST', path, { revision: 1 })).toMatchObject({ status: 200 });
  });

  test('is turned down or withdrawn, and then over', async () => {
    const { ask } = await open();
    for (const [what, as] of [['reject', 'approver'] as const, ['cancel', 'operator'] as const]) {
      const { body } = await ask('operator', 'POST', '/v1/payouts', { ...WAITING, reference: what });
      const path = `/v1/payouts/${body.id}`;
      expect(await ask(as, 'POST', `${path}/${what}`, { revision: 1 })).toMatchObject({
        status: 200,
        body: { state: 'cancelled' },
      });
      expect(await ask('admin', 'POST', `${path}/approve`, { revision: 2 })).toMatchObject({ status: 409 });
    }
  });

  test('is not there under an id of nobody', async () => {
    const { ask } = await open();
    for (const what of ['', '/history'])
      expect((await ask('viewer', 'GET', `/v1/payouts/po_0${what}`)).status).toBe(404);
    for (const what of ['approve', 'reject', 'cancel', 'retry']) {
      expect((await ask('admin', 'POST', `/v1/payouts/po_0/${what}`, { revision: 1 })).status).toBe(404);
    }
  });
});

describe('a request under a key', () => {
  const headers = { 'idempotency-key': 'key-1' };

  test('has one answer in every instance, and another request under it is refused', async () => {
    const service = await open();
    const other = await open({ beside: service });
    const made = await service.ask('operator', 'POST', '/v1/payouts', PAYOUT, headers);
    await service.ask('operator', 'POST', `/v1/payouts/${made.body.id}/check`, {});

    const repeated = await other.ask('operator', 'POST', '/v1/payouts', PAYOUT, headers);
    expect(repeated).toMatchObject({ status: 201, body: made.body });
    expect(repeated.headers.get('location')).toBe(made.headers.get('location'));
    const changed = { ...PAYOUT, reference: 'salary-2' };
    expect(await other.ask('operator', 'POST', '/v1/payouts', changed, headers)).toMatchObject({
      status: 409,
      body: { code: 'idempotency_conflict' },
    });
    expect(service.main.control.payouts()).toHaveLength(1);
  });

  test('is another one of another person, and at another route', async () => {
    const { ask } = await open();
    await ask('operator', 'POST', '/v1/payouts', PAYOUT, headers);

    expect(await ask('admin', 'POST', '/v1/payouts', { ...PAYOUT, reference: 'b' }, headers)).toMatchObject({
      status: 201,
    });
    expect(
      await ask(
        'operator',
        'POST',
        '/v1/wallet-profiles',
        {
          client: 'maria',
          displayName: 'One',
          currency: 'USDT',
          destination: PAYOUT.destination,
        },
        headers,
      ),
    ).toMatchObject({ status: 201 });
  });

  test('that was refused can be made again, corrected or not', async () => {
    const { ask, main } = await open();
    main.control.fault({ kind: 'refusal' });
    expect(await ask('operator', 'POST', '/v1/payouts', PAYOUT, headers)).toMatchObject({ status: 422 });
    expect(await ask('operator', 'POST', '/v1/payouts', PAYOUT, headers)).toMatchObject({ status: 422 });
    expect(await ask('operator', 'POST', '/v1/payouts', PAYOUT, { 'idempotency-key': '' })).toMatchObject({
      status: 400,
      body: { problems: [{ path: 'headers.Idempotency-Key' }] },
    });
  });

  test('is worked on once for 20 at the same time', async () => {
    const { ask, main } = await open();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => ask('operator', 'POST', '/v1/payouts', PAYOUT, headers)),
    );

    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(main.control.payouts()).toHaveLength(1);
  });
});
