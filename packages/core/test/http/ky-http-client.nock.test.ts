import nock from 'nock';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { KyHttpClient } from '../../src/http/ky-http-client.js';
import { createFakeClock } from '../../src/time/fake-clock.js';
import { failureOf, get, open, post } from './suite-tools.js';

const ORIGIN = 'https://gateway.example';
// What PHP writes, and what a JSON serialiser here would not.
const BODY = '{"amount":1.50,"url_callback":"https:\\/\\/shop.example\\/hook","name":"Zo\u00eb \\u00e9"}';

beforeAll(() => nock.disableNetConnect());
afterEach(() => nock.cleanAll());
afterAll(() => {
  nock.enableNetConnect();
  nock.restore();
});

describe('KyHttpClient, where fetch is intercepted', () => {
  test('sends the very text that was signed, which an interceptor can match byte for byte', async () => {
    const scope = nock(ORIGIN, { reqheaders: { sign: 'abc' } })
      .post('/v1/payment', BODY)
      .reply(200, '{"state":0}');
    const request = post(`${ORIGIN}/v1/payment`, { body: BODY, headers: { sign: 'abc' } });
    const response = await open(new KyHttpClient()).send(request);

    expect(Buffer.from(response.body).toString()).toBe('{"state":0}');
    expect(scope.isDone()).toBe(true);
  });

  test('does not match an interceptor that expects the same JSON in other bytes', async () => {
    nock(ORIGIN)
      .post('/v1/payment', JSON.stringify(JSON.parse(BODY)))
      .reply(200);
    const failure = await failureOf(open(new KyHttpClient()).send(post(`${ORIGIN}/v1/payment`, { body: BODY })));
    expect(failure).toMatchObject({ failure: 'failed', outcome: 'unknown' });
  });

  test('hands over a body as raw buffers, with the content type of the request and none of its own', async () => {
    const seen: { readonly body: Buffer; readonly contentType: unknown }[] = [];
    nock(ORIGIN)
      .post('/v1/payment')
      .times(2)
      .reply(function reply() {
        const { requestBodyBuffers, headers } = this.req as unknown as {
          readonly requestBodyBuffers: readonly Buffer[];
          readonly headers: Readonly<Record<string, unknown>>;
        };
        seen.push({ body: Buffer.concat(requestBodyBuffers), contentType: headers['content-type'] });
        return [200, ''];
      });
    const client = open(new KyHttpClient());
    await client.send(post(`${ORIGIN}/v1/payment`, { body: BODY, headers: {} }));
    await client.send(post(`${ORIGIN}/v1/payment`, { body: BODY }));

    expect(seen).toEqual([
      { body: Buffer.from(BODY), contentType: undefined },
      { body: Buffer.from(BODY), contentType: 'application/json' },
    ]);
  });

  test('returns any status once, refuses a redirect and an answer that is too long', async () => {
    const scope = nock(ORIGIN);
    scope
      .get('/v1/status')
      .reply(503, 'later')
      .get('/v1/moved')
      .reply(302, '', { location: `${ORIGIN}/v1/status` });
    scope.get('/v1/long').reply(200, 'x'.repeat(1_001));
    const client = open(new KyHttpClient({ maxResponseBytes: 1_000 }));

    expect(await client.send(get(`${ORIGIN}/v1/status`))).toMatchObject({ status: 503, body: Buffer.from('later') });
    expect(await failureOf(client.send(get(`${ORIGIN}/v1/moved`)))).toMatchObject({ failure: 'redirected' });
    expect(await failureOf(client.send(get(`${ORIGIN}/v1/long`)))).toMatchObject({ failure: 'answer_too_large' });
    expect(scope.isDone()).toBe(true);
  });

  test('claims nothing about a request that something else than our own connections carried', async () => {
    const client = open(new KyHttpClient());
    expect(await failureOf(client.send(get(`${ORIGIN}/v1/nobody`)))).toMatchObject({
      failure: 'failed',
      outcome: 'unknown',
    });
    nock(ORIGIN)
      .get('/v1/payment')
      .replyWithError(Object.assign(new Error('odd'), { code: 'ECONNREFUSED' }));
    expect(await failureOf(client.send(get(`${ORIGIN}/v1/payment`)))).toMatchObject({ outcome: 'unknown' });
  });

  test('ends at its deadline whatever carries the request', async () => {
    const clock = createFakeClock();
    const asked = new Promise<void>((resolve) => {
      nock(ORIGIN)
        .get('/v1/payment')
        .reply(() => new Promise(() => resolve()));
    });
    const failure = failureOf(open(new KyHttpClient({ clock })).send(get(`${ORIGIN}/v1/payment`)));
    await asked;
    await clock.advance(30_000);
    expect(await failure).toMatchObject({ failure: 'timeout', outcome: 'unknown' });
  });
});
