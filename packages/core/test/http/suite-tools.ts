import { readFileSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import { TransportError } from '../../src/errors/transport-error.js';
import type { HttpClient, HttpRequest } from '../../src/http/http-client.js';
import type { HttpClientOptions } from '../../src/http/http-client-options.js';
import { type Behaviour, type MisbehavingServer, startMisbehavingServer } from './misbehaving-server.js';

/** Makes the client under test. */
export type CreateClient = (options?: HttpClientOptions) => Required<HttpClient>;

/** A certificate and its key from the fixtures, as a server takes them. */
export function certificate(name: 'valid' | 'expired' | 'wrong-host' | 'self-signed'): { cert: Buffer; key: Buffer } {
  return { cert: fixture(`test-only-${name}.pem`), key: fixture(`test-only-${name}.key.pem`) };
}

/** A file of the fixtures. */
export function fixture(name: string): Buffer {
  return readFileSync(new URL(`./fixtures/${name}`, import.meta.url));
}

/** A server that is closed when the test is over. */
export async function serve(
  behave: Behaviour,
  options?: Parameters<typeof startMisbehavingServer>[1],
): Promise<MisbehavingServer> {
  const server = await startMisbehavingServer(behave, options);
  onTestFinished(() => server.close());
  return server;
}

/** A client that is closed when the test is over. */
export function open(client: Required<HttpClient>): Required<HttpClient> {
  onTestFinished(() => client.close());
  return client;
}

/** A request with every field filled in. */
export function post(url: string, fields: Partial<HttpRequest> = {}): HttpRequest {
  return {
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json' },
    body: '{}',
    timeoutMs: 30_000,
    ...fields,
  };
}

/** A look-up. */
export function get(url: string, fields: Partial<HttpRequest> = {}): HttpRequest {
  return { method: 'GET', url, headers: {}, timeoutMs: 30_000, ...fields };
}

/** The error that a call ended with, and a failure of the test if it did not. Nobody else need watch the promise. */
export async function failureOf(call: Promise<unknown>): Promise<TransportError> {
  const result = await call.then(
    () => new Error('The call brought an answer.'),
    (error: unknown) => error,
  );
  if (result instanceof TransportError) return result;
  throw new Error('The call did not end with a TransportError.', { cause: result });
}

/** A promise and the function that fulfils it. */
export function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
