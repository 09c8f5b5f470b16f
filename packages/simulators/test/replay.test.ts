import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  readRecordings,
  type RecordedExchange,
  startReplaySimulator,
  UnreadableRecordingsError,
} from '../src/index.js';

interface Short {
  readonly kind?: RecordedExchange['kind'];
  readonly request?: Partial<RecordedExchange['request']>;
  readonly response?: Partial<NonNullable<RecordedExchange['response']>>;
  readonly failure?: RecordedExchange['failure'];
}

function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'replay-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

/** A folder of recordings, in which what is not said is a call of GET /. */
function recorded(...exchanges: readonly Short[]): string {
  const files = exchanges.map(({ failure, kind = 'call', request, response }, index): [string, string] => [
    `${String(index + 1).padStart(4, '0')}-x.json`,
    JSON.stringify({
      kind,
      recordedAt: '2026-01-01T00:00:00.000Z',
      request: { method: 'GET', path: '/', query: '', headers: {}, body: '', ...request },
      ...(failure === undefined ? { response: { status: 200, headers: {}, body: '', ...response } } : { failure }),
    }),
  ]);
  return folderOf(Object.fromEntries(files));
}

async function replay(fixtures: string | URL) {
  const simulator = await startReplaySimulator({ fixtures });
  onTestFinished(() => simulator.close());
  const ask = async (method: string, path: string, body?: string, type = 'application/json') => {
    const headers = { 'content-type': type, connection: 'close' };
    const answer = await fetch(simulator.baseUrl + path, { method, headers, ...(body === undefined ? {} : { body }) });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  };
  return { ...simulator, ask };
}

const post = (body: string, answer: string, headers: Record<string, string> = {}): Short => ({
  request: { method: 'POST', path: '/pay', body, headers },
  response: { status: 201, body: answer },
});

describe('an answer', () => {
  test('has the recorded status, headers and text, byte for byte', async () => {
    const body = '{ "amount":1.50,"url":"https:\\/\\/x" }';
    const headers = { 'content-type': 'application/json', 'set-cookie': ['a=1', 'b=2'], 'x-request-id': '7' };
    const { ask, control } = await replay(
      recorded({ request: { path: '/p' }, response: { status: 418, headers, body } }),
    );
    const answer = await ask('GET', '/p');
    expect(answer).toMatchObject({ status: 418, text: body });
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(answer.headers.get('x-request-id')).toBe('7');
    expect(control.requests()).toMatchObject([{ method: 'GET', path: '/p', answerStatus: 418 }]);
  });

  test('is given in recorded order, and the last one again and again', async () => {
    const { ask } = await replay(recorded(post('{}', 'one'), post('{"a":1}', 'other'), post('{}', 'two')));
    const texts = [await ask('POST', '/pay', '{}'), await ask('POST', '/pay', '{}'), await ask('POST', '/pay', '{}')];
    expect(texts.map(({ text }) => text)).toEqual(['one', 'two', 'two']);
    expect(await ask('POST', '/pay', '{"a":1}')).toMatchObject({ status: 201, text: 'other' });
  });

  test('says of a placeholder what the request said', async () => {
    const fixtures = recorded(
      post(
        '{"to":"[redacted-1]","pin":"[redacted-2]"}',
        '{"sent":{"to":"[redacted-1]"},"note":"for [redacted-1]","pin":"[redacted-2]","by":"[redacted-3]"}',
      ),
    );
    const { ask } = await replay(fixtures);
    expect((await ask('POST', '/pay', '{"pin":12.50,"to":"A"}')).text).toBe(
      '{"sent":{"to":"A"},"note":"for A","pin":12.50,"by":"[redacted-3]"}',
    );
    expect((await ask('POST', '/pay', '{"to":"\\"\\n","pin":1}')).text).toBe(
      '{"sent":{"to":"\\"\\n"},"note":"for \\"\\n","pin":1,"by":"[redacted-3]"}',
    );
  });

  test('prefers the recording that says the same without a placeholder', async () => {
    const { ask } = await replay(recorded(post('{"to":"[redacted-1]"}', 'any'), post('{"to":"B"}', 'B')));
    expect((await ask('POST', '/pay', '{"to":"B"}')).text).toBe('B');
    expect((await ask('POST', '/pay', '{"to":"C"}')).text).toBe('any');
  });

  test('repeats a provider that was not reached, and a connection that broke', async () => {
    const { ask, control } = await replay(
      recorded({ request: { path: '/a' }, failure: 'unreachable' }, { request: { path: '/b' }, failure: 'cut' }),
    );
    expect((await ask('GET', '/a')).status).toBe(502);
    await expect(ask('GET', '/b')).rejects.toThrow('fetch failed');
    expect(control.requests().map(({ answerStatus }) => answerStatus)).toEqual([502, undefined]);
  });

  test('without a recorded text is refused', async () => {
    const body = { bytes: 3, sha256: 'aa', because: 'compressed' } as const;
    const { ask } = await replay(recorded({ response: { body } }));
    const { status, text } = await ask('GET', '/');
    expect(status).toBe(501);
    expect(text).toContain('0001-x.json');
    expect(text).toContain('compressed');
  });
});

