import { expect, test } from 'vitest';
import { createFakeClock } from '../../src/time/fake-clock.js';
import { answer, type Behaviour, inTurn, stall } from './misbehaving-server.js';
import { type CreateClient, failureOf, gate, get, open, post, serve } from './suite-tools.js';

export function describeConnections(createClient: CreateClient): void {
  test('sends 200 requests at once over no more connections than allowed', async () => {
    const server = await serve((socket, request) => answer(200, request.line)(socket, request));
    const client = open(createClient({ connections: 8 }));
    const calls = Array.from({ length: 200 }, (_, index) => client.send(post(`${server.origin}/${String(index)}`)));
    const answers = (await Promise.all(calls)).map(({ body }) => Buffer.from(body).toString());

    expect(answers).toEqual(calls.map((_, index) => `POST /${String(index)} HTTP/1.1`));
    expect(server.connections).toBe(8);
    expect(server.requests).toHaveLength(200);
  });

  test('uses connections again', async () => {
    const server = await serve(answer(200));
    const client = open(createClient());
    // The pool may not yet count a connection as free in the very turn that brought its answer.
    for (let call = 0; call < 20; call += 1) await client.send(post(server.origin));
    expect(server.connections).toBeLessThanOrEqual(2);
  });

  test('never writes a second request to a connection whose answer is still due', async () => {
    const server = await serve(stall);
    const client = open(createClient({ connections: 3 }));
    const controller = new AbortController();
    const calls = Array.from({ length: 5 }, () =>
      failureOf(client.send(get(server.origin, { signal: controller.signal }))),
    );
    await server.received(3);
    controller.abort();
    const outcomes = (await Promise.all(calls)).map(({ outcome }) => outcome);
    expect(outcomes).toEqual(['unknown', 'unknown', 'unknown', 'not_sent', 'not_sent']);
    expect(server.requests.map(({ connection }) => connection).sort()).toEqual([1, 2, 3]);
  });

  test('says not_sent when the time is up before a connection is free, and never sends that request', async () => {
    const clock = createFakeClock();
    const server = await serve(inTurn(stall, answer(200)));
    const client = open(createClient({ clock, connections: 1 }));
    const first = failureOf(client.send(post(`${server.origin}/first`)));
    await server.received(1);
    const second = failureOf(client.send(post(`${server.origin}/second`, { timeoutMs: 10_000 })));
    await clock.whenSleeping(2);
    await clock.advance(30_000);

    expect(await second).toMatchObject({ failure: 'unreachable', outcome: 'not_sent' });
    expect(await first).toMatchObject({ failure: 'timeout', outcome: 'unknown' });
    await client.send(post(`${server.origin}/third`));
    expect(server.requests.map(({ line }) => line)).toEqual(['POST /first HTTP/1.1', 'POST /third HTTP/1.1']);
  });

  test('says not_sent when the caller gives up before a connection is free', async () => {
    const server = await serve(inTurn(stall, answer(200)));
    const client = open(createClient({ connections: 1 }));
    const [holding, waiting] = [new AbortController(), new AbortController()];
    const first = failureOf(client.send(post(`${server.origin}/first`, { signal: holding.signal })));
    await server.received(1);
    const second = failureOf(client.send(post(`${server.origin}/second`, { signal: waiting.signal })));
    // Two turns of the event loop bring the second request into the pool's queue.
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    waiting.abort();
    expect(await second).toMatchObject({ failure: 'aborted_before_dispatch', outcome: 'not_sent' });

    holding.abort();
    await first;
    await client.send(post(`${server.origin}/third`));
    expect(server.requests.map(({ line }) => line)).toEqual(['POST /first HTTP/1.1', 'POST /third HTTP/1.1']);
  });

  test('keeps connections of different origins apart', async () => {
    const one = await serve(answer(200, 'one'));
    const two = await serve(answer(200, 'two'));
    const client = open(createClient({ connections: 1 }));
    const answers = await Promise.all([one, two, one].map(({ origin }) => client.send(get(origin))));
    expect(answers.map(({ body }) => Buffer.from(body).toString())).toEqual(['one', 'two', 'one']);
    expect([one.connections, two.connections]).toEqual([1, 1]);
  });

  test('lets a request under way end before it closes, and sends none after', async () => {
    const answering = gate();
    const late: Behaviour = (socket, request) => {
      void answering.opened.then(() => answer(200, 'in time')(socket, request));
    };
    const server = await serve(late);
    const client = createClient();
    const call = client.send(post(server.origin));
    await server.received(1);
    const closed = client.close();
    const failure = await failureOf(client.send(post(server.origin)));
    expect(failure).toMatchObject({ failure: 'aborted_before_dispatch', outcome: 'not_sent' });
    answering.open();
    expect(Buffer.from((await call).body).toString()).toBe('in time');
    await closed;
    await server.abandoned();
    expect(server.requests).toHaveLength(1);
  });

  test('closes its idle connections, and can be closed twice', async () => {
    // Left alone, the connection would stay open for longer than the test may run.
    const server = await serve(answer(200, '', ['keep-alive: timeout=60']));
    const client = createClient();
    await client.send(post(server.origin));
    expect(server.open).toBe(1);
    await client.close();
    await client.close();
    await server.abandoned();
  });

  test('sends nothing once it was closed unused', async () => {
    const server = await serve(answer(200));
    const client = createClient();
    await client.close();
    expect(await failureOf(client.send(post(server.origin)))).toMatchObject({ failure: 'aborted_before_dispatch' });
    expect(server.connections).toBe(0);
  });

  test.each(['connections', 'maxResponseBytes', 'connectTimeoutMs'])(
    'refuses %s that is not a whole number above zero',
    (name) => {
      for (const value of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
        expect(() => createClient({ [name]: value })).toThrow(RangeError);
      }
    },
  );
}
