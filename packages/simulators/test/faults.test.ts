import { describe, expect, test } from 'vitest';
import type { Fault, RequestFaultKind } from '../src/index.js';
import { INVOICE, PAYOUT, receiver, signatureOf, simulated } from './merchant-client.js';

describe('a fault of the provider', () => {
  test.each<[RequestFaultKind, number, RegExp]>([
    ['rate-limit', 429, /^\{"message":"Too Many Attempts\."\}$/],
    ['server-error', 500, /^\{"message":"Server error, #1","code":500,"error":null\}$/],
    ['client-error', 400, /^$/],
    ['refusal', 422, /^\{"state":1,"message":"Server error"\}$/],
    ['redirect', 302, /^$/],
  ])('%s answers %d and does nothing', async (kind, status, text) => {
    const { simulator, payout } = await simulated();
    simulator.control.fault({ kind });
    const answer = await payout('/v1/payout', PAYOUT);
    expect(answer.status).toBe(status);
    expect(answer.text).toMatch(text);
    expect(simulator.control.payouts()).toEqual([]);
    expect(simulator.control.requests()).toMatchObject([{ answerStatus: status, fault: kind }]);
  });

  test.each<[RequestFaultKind, number, RegExp]>([
    ['not-json', 200, /^<!doctype html>/],
    ['empty-body', 200, /^$/],
    ['latency', 200, /^\{"state":0,"result":\{"uuid"/],
  ])('%s answers %d after everything happened', async (kind, status, text) => {
    const { simulator, payout } = await simulated();
    simulator.control.fault({ kind });
    const answer = await payout('/v1/payout', PAYOUT);
    expect(answer.status).toBe(status);
    expect(answer.text).toMatch(text);
    expect(simulator.control.payouts()).toHaveLength(1);
  });

  test.each<[RequestFaultKind, number]>([
    ['reset-before', 0],
    ['reset-after', 1],
    ['half-body', 1],
  ])('%s cuts the connection with %d payouts made', async (kind, made) => {
    const { simulator, payout } = await simulated();
    simulator.control.fault({ kind });
    await expect(payout('/v1/payout', PAYOUT)).rejects.toThrow(TypeError);
    expect(simulator.control.payouts()).toHaveLength(made);
    expect((await payout('/v1/payout', PAYOUT)).status).toBe(200);
    expect(simulator.control.payouts()).toHaveLength(1);
  });

  test('stalled-body sends the headers and then nothing', async () => {
    const { simulator } = await simulated();
    simulator.control.fault({ kind: 'stalled-body' });
    const body = JSON.stringify(PAYOUT);
    const giveUp = new AbortController();
    const answer = await fetch(`${simulator.baseUrl}/v1/payout`, {
      method: 'POST',
      body,
      signal: giveUp.signal,
      headers: {
        merchant: simulator.merchantId,
        sign: signatureOf(body, simulator.payoutKey),
        'content-type': 'application/json',
      },
    });
    expect(answer.status).toBe(200);
    expect(Number(answer.headers.get('content-length'))).toBeGreaterThan(0);
    const reading = answer.text();
    giveUp.abort();
    await expect(reading).rejects.toThrow('abort');
    expect(simulator.control.payouts()).toHaveLength(1);
  });

  test('oversized answers what is right, and much white space', async () => {
    const { simulator, payout } = await simulated();
    simulator.control.fault({ kind: 'oversized', bytes: 100_000 });
    const answer = await payout('/v1/payout', PAYOUT);
    expect(answer.text).toHaveLength(100_000);
    expect(answer.result).toMatchObject({ status: 'process' });
  });

  test('wrong-content answers for someone else, or exactly what is wanted', async () => {
    const { simulator, payout } = await simulated();
    simulator.control.fault({ kind: 'wrong-content' });
    expect((await payout('/v1/payout', PAYOUT)).result).toMatchObject({
      uuid: '00000000-0000-4000-8000-000000000000',
      amount: '987654.32',
      currency: 'XMR',
      address: 'someone-elses-address',
      network: 'tron',
    });
    simulator.control.fault({ kind: 'wrong-content', replace: { amount: '6' } });
    expect((await payout('/v1/payout/info', { order_id: 'payout-1' })).result).toMatchObject({
      amount: '6',
      currency: 'USDT',
    });
    simulator.control.fault({ kind: 'wrong-content' });
    expect((await payout('/v1/payout/info', { order_id: 'none' })).body).toEqual({
      state: 1,
      message: 'Payout was not found',
    });
  });

  test('takes its status, texts and headers from the test', async () => {
    const { simulator, payment } = await simulated();
    const { control, baseUrl } = simulator;
    control.fault({ kind: 'server-error', status: 503 });
    control.fault({ kind: 'refusal', message: 'Gateway error', status: 400 });
    control.fault({ kind: 'client-error', status: 404 });
    expect((await payment('/v1/payment', INVOICE)).status).toBe(503);
    expect(await payment('/v1/payment', INVOICE)).toMatchObject({
      status: 400,
      body: { state: 1, message: 'Gateway error' },
    });
    expect((await payment('/v1/payment', INVOICE)).status).toBe(404);
    control.fault({ kind: 'rate-limit', retryAfterSeconds: 7 });
    expect((await fetch(`${baseUrl}/v1/balance`, { method: 'POST' })).headers.get('retry-after')).toBe('7');
    control.fault({ kind: 'redirect', status: 307, location: '/v1/elsewhere' });
    const redirect = await fetch(`${baseUrl}/v1/balance`, { method: 'POST', redirect: 'manual' });
    expect([redirect.status, redirect.headers.get('location')]).toEqual([307, '/v1/elsewhere']);
  });

  test('can strike after the request took effect, whatever its kind', async () => {
    const { simulator, payout } = await simulated();
    simulator.control.fault({ kind: 'server-error', applied: true });
    expect((await payout('/v1/payout', PAYOUT)).status).toBe(500);
    expect(simulator.control.payouts()).toHaveLength(1);
    simulator.control.fault({ kind: 'empty-body', applied: false });
    await payout('/v1/payout', { ...PAYOUT, order_id: 'payout-2' });
    expect(simulator.control.payouts()).toHaveLength(1);
  });

  test('meets only its path, as often as asked, after letting others pass', async () => {
    const { simulator, payment } = await simulated();
    simulator.control.fault({ kind: 'server-error', path: '/v1/payment/info', times: 2, after: 1 });
    await payment('/v1/payment', INVOICE);
    const statuses: number[] = [];
    for (let call = 0; call < 4; call += 1) {
      statuses.push((await payment('/v1/payment/info', { order_id: 'order-1' })).status);
    }
    expect(statuses).toEqual([200, 500, 500, 200]);
  });

  test('can be taken back', async () => {
    const { simulator, payment } = await simulated();
    simulator.control.fault({ kind: 'reset-before', times: 100 });
    simulator.control.clearFaults();
    expect((await payment('/v1/payment', INVOICE)).status).toBe(200);
  });

  test.each<[string, object]>([
    ['of no kind', { kind: 'gremlins' }],
    ['that strikes no times', { kind: 'latency', times: 0 }],
    ['that passes half a request', { kind: 'latency', after: 0.5 }],
  ])('%s is refused', async (_, fault) => {
    const { simulator } = await simulated();
    expect(() => {
      simulator.control.fault(fault as Fault);
    }).toThrow(RangeError);
  });

  test('never meets the pages and the control interface', async () => {
    const { simulator } = await simulated();
    simulator.control.fault({ kind: 'server-error', times: 10 });
    expect((await fetch(`${simulator.baseUrl}/`)).status).toBe(200);
    expect((await fetch(`${simulator.baseUrl}/_simulator/state`)).status).toBe(200);
  });
});

describe('a fault of webhooks', () => {
  test('drops one, and says so', async () => {
    const { simulator, payment } = await simulated();
    const { url, received } = await receiver();
    await payment('/v1/payment', { ...INVOICE, url_callback: url });
    simulator.control.fault({ kind: 'webhook-dropped', path: 'webhook' });
    await simulator.control.settle('order-1', 'process');
    await simulator.control.pay('order-1');
    expect(received()).toMatchObject([{ status: 'paid' }]);
    expect(simulator.control.deliveries()).toMatchObject([{ state: 'dropped', attempts: [] }, { state: 'delivered' }]);
  });

  test('delivers one several times, the same bytes', async () => {
    const { simulator, payment } = await simulated();
    const { url, bodies } = await receiver();
    await payment('/v1/payment', { ...INVOICE, url_callback: url });
    simulator.control.fault({ kind: 'webhook-duplicated', copies: 50 });
    await simulator.control.pay('order-1');
    expect(bodies()).toHaveLength(50);
    expect(new Set(bodies()).size).toBe(1);
  });

  test('delivers one late, by the simulator’s clock', async () => {
    const { simulator, payment } = await simulated();
    const { url, received } = await receiver();
    await payment('/v1/payment', { ...INVOICE, url_callback: url });
    simulator.control.fault({ kind: 'webhook-late', delayMs: 30 * 86_400_000 });
    await simulator.control.settle('order-1', 'process');
    await simulator.control.pay('order-1');
    expect(received().map(({ status }) => status)).toEqual(['paid']);
    await simulator.control.advance(30 * 86_400_000);
    expect(received().map(({ status }) => status)).toEqual(['paid', 'process']);
  });

  test('delivers one after the next', async () => {
    const { simulator, payment } = await simulated();
    const { url, received } = await receiver();
    await payment('/v1/payment', { ...INVOICE, url_callback: url });
    simulator.control.fault({ kind: 'webhook-reordered' });
    await simulator.control.settle('order-1', 'confirm_check');
    expect(simulator.control.deliveries()).toMatchObject([{ state: 'held' }]);
    await simulator.control.pay('order-1');
    expect(received().map(({ status }) => status)).toEqual(['paid', 'confirm_check']);
    expect(simulator.control.deliveries()).toMatchObject([{ state: 'delivered' }, { state: 'delivered' }]);
  });

  test('meets only its type, after letting others pass', async () => {
    const { simulator, payment, payout } = await simulated();
    const { url, received } = await receiver();
    simulator.control.fault({ kind: 'webhook-dropped', type: 'payout', after: 1 });
    await payment('/v1/payment', { ...INVOICE, url_callback: url });
    await payout('/v1/payout', { ...PAYOUT, url_callback: url });
    await simulator.control.pay('order-1');
    await simulator.control.advancePayout('payout-1');
    await simulator.control.advancePayout('payout-1');
    expect(received().map(({ type, status }) => [type, status])).toEqual([
      ['payment', 'paid'],
      ['payout', 'check'],
    ]);
  });
});

describe('a webhook that the provider never sent', () => {
  test('has the right shape and a signature by nobody’s key', async () => {
    const { simulator, payment, payout } = await simulated();
    const { url, bodies, received } = await receiver();
    await payment('/v1/payment', { ...INVOICE, url_callback: url });
    await payout('/v1/payout', PAYOUT);
    const forged = await simulator.control.forgeWebhook({
      about: 'order-1',
      changes: { status: 'paid', is_final: true },
    });
    expect(forged).toMatchObject({ nature: 'forged', state: 'delivered' });
    await simulator.control.forgeWebhook({
      about: 'payout-1',
      url,
      changes: { txid: 'made-up' },
      key: simulator.paymentKey,
    });
    expect(received()).toMatchObject([
      { type: 'payment', status: 'paid', is_final: true, sign: expect.stringMatching(/^[0-9a-f]{32}$/) },
      { type: 'payout', status: 'process', txid: 'made-up' },
    ]);
    const right = signatureOf((bodies()[0] ?? '').replace(/,"sign":"[0-9a-f]{32}"/, ''), simulator.paymentKey);
    expect(received()[0]?.['sign']).not.toBe(right);
    expect(simulator.control.invoices()).toMatchObject([{ status: 'check' }]);
  });

  test('needs something to speak of, and somewhere to go', async () => {
    const { simulator, payment } = await simulated();
    await payment('/v1/payment', INVOICE);
    await expect(simulator.control.forgeWebhook({ about: 'none' })).rejects.toThrow('none');
    await expect(simulator.control.forgeWebhook({ about: 'order-1' })).rejects.toThrow('url_callback');
  });

  test('may be an old one, replayed byte for byte', async () => {
    const { simulator, payment } = await simulated();
    const { url, bodies } = await receiver();
    await payment('/v1/payment', { ...INVOICE, url_callback: url });
    await simulator.control.pay('order-1');
    expect(await simulator.control.redeliver(1)).toMatchObject({ id: 2, state: 'delivered' });
    expect(bodies()[1]).toBe(bodies()[0]);
    const [first] = simulator.control.deliveries();
    expect(await simulator.control.redeliver(first ?? 0)).toMatchObject({ id: 3, state: 'delivered' });
    expect(bodies()[2]).toBe(bodies()[0]);
    await expect(simulator.control.redeliver(9)).rejects.toThrow(RangeError);
  });
});

describe('recorded requests', () => {
  test('keep method, path, query, headers with the signature, and the exact bytes', async () => {
    const { simulator, post } = await simulated();
    const body = '{"order_id" : "Ж"}';
    await post('/v1/payment/list?cursor=', body, simulator.paymentKey);
    const [request] = simulator.control.requests();
    expect(request).toMatchObject({
      method: 'POST',
      path: '/v1/payment/list',
      query: 'cursor=',
      headers: { merchant: simulator.merchantId, sign: signatureOf(body, simulator.paymentKey) },
      text: body,
      answerStatus: 200,
      fault: undefined,
      at: '2026-01-01T00:00:00.000Z',
    });
    expect(Buffer.from(request?.body ?? []).toString('utf8')).toBe(body);
  });
});
