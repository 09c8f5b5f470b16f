import { describe, expect, test } from 'vitest';
import { PUBLIC_URL } from './open-service.js';
import { PAYOUT, servicesForEachTest } from './services.js';

const open = servicesForEachTest();
const PAYMENT = { reference: 'order-42', amount: { amount: '15.00', currency: 'EUR' }, client: 'maria' };
const WALLET = {
  client: 'maria',
  displayName: 'Wallet',
  currency: 'USDT',
  network: 'tron',
  destination: PAYOUT.destination,
};

test('a payment is opened, paid by a webhook, and paid back once', async () => {
  const { app, ask, main, paymux } = await open();
  main.control.deliverTo(app.fetch, `${PUBLIC_URL}/webhooks/main`);
  const made = await ask('operator', 'POST', '/v1/payments', PAYMENT);
  expect(made).toMatchObject({ status: 201, body: { state: 'pending' } });
  const path = `/v1/payments/${made.body.id}`;

  await main.control.pay('order-42');
  await paymux.worker.drain();
  expect((await ask('viewer', 'GET', path)).body).toMatchObject({ state: 'succeeded', final: true });
  expect((await ask('viewer', 'GET', '/v1/payments?state=succeeded')).body.items).toHaveLength(1);
  expect((await ask('viewer', 'GET', `${path}/history`)).body.events.at(-1)).toMatchObject({ source: 'webhook' });
  expect((await ask('viewer', 'GET', '/v1/webhooks?state=done')).body.items[0]).toMatchObject({ kind: 'payment' });

  const refund = { reference: 'refund-1', payment: made.body.id, reason: 'sent back' };
  const paidBack = await ask('operator', 'POST', '/v1/refunds', refund);
  expect(paidBack).toMatchObject({ status: 201, body: { status: 'pending' } });
  expect(await ask('admin', 'POST', '/v1/refunds', refund)).toMatchObject({ status: 201, body: paidBack.body });
  expect(main.control.refunds()).toHaveLength(1);
  expect(await ask('operator', 'POST', '/v1/refunds', { ...refund, payment: 'none' })).toMatchObject({ status: 404 });
});

test('a payment and a refund say when nobody knows what became of them', async () => {
  const { ask, main } = await open();
  main.control.fault({ kind: 'timeout', times: 4 });
  expect(await ask('operator', 'POST', '/v1/payments', PAYMENT)).toMatchObject({
    status: 202,
    body: { state: 'unknown' },
  });
  main.control.clearFaults();
  const { body } = await ask('operator', 'POST', '/v1/payments', { ...PAYMENT, reference: 'order-43' });
  await main.control.pay('order-43');
  main.control.fault({ kind: 'timeout', times: 4 });
  const refund = await ask('operator', 'POST', '/v1/refunds', { reference: 'r', payment: body.id });

  expect(refund).toMatchObject({
    status: 202,
    body: { moneyMayHaveMoved: true, follow: `/v1/payments/${body.id}` },
  });
  expect(refund.headers.get('location')).toBe(refund.body.follow);
});

