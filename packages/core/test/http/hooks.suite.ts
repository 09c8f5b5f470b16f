import { expect, test } from 'vitest';
import type { HttpRequest, HttpResponse } from '../../src/http/http-client.js';
import { silentLogger } from '../../src/logging/logger.js';
import { createFakeClock } from '../../src/time/fake-clock.js';
import { answer, resetAfter } from './misbehaving-server.js';
import { type CreateClient, failureOf, open, post, serve } from './suite-tools.js';

export function describeHooks(createClient: CreateClient): void {
  test.each(['at once', 'later'])('adds the headers that a hook returns %s, and replaces none', async (when) => {
    const server = await serve(answer(200));
    const added = { traceparent: '00-1-2-01', SIGN: 'forged' };
    const beforeRequest = () => (when === 'at once' ? added : Promise.resolve(added));
    const client = open(createClient({ hooks: { beforeRequest } }));
    await client.send(post(server.origin, { headers: { sign: 'genuine' } }));

    const headers = server.requests[0]?.headers ?? [];
    expect(headers).toContain('traceparent: 00-1-2-01');
    expect(headers.filter((header) => /^sign:/i.test(header))).toEqual(['sign: genuine']);
  });

  test('refuses headers of a hook that could break the request open', async () => {
    const server = await serve(answer(200));
    const client = open(createClient({ hooks: { beforeRequest: () => ({ traceparent: 'a\r\nsign: forged' }) } }));
    expect(await failureOf(client.send(post(server.origin)))).toMatchObject({ failure: 'request_refused' });
    expect(server.connections).toBe(0);
  });

  test('shows a hook every whole answer, and no other', async () => {
    const server = await serve((socket, request) =>
      (request.line.includes('/lost') ? resetAfter() : answer(503, 'later'))(socket, request),
    );
    const seen: { readonly request: HttpRequest; readonly response: HttpResponse }[] = [];
    const hooks = {
      afterResponse: (request: HttpRequest, response: HttpResponse) => void seen.push({ request, response }),
    };
    const client = open(createClient({ hooks }));
    const request = post(`${server.origin}/answered`);
    const response = await client.send(request);
    await failureOf(client.send(post(`${server.origin}/lost`)));

    expect(seen).toEqual([{ request, response }]);
  });

  test.each(['throws', 'rejects'])('returns the answer, and logs, when the hook that sees it %s', async (how) => {
    const server = await serve(answer(200, 'paid'));
    const events: unknown[] = [];
    const logger = { ...silentLogger, warn: (...event: unknown[]) => void events.push(event) };
    const afterResponse = () => {
      if (how === 'throws') throw new Error('broken');
      return Promise.reject(new Error('broken'));
    };
    const response = await open(createClient({ logger, hooks: { afterResponse } })).send(post(server.origin));
    expect(Buffer.from(response.body).toString()).toBe('paid');
    expect(events).toEqual([['http.hook_failed', { hook: 'afterResponse' }]]);
  });

  test('sends nothing when the hook before the request fails', async () => {
    const server = await serve(answer(200));
    const beforeRequest = () => Promise.reject(new Error('broken'));
    const failure = await failureOf(open(createClient({ hooks: { beforeRequest } })).send(post(server.origin)));
    expect(failure).toMatchObject({ failure: 'request_refused', outcome: 'not_sent' });
    expect(server.connections).toBe(0);
  });

  test('does not outlive its deadline in a hook that never answers', async () => {
    const clock = createFakeClock();
    const server = await serve(answer(200));
    const beforeRequest = () => new Promise<undefined>(() => undefined);
    const failure = failureOf(open(createClient({ clock, hooks: { beforeRequest } })).send(post(server.origin)));
    await clock.whenSleeping();
    await clock.advance(30_000);
    expect(await failure).toMatchObject({ outcome: 'not_sent' });
    expect(server.connections).toBe(0);
  });
}
