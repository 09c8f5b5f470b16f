import { createServer } from 'node:net';
import { rootCertificates } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { answer } from './misbehaving-server.js';
import { type CreateClient, certificate, failureOf, fixture, open, post, serve } from './suite-tools.js';

const AUTHORITY = fixture('test-authority.pem');

export function describeTls(createClient: CreateClient): void {
  test('accepts a valid chain of an authority that it was told to trust', async () => {
    const server = await serve(answer(200, 'ok'), { tls: certificate('valid') });
    const client = open(createClient({ ca: AUTHORITY, connections: 1 }));
    expect(await client.send(post(server.origin))).toMatchObject({ status: 200, body: Buffer.from('ok') });
    await client.send(post(server.origin));
    expect(server.connections).toBe(1);
  });

  test('accepts authorities as text and as a list', async () => {
    const server = await serve(answer(200), { tls: certificate('valid') });
    const text = AUTHORITY.toString();
    for (const ca of [text, [...rootCertificates.slice(0, 1), text]]) {
      expect(await open(createClient({ ca })).send(post(server.origin))).toMatchObject({ status: 200 });
    }
  });

  test('refuses a certificate of an authority that it does not know', async () => {
    const server = await serve(answer(200), { tls: certificate('valid') });
    const failure = await failureOf(open(createClient()).send(post(server.origin)));
    expect(failure).toMatchObject({ failure: 'tls_refused', outcome: 'not_sent' });
    expect(server.requests).toHaveLength(0);
  });

  test.each([
    ['self-signed', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['expired', 'CERT_HAS_EXPIRED'],
    ['wrong-host', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ] as const)('refuses a certificate that is %s, before a byte of the request', async (name, code) => {
    const server = await serve(answer(200), { tls: certificate(name) });
    const failure = await failureOf(open(createClient({ ca: AUTHORITY })).send(post(server.origin)));
    expect(failure).toMatchObject({ failure: 'tls_refused', outcome: 'not_sent', cause: { code } });
    expect(server.requests).toHaveLength(0);
  });

  test('refuses a server that speaks no TLS newer than 1.1', async () => {
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    const server = await serve(answer(200), { tls: { ...certificate('valid'), ...old } });
    const failure = await failureOf(open(createClient({ ca: AUTHORITY })).send(post(server.origin)));
    expect(failure).toMatchObject({ failure: 'tls_refused', outcome: 'not_sent' });
  });

  test.each(['TLSv1.2', 'TLSv1.3'] as const)('speaks %s', async (version) => {
    const tls = { ...certificate('valid'), minVersion: version, maxVersion: version };
    const server = await serve(answer(200), { tls });
    expect(await open(createClient({ ca: AUTHORITY })).send(post(server.origin))).toMatchObject({ status: 200 });
  });

  test.each([
    ['speaks no TLS', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'tls_refused'],
    ['hangs up in the handshake', '', 'unreachable'],
  ])('says not_sent for a server that %s', async (_, bytes, failure) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end(bytes));
    });
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const port = (server.address() as { port: number }).port;
    const error = await failureOf(open(createClient()).send(post(`https://127.0.0.1:${String(port)}`)));
    expect(error).toMatchObject({ failure, outcome: 'not_sent' });
  });

  test('says unknown for a server that asks for a client certificate once TLS 1.3 is up', async () => {
    const tls = {
      ...certificate('valid'),
      requestCert: true,
      rejectUnauthorized: true,
      minVersion: 'TLSv1.3',
    } as const;
    const server = await serve(answer(200), { tls });
    const failure = await failureOf(open(createClient({ ca: AUTHORITY })).send(post(server.origin)));
    expect(failure).toMatchObject({ outcome: 'unknown' });
  });
}
