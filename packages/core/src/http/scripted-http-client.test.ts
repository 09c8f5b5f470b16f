import { describe, expect, test } from 'vitest';
import { TransportError } from '../errors/transport-error.js';
import type { HttpRequest } from './http-client.js';
import { createScriptedHttpClient } from './scripted-http-client.js';

const REQUEST: HttpRequest = {
  method: 'POST',
  url: 'https://gateway.example/v1/payment?key=abc',
  headers: { 'content-type': 'application/json' },
  body: '{"a":1}',
  timeoutMs: 1000,
};

const text = (body: Uint8Array) => new TextDecoder().decode(body);

describe('a scripted HTTP client', () => {
  test('answers call after call with the steps of its script and keeps the requests', async () => {
    const client = createScriptedHttpClient([
      { status: 200, headers: { 'X-Request-Id': 'one' }, body: 'first' },
      { status: 404 },
    ]);
    expect(client.remaining).toBe(2);
    const first = await client.send(REQUEST);
    const second = await client.send({ ...REQUEST, method: 'GET' });
    expect([first.status, first.headers.get('x-request-id'), text(first.body)]).toEqual([200, 'one', 'first']);
    expect([second.status, second.body.byteLength]).toEqual([404, 0]);
    expect(client.requests.map(({ method }) => method)).toEqual(['POST', 'GET']);
    expect(client.remaining).toBe(0);
  });

  test('answers bytes unchanged and objects as JSON', async () => {
    const bytes = new Uint8Array([0, 255, 10]);
    const client = createScriptedHttpClient([
      { status: 200, body: bytes },
      { status: 200, body: { state: 0 } },
    ]);
    expect((await client.send(REQUEST)).body).toEqual(bytes);
    const json = await client.send(REQUEST);
    expect(text(json.body)).toBe('{"state":0}');
    expect(json.headers.get('content-type')).toBe('application/json');
  });

  test('throws the errors of its script unchanged', async () => {
    const lost = new TransportError('connection_lost');
    const client = createScriptedHttpClient([lost, () => lost]);
    await expect(client.send(REQUEST)).rejects.toBe(lost);
    await expect(client.send(REQUEST)).rejects.toBe(lost);
  });

  test('lets a step decide by the request it was sent', async () => {
    const client = createScriptedHttpClient([
      (request) => ({ status: 200, body: `${request.method} ${String(request.body)}` }),
    ]);
    expect(text((await client.send(REQUEST)).body)).toBe('POST {"a":1}');
  });

  test('says which call came after the end of the script, without its query', async () => {
    const client = createScriptedHttpClient([]);
    await expect(client.send(REQUEST)).rejects.toThrow('The script ends after 0 calls; POST /v1/payment is call 1.');
  });

  test('sends nothing on a signal that is aborted already', async () => {
    const client = createScriptedHttpClient([{ status: 200 }]);
    const sending = client.send({ ...REQUEST, signal: AbortSignal.abort() });
    await expect(sending).rejects.toMatchObject({ failure: 'aborted_before_dispatch', outcome: 'not_sent' });
    expect(client.requests).toEqual([]);
    expect(client.remaining).toBe(1);
  });
});