describe('a request', () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' };

  test.each<[what: string, exchange: Short, ask: [method: string, path: string, body?: string, type?: string]]>([
    [
      'JSON with other white space, order and digits',
      post('{"a":1.50,"b":["x",null]}', ''),
      ['POST', '/pay', '{ "b":["x",null], "a":1.5 }'],
    ],
    [
      'JSON with another value for a placeholder',
      post('{"a":{"k":"[redacted-1]"}}', ''),
      ['POST', '/pay', '{"a":{"k":{"deep":[1]}}}'],
    ],
    [
      'JSON with a placeholder within a text',
      post('{"u":"https://x/?t=[redacted-1]&v=[redacted-2]"}', ''),
      ['POST', '/pay', '{"u":"https://x/?t=abc&v=d"}'],
    ],
    [
      'JSON with another name for a placeholder',
      post('{"[redacted-1]":1,"b":2}', ''),
      ['POST', '/pay', '{"b":2,"ann":1}'],
    ],
    [
      'a form in another order',
      post('a=1&b=[redacted-1]', '', form),
      ['POST', '/pay', 'b=x%20y&a=1', form['content-type']],
    ],
    ['a query in another order', { request: { path: '/l', query: 'a=1&k=[redacted-1]' } }, ['GET', '/l?k=zz&a=1']],
    ['a path with a placeholder', { request: { path: '/by/[redacted-1]/x' } }, ['GET', '/by/ann%40shop.example/x']],
    ['a path with other escapes', { request: { path: '/a%2fb' } }, ['GET', '/a%2Fb']],
    ['a text', post('ping [redacted-1]', ''), ['POST', '/pay', 'ping 1', 'text/plain']],
    [
      'a body of which the hash was recorded',
      {
        request: {
          method: 'POST',
          path: '/b',
          body: { bytes: 1, sha256: createHash('sha256').update('a').digest('hex'), because: 'not_text' },
        },
      },
      ['POST', '/b', 'a', 'text/plain'],
    ],
  ])('is found again as %s', async (_, exchange, question) => {
    const { ask } = await replay(recorded(exchange));
    expect((await ask(...question)).status).not.toBe(501);
  });

  test.each<
    [
      what: string,
      exchange: Short,
      ask: [method: string, path: string, body?: string, type?: string],
      difference: string,
    ]
  >([
    ['another method', post('{}', ''), ['PUT', '/pay', '{}'], 'the method'],
    ['another path', post('{}', ''), ['POST', '/pay/1', '{}'], 'the path'],
    [
      'another value',
      post('{"a":{"b/c":["x","y"]}}', ''),
      ['POST', '/pay', '{"a":{"b/c":["x","z"]}}'],
      'the body at "/a/b~1c/1"',
    ],
    ['another type', post('{"a":1}', ''), ['POST', '/pay', '{"a":"1"}'], 'the body at "/a"'],
    ['a member more', post('{"a":1}', ''), ['POST', '/pay', '{"a":1,"b":2}'], 'the body at "/b"'],
    ['a member less', post('{"a":1,"b":2}', ''), ['POST', '/pay', '{"a":1}'], 'the body at "/b"'],
    ['an item more', post('[1]', ''), ['POST', '/pay', '[1,2]'], 'the body at "/1"'],
    ['nothing for a placeholder', post('{"a":"x[redacted-1]"}', ''), ['POST', '/pay', '{"a":"x"}'], 'the body at "/a"'],
    ['a parameter more', { request: { query: 'a=1' } }, ['GET', '/?a=1&b=2'], 'the query at "b"'],
    ['another parameter', { request: { query: 'a=1' } }, ['GET', '/?a=2'], 'the query at "a"'],
    ['another field', post('a=1', '', form), ['POST', '/pay', 'a=2', form['content-type']], 'the body at "a"'],
    ['another text', post('ping', ''), ['POST', '/pay', 'pong', 'text/plain'], 'the body'],
    [
      'other bytes',
      { request: { method: 'POST', body: { bytes: 1, sha256: 'aa', because: 'not_text' } } },
      ['POST', '/', 'a'],
      'the body, of which only the hash was recorded',
    ],
  ])('with %s is not the recorded one, and is told so without values', async (_, exchange, question, difference) => {
    const { ask, control } = await replay(recorded(exchange));
    const { headers, status, text } = await ask(...question);
    expect({ status, type: headers.get('content-type') }).toEqual({ status: 501, type: 'application/problem+json' });
    expect(JSON.parse(text)).toMatchObject({
      status: 501,
      title: 'Not recorded',
      nearest: [{ file: '0001-x.json', difference }],
    });
    expect(control.requests()).toMatchObject([{ answerStatus: 501 }]);
  });

  test('that was not recorded is told the three nearest, the nearest first', async () => {
    const at = (method: string, path: string): Short => ({ request: { method, path } });
    const { ask } = await replay(
      recorded(at('GET', '/z'), at('GET', '/v1/pay/1'), at('POST', '/v1/pay'), post('{}', ''), at('GET', '/v1/pay')),
    );
    const { text } = await ask('GET', '/v1/pay?x=1');
    const { nearest } = JSON.parse(text) as { readonly nearest: readonly { readonly file: string }[] };
    expect(nearest.map(({ file }) => file)).toEqual(['0005-x.json', '0003-x.json', '0002-x.json']);
  });
});