test('a file of payouts is read, corrected, started, and answered for row by row', async () => {
  const { ask, paymux } = await open();
  const head = 'key,amount,currency,network,address,feeFrom\n';
  const row = (key: string, amount: string): string =>
    `${key},${amount},USDT,tron,${PAYOUT.destination.address},balance\n`;
  const headers = { 'content-type': 'text/csv', 'idempotency-key': 'payroll' };
  const bad = `${head}${row('a', '1')}${row('b', 'much')}${row('a', '2')}`;
  const upload = (content: string) => ask('operator', 'POST', '/v1/imports?prefix=nov-', content, headers);

  const first = await upload(bad);
  expect(first).toMatchObject({ status: 201, body: { id: 'payroll', state: 'invalid', problemCount: 2 } });
  expect(first.body.problems.map(({ line }) => line)).toEqual([3, 4]);
  const good = await upload(`${head}${row('a', '1')}${row('b', '2')}`);
  expect(good).toMatchObject({
    status: 201,
    body: { state: 'validated', rows: 2, totals: [{ amount: '3', currency: 'USDT' }] },
  });
  expect((await upload(`${head}${row('c', '1')}`)).status).toBe(409);

  const { revision } = good.body;
  expect(await ask('operator', 'POST', '/v1/imports/payroll/start', { revision: revision - 1 })).toMatchObject({
    status: 409,
  });
  expect(await ask('operator', 'POST', '/v1/imports/payroll/start', { revision })).toMatchObject({ status: 200 });
  await paymux.worker.drain();
  expect((await ask('viewer', 'GET', '/v1/imports/payroll')).body).toMatchObject({
    state: 'done',
    progress: { accepted: 2 },
  });
  const rows = await ask('viewer', 'GET', '/v1/imports/payroll/rows?state=accepted&limit=1');
  expect(rows.body).toMatchObject({
    items: [{ line: 2, key: 'a', reference: 'nov-a', state: 'accepted' }],
    next: expect.any(String),
  });
  const result = await ask('viewer', 'GET', '/v1/imports/payroll/result.csv');
  expect(result.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(result.body).toMatch(/^line,key,reference,outcome.*\r\n2,a,nov-a,accepted/);
  expect((await ask('viewer', 'GET', '/v1/imports')).body.items).toHaveLength(1);
  expect((await ask('operator', 'POST', '/v1/imports', head, { ...headers, 'content-type': 'text/html' })).status).toBe(
    415,
  );
  expect((await ask('operator', 'POST', '/v1/imports?format=xls', head, headers)).status).toBe(400);
});

test('a schedule is previewed, begun, paused, resumed and ended; a bonus is paid once', async () => {
  const { ask, people } = await open();
  const wallet = await ask('operator', 'POST', '/v1/wallet-profiles', WALLET);
  expect(wallet.status).toBe(201);
  const schedule = {
    id: 'salary',
    walletProfileId: wallet.body.id,
    amount: { type: 'fixed', amount: { amount: '10', currency: 'USDT' } },
    recurrence: { every: 'month', day: 31, time: '09:00', timeZone: 'Africa/Luanda' },
    feeFrom: 'balance',
  };
  const preview = await ask('operator', 'POST', '/v1/schedules/preview', { schedule, occurrences: 2 });
  expect(preview.body.items.map(({ payouts }) => payouts.length)).toEqual([1, 1]);
  expect((await ask('viewer', 'GET', '/v1/schedules')).body.items).toEqual([]);

  const begun = await ask('operator', 'POST', '/v1/schedules', schedule);
  expect(begun).toMatchObject({
    status: 201,
    body: { id: 'salary', state: 'active', request: { creator: people.operator } },
  });
  const change = (what: string, revision: number) =>
    ask('operator', 'POST', `/v1/schedules/salary/${what}`, { revision });
  expect(await change('pause', 1)).toMatchObject({ status: 200, body: { state: 'paused' } });
  expect(await change('pause', 2)).toMatchObject({ status: 409 });
  expect(await change('resume', 2)).toMatchObject({ status: 200, body: { state: 'active' } });
  expect(await change('end', 3)).toMatchObject({ status: 200, body: { state: 'ended' } });
  expect((await ask('viewer', 'GET', '/v1/schedules/salary/runs')).body).toEqual({ items: [] });
  expect((await ask('viewer', 'GET', '/v1/schedules/none')).status).toBe(404);

  const bonus = { reference: 'welcome-1', client: 'maria', reason: 'welcome', amount: schedule.amount };
  const paid = await ask('operator', 'POST', '/v1/bonuses', bonus);
  expect(paid).toMatchObject({ status: 201, body: { origin: 'bonus' } });
  expect((await ask('admin', 'POST', '/v1/bonuses', bonus)).body.id).toBe(paid.body.id);
});

test('routing rules are changed for every instance from its next request on', async () => {
  const service = await open();
  const other = await open({ beside: service });
  expect((await service.ask('viewer', 'GET', '/v1/routing')).body).toMatchObject({ rules: [], revision: 0 });
  const rules = [{ id: 'tron', when: { networks: ['tron'] }, accounts: [{ account: 'other' }] }];
  expect(await service.ask('approver', 'PUT', '/v1/routing', { rules, revision: 0 })).toMatchObject({ status: 403 });
  const made = await service.ask('admin', 'PUT', '/v1/routing', { rules, revision: 0 });
  expect(made).toMatchObject({ status: 200, body: { revision: 1, changedBy: service.people.admin } });

  expect((await other.ask('operator', 'POST', '/v1/payouts', PAYOUT)).body).toMatchObject({ account: 'other' });
  const asked = { operation: 'payout', amount: PAYOUT.amount, network: 'tron' };
  expect((await other.ask('viewer', 'POST', '/v1/routing/explain', asked)).body).toMatchObject({
    rule: 'tron',
    account: 'other',
  });
  expect(await other.ask('admin', 'PUT', '/v1/routing', { rules: [], revision: 0 })).toMatchObject({ status: 409 });
  const nowhere = [{ id: 'a', accounts: [{ account: 'nowhere' }] }];
  expect(await other.ask('admin', 'PUT', '/v1/routing', { rules: nowhere, revision: 1 })).toMatchObject({
    status: 400,
    body: { problems: [{ path: 'rules.0.accounts.0.account' }] },
  });
});

describe('webhooks', () => {
  test('that prove nothing are counted by their reason', async () => {
    const { app, ask } = await open();
    const deliver = (path: string) =>
      app.fetch(new Request(`${PUBLIC_URL}${path}`, { method: 'POST', body: '{"forged":true}' }));
    expect((await deliver('/webhooks/main')).status).toBe(401);
    expect((await deliver('/payouts/webhook')).status).toBe(401);
    expect((await deliver('/webhooks/nobody')).status).toBe(404);

    const { body } = await ask('viewer', 'GET', '/v1/webhooks/refusals?account=main');
    expect(body.items).toMatchObject([{ account: 'main', reason: expect.any(String), count: expect.any(Number) }]);
    expect((await ask('viewer', 'GET', '/v1/webhooks/refusals?reason=none')).body).toEqual({ items: [] });
  });

  test('are listed in pages, shown with what they say, and applied once more without a second effect', async () => {
    const { app, ask, main, paymux } = await open();
    main.control.deliverTo(app.fetch, `${PUBLIC_URL}/webhooks/main`);
    for (const reference of ['order-1', 'order-2']) {
      await ask('operator', 'POST', '/v1/payments', { ...PAYMENT, reference });
      await main.control.pay(reference);
    }
    await paymux.worker.drain();
    const first = await ask('viewer', 'GET', '/v1/webhooks?limit=1');
    const second = await ask('viewer', 'GET', `/v1/webhooks?limit=1&cursor=${first.body.next}`);
    const [delivery] = second.body.items;
    expect(delivery?.id).not.toBe(first.body.items[0]?.id);

    const path = `/v1/webhooks/${delivery?.id ?? ''}`;
    expect((await ask('viewer', 'GET', path)).body).toMatchObject({ state: 'done', event: { kind: 'payment' } });
    const before = (await ask('viewer', 'GET', '/v1/payments')).body.items.length;
    expect(await ask('operator', 'POST', `${path}/replay`)).toMatchObject({ status: 200, body: { state: 'waiting' } });
    await paymux.worker.drain();
    expect((await ask('viewer', 'GET', path)).body).toMatchObject({ state: 'done' });
    expect((await ask('viewer', 'GET', '/v1/payments?state=succeeded')).body.items).toHaveLength(before);
    expect((await ask('operator', 'POST', '/v1/webhooks/bm90aGluZw/replay')).status).toBe(404);
  });
});

test('what does not agree is found, listed, and accepted by somebody', async () => {
  const { ask, main, paymux, people } = await open();
  await ask('operator', 'POST', '/v1/payouts', PAYOUT);
  const run = await ask('operator', 'POST', '/payouts/reconcile', { since: '2025-01-01T00:00:00Z' });
  expect(run).toMatchObject({ status: 200, body: { account: 'main', state: 'done' } });
  const started = await ask('operator', 'POST', '/v1/reconciliations', { account: 'other' });
  expect(started).toMatchObject({ status: 202, body: { state: 'running' } });
  await paymux.worker.drain();
  expect((await ask('viewer', 'GET', started.headers.get('location') ?? '')).body).toMatchObject({ state: 'done' });
  expect((await ask('viewer', 'GET', '/v1/reconciliations?account=main')).body.items).toHaveLength(1);

  const file = {
    account: 'main',
    name: 'statement.csv',
    csv: 'Date,Amount,Reference\n2026-03-01,99.00,of-nobody\n',
    columns: { date: 'Date', amount: 'Amount', reference: 'Reference', currency: { value: 'USDT' } },
  };
  expect(await ask('operator', 'POST', '/v1/settlement-files', file)).toMatchObject({
    status: 200,
    body: { rows: 1, matched: 0, findings: { missing_here: 1 } },
  });
  const { items } = (await ask('viewer', 'GET', '/v1/findings?kind=missing_here')).body;
  const path = `/v1/findings/${items[0]?.id ?? ''}/accept`;
  expect(await ask('operator', 'POST', path, { note: 'a test' })).toMatchObject({
    status: 200,
    body: { state: 'accepted', acceptedBy: people.operator },
  });
  expect(await ask('operator', 'POST', path, {})).toMatchObject({ status: 409 });
  main.control.fault({ kind: 'timeout', times: 8 });
  expect(await ask('operator', 'POST', '/payouts/reconcile', { since: '2026-01-01T00:00:00Z' })).toMatchObject({
    status: 503,
    body: { code: 'provider_unavailable', moneyMayHaveMoved: false },
  });
});

test('accounts, quotes, figures, books and alerts are told', async () => {
  const { ask, paymux } = await open();
  await paymux.ledger.fund({ account: 'main', reference: 'top-up', amount: { amount: '100', currency: 'USDT' } });
  await ask('operator', 'POST', '/v1/payouts', PAYOUT);

  const { items } = (await ask('viewer', 'GET', '/v1/accounts')).body;
  expect(items).toMatchObject([
    { id: 'main', isDefault: true, health: { state: 'healthy' } },
    { id: 'other', isDefault: false },
  ]);
  expect((await ask('viewer', 'GET', '/v1/figures/payouts?per=month')).body).toMatchObject({ total: { count: 1 } });
  expect((await ask('viewer', 'GET', '/v1/figures/payments')).body).toMatchObject({ total: { count: 0 } });
  expect((await ask('viewer', 'GET', '/v1/figures/webhooks')).status).toBe(200);
  expect((await ask('viewer', 'GET', '/v1/payouts/figures')).body.items).toMatchObject([{ count: 1 }]);
  expect((await ask('viewer', 'GET', '/v1/ledger/balances?account=main')).body.items).toContainEqual({
    account: 'main',
    book: 'held',
    amount: { amount: '15', currency: 'USDT' },
  });
  expect((await ask('viewer', 'GET', '/v1/alerts')).body).toEqual({ items: [] });
  for (const path of [
    '/v1/accounts/balances',
    '/v1/quotes/rates?from=USDT',
    '/v1/quotes/limits?operation=payout&currency=USDT',
  ]) {
    expect(await ask('viewer', 'GET', path)).toMatchObject({ status: 200, body: { quotes: [], missing: [{}, {}] } });
  }
  expect((await ask('viewer', 'GET', '/v1/figures/payouts?timeZone=Mars/Olympus')).status).toBe(400);
});
