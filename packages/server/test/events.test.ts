import { describe, expect, test } from 'vitest';
import { type OpenService, PUBLIC_URL } from './open-service.js';
import { PAYOUT, servicesForEachTest } from './services.js';

const open = servicesForEachTest();

interface Told {
  readonly event: string;
  readonly data: { readonly kind?: string; readonly id?: string; readonly state?: string };
  readonly id: string | undefined;
}

/** Listens, and hands out one event after another; `undefined` once the stream has ended. */
async function listen(service: OpenService, headers: Readonly<Record<string, string>> = {}) {
  const response = await service.app.fetch(
    new Request(`${PUBLIC_URL}/v1/events`, {
      headers: { authorization: `Bearer ${service.tokens.viewer}`, ...headers },
    }),
  );
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  async function next(): Promise<Told | undefined> {
    for (;;) {
      const end = text.indexOf('\n\n');
      if (end === -1) {
        const { done, value } = reader === undefined ? { done: true, value: undefined } : await reader.read();
        if (done) return undefined;
        text += value ?? '';
        continue;
      }
      const fields = new Map(
        text
          .slice(0, end)
          .split('\n')
          .map((line) => line.split(/: (.*)/s) as [string, string]),
      );
      text = text.slice(end + 2);
      const event = fields.get('event');
      if (event !== undefined) {
        return { event, data: JSON.parse(fields.get('data') ?? '{}') as Told['data'], id: fields.get('id') };
      }
    }
  }
  return { response, next, stop: () => reader?.cancel() };
}

describe('a stream of events', () => {
  test('tells what another instance changes', async () => {
    const service = await open();
    const other = await open({ beside: service });
    const { next, response, stop } = await listen(service);
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(await next()).toMatchObject({ event: 'open', id: expect.any(String) });

    const { body } = await other.ask('operator', 'POST', '/v1/payouts', { ...PAYOUT, needsApproval: true });
    expect(await next()).toMatchObject({
      event: 'change',
      data: { kind: 'payout', id: body.id, revision: 1, state: 'awaiting_approval' },
    });
    const wallet = { client: 'x', displayName: 'x', currency: 'USDT', destination: PAYOUT.destination };
    await other.ask('operator', 'POST', '/v1/wallet-profiles', wallet);
    const rules = [{ id: 'a', accounts: [{ account: 'main' }] }];
    await other.ask('admin', 'PUT', '/v1/routing', { rules, revision: 0 });
    expect(await next()).toMatchObject({ event: 'change', data: { kind: 'routing', revision: 1 } });
    await stop();
  });

  test('goes on where it was, in another instance, and leaves nothing out', async () => {
    const service = await open();
    const other = await open({ beside: service });
    const first = await listen(service);
    await first.next();
    const made: string[] = [];
    const make = async (reference: string): Promise<void> => {
      const { body } = await service.ask('operator', 'POST', '/v1/payouts', {
        ...PAYOUT,
        reference,
        needsApproval: true,
      });
      made.push(body.id);
    };
    await make('a');
    const told = await first.next();
    await first.stop();
    for (const reference of ['b', 'c', 'd']) await make(reference);

    const second = await listen(other, { 'last-event-id': told?.id ?? '' });
    const seen = [told?.data.id];
    while (seen.length < 4) seen.push((await second.next())?.data.id);
    expect(seen).toEqual(made);
    await second.stop();
  });

  test('says so when nobody knows any more what came before', async () => {
    const service = await open();
    const { next, stop } = await listen(service, { 'last-event-id': '900719925474099' });
    expect(await next()).toMatchObject({ event: 'reset', id: expect.any(String) });
    await stop();
    expect((await listen(service, { 'last-event-id': 'x' })).response.status).toBe(400);
    expect((await listen(service, { authorization: 'Bearer x' })).response.status).toBe(401);
  });

  test('ends with the token that it was opened with', async () => {
    const service = await open();
    const { next } = await listen(service);
    await next();
    const { body } = await service.ask('viewer', 'GET', '/v1/tokens');
    await service.ask('viewer', 'DELETE', `/v1/tokens/${body.items[0]?.id ?? ''}`);
    await service.ask('operator', 'POST', '/v1/payouts', PAYOUT);

    expect(await next()).toBeUndefined();
  });

  test('ends with the service', async () => {
    const service = await open();
    const { next } = await listen(service);
    await next();
    service.app.close();

    expect(await next()).toBeUndefined();
    expect((await service.ask(undefined, 'GET', '/health/ready')).body).toMatchObject({
      parts: { process: 'not_ready' },
    });
  });

  test('cannot be opened any number of times by one person', async () => {
    const service = await open();
    const streams = await Promise.all(Array.from({ length: 20 }, () => listen(service)));
    expect((await listen(service)).response.status).toBe(429);
    for (const { stop } of streams) await stop();

    const again = await listen(service);
    expect(again.response.status).toBe(200);
    await again.stop();
  });
});

test('readiness says which part is not there, and figures are for those who may read them', async () => {
  const service = await open();
  expect((await service.ask(undefined, 'GET', '/health/live')).body).toEqual({ status: 'ok' });
  expect((await service.ask(undefined, 'GET', '/health/ready')).body).toEqual({
    status: 'ok',
    parts: { store: 'ok', worker: 'elsewhere', process: 'ok' },
  });
  await service.ask('operator', 'POST', '/v1/payouts', PAYOUT);
  expect((await service.ask(undefined, 'GET', '/metrics')).status).toBe(401);
  const { body, headers } = await service.ask('viewer', 'GET', '/metrics');
  expect(headers.get('content-type')).toContain('text/plain; version=0.0.4');
  expect(body).toContain('paymux_');

  await service.store.close();
  expect(await service.ask(undefined, 'GET', '/health/ready')).toMatchObject({
    status: 503,
    body: { status: 'not_ready', parts: { store: 'not_ready' } },
  });
});
