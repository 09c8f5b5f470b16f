import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { standardWebhook } from '@paymux/core';
import { createFakeClock, createScriptedHttpClient } from '@paymux/core/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { startSmtpServer } from '../../test/smtp-server.js';
import type { AlertMessage } from './alert.js';
import { chatChannel } from './chat-channel.js';
import { emailChannel } from './email-channel.js';
import { webhookChannel } from './webhook-channel.js';

const MESSAGE: AlertMessage = {
  id: 'alert_1',
  rule: 'review',
  type: 'needs_review',
  account: 'main',
  subject: 'payout po_1 (main/<salary>&42)',
  what: 'A payout needs review: mismatch.',
  toDo: 'look at the provider',
  at: new Date('2026-03-01T12:00:00Z'),
};
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const options = () => ({ signal: new AbortController().signal });

describe('the webhook channel', () => {
  test('posts JSON that the secret’s holder can verify', async () => {
    const clock = createFakeClock('2026-03-01T12:00:00Z');
    const received: { readonly headers: IncomingHttpHeaders; readonly body: Buffer }[] = [];
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        received.push({ headers: request.headers, body: Buffer.concat(chunks) });
        response.writeHead(204).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(
      () =>
        new Promise((resolve) => {
          server.closeAllConnections();
          server.close(() => {
            resolve();
          });
        }),
    );
    const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/alerts`;

    await webhookChannel({ id: 'hook', url, secret: SECRET, clock }).send(MESSAGE, options());

    const [request] = received;
    const headers = new Headers(Object.entries(request?.headers ?? {}).map(([name, value]) => [name, String(value)]));
    const opened = await standardWebhook({ secrets: SECRET, clock }).open({
      headers,
      body: request?.body ?? Buffer.of(),
    });
    expect(opened).toMatchObject({ ok: true, deduplicationKey: 'alert_1' });
    expect('payload' in opened && opened.payload).toEqual({ ...MESSAGE, at: '2026-03-01T12:00:00.000Z' });
  });

  test('takes any answer but 2xx for a failure', async () => {
    const httpClient = createScriptedHttpClient([{ status: 410 }]);
    const channel = webhookChannel({ id: 'hook', url: 'https://ops.example/a', secret: SECRET, httpClient });

    await expect(channel.send(MESSAGE, options())).rejects.toMatchObject({
      name: 'AlertNotDeliveredError',
      status: 410,
    });
  });

  test.for([
    ['http://ops.example/a', 'must use https:'],
    ['https://10.0.0.7/a', 'must be reachable from the internet'],
    ['https://user:pass@ops.example/a', 'must not contain a user name or password'],
  ])('does not take %s', ([url = '', message]) => {
    expect(() => webhookChannel({ id: 'a b', url, secret: 'short' })).toThrow(
      expect.objectContaining({
        problems: [
          expect.objectContaining({ path: 'id' }),
          { path: 'url', message },
          { path: 'secret', message: 'must be base64 of 24 to 64 bytes' },
        ],
      }),
    );
  });
});

test('the chat channel posts a text that names the record, what happened and what to do, and obeys nothing in it', async () => {
  const httpClient = createScriptedHttpClient([{ status: 200, body: 'ok' }]);

  await chatChannel({ id: 'chat', url: 'https://hooks.example/T1/B2', httpClient }).send(MESSAGE, options());

  const [request] = httpClient.requests;
  expect(request).toMatchObject({ method: 'POST', headers: { 'content-type': 'application/json' } });
  expect(JSON.parse(String(request?.body))).toEqual({
    text: 'A payout needs review: mismatch.\npayout po_1 (main/&lt;salary&gt;&amp;42)\nNext: look at the provider',
  });
});

describe('the e-mail channel', () => {
  test('sends plain text to every address', async () => {
    const { close, letters, port } = await startSmtpServer();
    closing.push(close);
    const server = { host: '127.0.0.1', port };
    const to = ['ops@shop.example', 'cfo@shop.example'];

    await emailChannel({ id: 'mail', from: 'paymux@shop.example', to, server }).send(MESSAGE, options());

    expect(letters).toMatchObject([{ from: 'paymux@shop.example', to }]);
    expect(letters[0]?.data).toContain('Subject: [paymux] A payout needs review: mismatch.');
    expect(letters[0]?.data).toContain('Message-ID: <alert_1@shop.example>');
    expect(letters[0]?.data).toContain('payout po_1 (main/<salary>&42)');
    expect(letters[0]?.data).toContain('Next: look at the provider');
  });

  test('fails where the server takes it for nobody', async () => {
    const { close, port } = await startSmtpServer(['ops@shop.example']);
    closing.push(close);
    const server = { host: '127.0.0.1', port };
    const channel = emailChannel({ id: 'mail', from: 'paymux@shop.example', to: ['ops@shop.example'], server });

    await expect(channel.send(MESSAGE, options())).rejects.toThrow();
  });

  test('writes no header that an id asks for', async () => {
    const { close, letters, port } = await startSmtpServer();
    closing.push(close);
    const server = { host: '127.0.0.1', port };
    const channel = emailChannel({ id: 'mail', from: 'paymux@shop.example', to: ['ops@shop.example'], server });

    await channel.send({ ...MESSAGE, what: 'trouble\r\nBcc: thief@evil.example' }, options());

    expect(letters[0]?.to).toEqual(['ops@shop.example']);
    expect(letters[0]?.data.split('\n\n')[0]).not.toMatch(/^Bcc:/mu);
  });

  test('names every problem at once', () => {
    const server = { host: '', port: 0, user: 'anna' };
    expect(() => emailChannel({ id: '', from: 'nobody', to: [], server })).toThrow(
      expect.objectContaining({
        problems: ['id', 'from', 'to', 'server.host', 'server.port', 'server'].map(
          (path) => expect.objectContaining({ path }) as unknown,
        ),
      }),
    );
  });
});
