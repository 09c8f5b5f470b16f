import { describe, expect, test } from 'vitest';
import { answer, endAfter, head, inTurn } from './misbehaving-server.js';
import { type CreateClient, failureOf, get, open, post, serve } from './suite-tools.js';

const PUBLIC_ADDRESS = '93.184.215.14';

export function describeOwnRules(createClient: CreateClient): void {
  describe('where requests go', () => {
    test.each([
      'http://gateway.example/v1',
      'ftp://gateway.example/v1',
      'gateway.example/v1',
      'https://user:password@gateway.example/v1',
      'https://169.254.169.254/latest/meta-data',
      'https://0xa9fea9fe/',
      'https://10.0.0.1/v1',
      'https://[::ffff:10.0.0.1]/v1',
      'https://intranet/v1',
      'https://payments.internal/v1',
      'https://0/',
    ])('refuses %s without asking a resolver', async (url) => {
      const resolve = () => Promise.reject(new Error('A resolver was asked.'));
      const failure = await failureOf(open(createClient({ resolve })).send(post(url)));
      expect(failure).toMatchObject({ failure: 'address_refused', outcome: 'not_sent' });
    });

    test.each([
      [['10.0.0.1']],
      [['127.0.0.1']],
      [['::1']],
      [['169.254.169.254']],
      [['::ffff:192.168.1.1']],
      [['fd12::1']],
      [['not an address']],
      [[PUBLIC_ADDRESS, '10.0.0.1']],
      [['10.0.0.1', PUBLIC_ADDRESS]],
    ])('refuses a name that resolves to %j', async (addresses) => {
      const client = open(createClient({ resolve: () => Promise.resolve(addresses) }));
      const failure = await failureOf(client.send(post('https://gateway.example/v1')));
      expect(failure).toMatchObject({ failure: 'address_refused', outcome: 'not_sent' });
    });

    test('refuses localhost when it resolves to another machine', async () => {
      const client = open(createClient({ resolve: () => Promise.resolve([PUBLIC_ADDRESS]) }));
      const failure = await failureOf(client.send(post('https://localhost/v1')));
      expect(failure).toMatchObject({ failure: 'address_refused', outcome: 'not_sent' });
    });

    test('connects to the very address that was checked, however the name resolves a moment later', async () => {
      const server = await serve(inTurn(endAfter(head(200, ['content-length: 0', 'connection: close'])), answer(200)));
      const asked: string[] = [];
      const resolve = (name: string) => {
        asked.push(name);
        return Promise.resolve([asked.length % 2 === 1 ? '127.0.0.1' : '10.0.0.1']);
      };
      const client = open(createClient({ resolve }));
      const url = `http://simulator.localhost:${String(server.port)}/v1`;

      expect(await client.send(get(url))).toMatchObject({ status: 200 });
      expect(asked).toEqual(['simulator.localhost']);
      expect(await failureOf(client.send(get(url)))).toMatchObject({ failure: 'address_refused', outcome: 'not_sent' });
      expect(asked).toHaveLength(2);
      expect(await client.send(get(url))).toMatchObject({ status: 200 });
      expect(server.requests).toHaveLength(2);
    });

    test('reaches a name on a private network, and plain http, where the caller chose so', async () => {
      const server = await serve(answer(200));
      const choice = {
        allowPrivateNetwork: true,
        allowInsecureHttp: true,
        resolve: () => Promise.resolve(['127.0.0.1']),
      };
      const url = `http://payments.internal:${String(server.port)}`;
      expect(await open(createClient(choice)).send(get(url))).toMatchObject({ status: 200 });
      expect(server.requests[0]?.headers).toContain(`host: payments.internal:${String(server.port)}`);
    });

    test('reaches no metadata service, whatever the caller chose', async () => {
      const choice = { allowPrivateNetwork: true, allowInsecureHttp: true };
      const resolve = () => Promise.resolve(['169.254.169.254']);
      const client = open(createClient({ ...choice, resolve }));
      for (const url of ['http://169.254.169.254/', 'http://metadata.google.internal/']) {
        expect(await failureOf(client.send(get(url)))).toMatchObject({
          failure: 'address_refused',
          outcome: 'not_sent',
        });
      }
    });

    test('reaches the loopback address of IPv6', async () => {
      const server = await serve(answer(200), { host: '::1' });
      expect(await open(createClient()).send(get(`http://[::1]:${String(server.port)}`))).toMatchObject({
        status: 200,
      });
    });
  });

  describe('what requests hold', () => {
    test.each([
      ['a line break in a value', { 'x-reference': 'a\r\nsign: forged' }],
      ['a carriage return in a value', { 'x-reference': 'a\rb' }],
      ['a line feed in a value', { 'x-reference': 'a\nb' }],
      ['a NUL in a value', { 'x-reference': 'a\u0000b' }],
      ['a character beyond Latin-1 in a value', { 'x-reference': '\u0416' }],
      ['a line break in a name', { 'x-reference\r\nsign': 'a' }],
      ['a NUL in a name', { 'x\u0000': 'a' }],
      ['a space in a name', { 'x reference': 'a' }],
      ['an empty name', { '': 'a' }],
      ['the same name in two cases', { sign: 'a', Sign: 'b' }],
      ['a host of its own', { Host: 'elsewhere.example' }],
      ['a length of its own', { 'content-length': '1' }],
      ['a framing of its own', { 'Transfer-Encoding': 'chunked' }],
    ])('refuses %s before anything is sent', async (_, headers) => {
      const server = await serve(answer(200));
      const failure = await failureOf(open(createClient()).send(post(server.origin, { headers })));
      expect(failure).toMatchObject({ failure: 'request_refused', outcome: 'not_sent' });
      expect(server.connections).toBe(0);
    });

    test('refuses a GET with a body', async () => {
      const server = await serve(answer(200));
      const failure = await failureOf(open(createClient()).send(get(server.origin, { body: '{}' })));
      expect(failure).toMatchObject({ failure: 'request_refused', outcome: 'not_sent' });
      expect(server.connections).toBe(0);
    });
  });
}