describe('the folder', () => {
  test('may be a URL; its webhooks can be read, and are no answers', async () => {
    const fixtures = recorded({ kind: 'webhook', request: { method: 'POST', path: '/hook', body: '{"id":1}' } });
    const { ask, control } = await replay(pathToFileURL(fixtures));
    expect(control.webhooks()).toMatchObject([{ file: '0001-x.json', request: { body: '{"id":1}' } }]);
    expect((await ask('POST', '/hook', '{"id":1}')).status).toBe(501);
  });

  test('is read in the order of the numbers', () => {
    const text = JSON.stringify({
      kind: 'call',
      recordedAt: '',
      request: { method: 'GET', path: '/', query: '', headers: {}, body: '' },
      failure: 'cut',
    });
    const fixtures = folderOf({ '10000-b.json': text, '9999-a.json': text, 'README.md': 'x' });
    expect(readRecordings(fixtures).map(({ file }) => file)).toEqual(['9999-a.json', '10000-b.json']);
  });

  test('is refused with every problem in it', async () => {
    const fixtures = folderOf({
      '1.json': '{',
      '2.json': '[]',
      '3.json': '{"kind":"x","request":{"method":"get","path":"p","query":1,"headers":{"a b":"c","d":1},"body":7}}',
      '4.json':
        '{"kind":"call","recordedAt":"","request":{"method":"GET","path":"/","query":"","headers":{},"body":""},"response":{"status":99,"headers":[],"body":{}},"failure":"x"}',
    });
    const error: unknown = await startReplaySimulator({ fixtures }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UnreadableRecordingsError);
    expect((error as UnreadableRecordingsError).problems.map((problem) => problem.slice(fixtures.length + 1))).toEqual([
      '1.json: It is not JSON.',
      '2.json: It is one JSON object.',
      '3.json: "kind" is "call" or "webhook".',
      '3.json: "recordedAt" is text.',
      '3.json: "request.method" is a word in capitals.',
      '3.json: "request.path" is text that starts with "/".',
      '3.json: "request.query" is text, "" without a query.',
      '3.json: "request.headers" has no valid "a b".',
      '3.json: "request.headers" has no valid "d".',
      '3.json: "request.body" is text, or an object with "bytes", "sha256" and "because".',
      '3.json: It has either a "response" or a "failure".',
      '4.json: "response.status" is a whole number from 200 to 599.',
      '4.json: "response.headers" is an object.',
      '4.json: "response.body" is text, or an object with "bytes", "sha256" and "because".',
      '4.json: "failure" is "unreachable", "cut" or "abandoned".',
      '4.json: It has either a "response" or a "failure".',
    ]);
  });

  test.each([
    ['is empty', () => folderOf({}), 'holds no recordings'],
    ['is not there', () => join(folderOf({}), 'none'), 'cannot be read (ENOENT)'],
  ])('is refused when it %s', (_, folder, message) => {
    expect(() => readRecordings(folder())).toThrow(message);
  });
});
