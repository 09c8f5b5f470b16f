import { expect, test } from 'vitest';
import { createFakeClock } from '../../src/time/fake-clock.js';
import { answer, endAfter, head, inTurn, resetAfter, stall, write } from './misbehaving-server.js';
import { type CreateClient, failureOf, get, open, post, serve } from './suite-tools.js';

const HALF_A_BODY = `${head(200, ['content-length: 100'])}half`;

export function describeFailures(createClient: CreateClient): void {
  test('says not_sent for a name that does not resolve', async () => {
    const resolve = () => Promise.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }));
    const failure = await failureOf(open(createClient({ resolve })).send(post('https://gateway.example/v1')));
    expect(failure).toMatchObject({ failure: 'name_not_resolved', outcome: 'not_sent' });
  });

  test('says not_sent for a resolver that answers with no address', async () => {
    const resolve = () => Promise.resolve([]);
    const failure = await failureOf(open(createClient({ resolve })).send(post('https://gateway.example/v1')));
    expect(failure).toMatchObject({ failure: 'name_not_resolved', outcome: 'not_sent' });
  });

  test('says not_sent for a refused connection', async () => {
    const server = await serve(stall);
    await server.close();
    const failure = await failureOf(open(createClient()).send(post(server.origin)));
    expect(failure).toMatchObject({ failure: 'connection_refused', outcome: 'not_sent' });
  });

  test('says not_sent when the caller has given up before the call', async () => {
    const server = await serve(answer(200));
    const failure = await failureOf(open(createClient()).send(post(server.origin, { signal: AbortSignal.abort() })));
    expect(failure).toMatchObject({ failure: 'aborted_before_dispatch', outcome: 'not_sent' });
    expect(server.connections).toBe(0);
  });

  test('says unknown when the caller gives up once the request is out', async () => {
    const server = await serve(stall);
    const controller = new AbortController();
    const failure = failureOf(open(createClient()).send(post(server.origin, { signal: controller.signal })));
    await server.received(1);
    controller.abort(new Error('gone'));
    expect(await failure).toMatchObject({ failure: 'aborted', outcome: 'unknown' });
  });

  test('says unknown when the time is up once the request is out', async () => {
    const clock = createFakeClock();
    const server = await serve(stall);
    const failure = failureOf(open(createClient({ clock })).send(post(server.origin)));
    await server.received(1);
    await clock.advance(30_000);
    expect(await failure).toMatchObject({ failure: 'timeout', outcome: 'unknown' });
  });

  test('waits until the last millisecond, and leaves no deadline behind', async () => {
    const clock = createFakeClock();
    const server = await serve(stall);
    const failure = failureOf(open(createClient({ clock })).send(post(server.origin)));
    await server.received(1);
    await clock.advance(29_999);
    expect(clock.pending).toBe(1);
    await clock.advance(1);
    await failure;
    expect(clock.pending).toBe(0);
  });

  test('lets go of its deadline and of the signal with the answer', async () => {
    const clock = createFakeClock();
    const server = await serve(answer(200));
    const { signal } = new AbortController();
    let listeners = 0;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners += 1;
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners -= 1;
      remove(...args);
    };
    await open(createClient({ clock })).send(post(server.origin, { signal }));
    expect(clock.sleeps).toEqual([30_000]);
    expect(clock.pending).toBe(0);
    expect(listeners).toBe(0);
  });

  test('covers a body that stalls with the same deadline', async () => {
    const clock = createFakeClock();
    const server = await serve(write(HALF_A_BODY));
    const failure = failureOf(open(createClient({ clock })).send(post(server.origin)));
    await server.received(1);
    await clock.advance(30_000);
    expect(await failure).toMatchObject({ failure: 'timeout', outcome: 'unknown' });
  });

  test.each(['GET', 'POST', 'PUT', 'DELETE'] as const)(
    'says unknown for a connection reset before the answer, and does not repeat the %s',
    async (method) => {
      const server = await serve(resetAfter());
      const failure = await failureOf(open(createClient()).send(get(server.origin, { method })));
      expect(failure).toMatchObject({ failure: 'connection_lost', outcome: 'unknown' });
      expect(server.requests).toHaveLength(1);
    },
  );

  test.each(['GET', 'POST'] as const)(
    'says unknown for a reset on a connection used before, and does not repeat the %s',
    async (method) => {
      const server = await serve(inTurn(answer(200), resetAfter()));
      const client = open(createClient({ connections: 1 }));
      await client.send(get(server.origin, { method }));
      const failure = await failureOf(client.send(get(server.origin, { method })));
      expect(failure).toMatchObject({ failure: 'connection_lost', outcome: 'unknown' });
      expect(server.requests.map(({ connection }) => connection)).toEqual([1, 1]);
    },
  );

  test.each([
    ['is closed before the answer', endAfter(''), 'connection_lost'],
    ['is closed after an informational answer', endAfter(head(103, [])), 'connection_lost'],
    ['is closed within the headers', endAfter('HTTP/1.1 200 OK\r\ncontent-le'), 'connection_lost'],
    ['is reset within the body', resetAfter(HALF_A_BODY), 'answer_cut'],
    ['is closed within a body of announced length', endAfter(HALF_A_BODY), 'answer_cut'],
    ['is closed within a chunk', endAfter(`${head(200, ['transfer-encoding: chunked'])}a\r\nhalf`), 'answer_cut'],
    [
      'is closed before the last chunk',
      endAfter(`${head(200, ['transfer-encoding: chunked'])}4\r\nfour\r\n`),
      'answer_cut',
    ],
  ])('says unknown for a connection that %s', async (_, behaviour, failure) => {
    const server = await serve(behaviour);
    const error = await failureOf(open(createClient()).send(post(server.origin)));
    expect(error).toMatchObject({ failure, outcome: 'unknown' });
    expect(server.requests).toHaveLength(1);
  });

  test.each([
    ['no HTTP', 'SSH-2.0-OpenSSH_9.2\r\n', 'failed'],
    ['two lengths that differ', `${head(200, ['content-length: 2', 'content-length: 3'])}abc`, 'failed'],
    ['a chunk size that is no number', `${head(200, ['transfer-encoding: chunked'])}zz\r\n`, 'answer_cut'],
    ['endless headers', head(200, [`x-padding: ${'x'.repeat(20_000)}`]), 'answer_too_large'],
  ])('says unknown for %s', async (_, bytes, failure) => {
    const server = await serve(write(bytes));
    const error = await failureOf(open(createClient()).send(post(server.origin)));
    expect(error).toMatchObject({ failure, outcome: 'unknown' });
  });

  test('never takes bytes past an announced length for the answer to the next request', async () => {
    const planted = `${head(200, ['content-length: 7'])}planted`;
    const server = await serve(inTurn(write(`${head(200, ['content-length: 2'])}ok${planted}`), answer(200, 'second')));
    const client = open(createClient());
    expect(Buffer.from((await client.send(post(server.origin))).body).toString()).toBe('ok');
    expect(Buffer.from((await client.send(post(server.origin))).body).toString()).toBe('second');
  });

  test.each([300, 301, 302, 303, 304, 305, 307, 308])('refuses to follow a redirect with status %i', async (status) => {
    const server = await serve(answer(status, '', ['location: /elsewhere']));
    const failure = await failureOf(open(createClient()).send(post(server.origin)));
    expect(failure).toMatchObject({ failure: 'redirected', outcome: 'unknown' });
    expect(server.requests).toHaveLength(1);
  });
}
