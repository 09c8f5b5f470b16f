import { createServer, request as requestHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { RecordedExchange } from '@paymux/simulators';
import { CapturedMessage, PassingBody } from './captured-message.js';
import type { Redactor } from './redactor.js';

/** Options of {@link startCapturingProxy}. */
export interface CapturingProxyOptions {
  /** The provider; calls are sent to its path with theirs behind it. */
  readonly target: URL;
  readonly port: number;
  /** Where deliveries of webhooks go. */
  readonly webhooksTo?: URL | undefined;
  /** The path of the proxy that takes them. */
  readonly webhooksPath: string;
  readonly redactor: Redactor;
  /** A request came in. Answers with what takes its exchange, without secrets, once it is over. */
  readonly begin: () => (exchange: RecordedExchange) => void;
}

/** A proxy that listens. */
export interface CapturingProxy {
  readonly baseUrl: string;
  /** Breaks what is under way, which is recorded as such, and stops listening. */
  close(): Promise<void>;
}

interface Destination {
  readonly kind: RecordedExchange['kind'];
  readonly url: URL;
  /** Path and query to ask for, to the letter. */
  readonly path: string;
}

const HOP_BY_HOP: ReadonlySet<string> = new Set([
  ...['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection'],
  ...['te', 'trailer', 'transfer-encoding', 'upgrade'],
]);

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;

/**
 * Listens on 127.0.0.1, forwards what comes byte for byte, and hands on what was
 * said with every secret and personal datum replaced.
 *
 * Upstream is asked for answers that are not compressed. If it cannot be reached
 * the caller gets 502.
 *
 * @throws Error if the port is taken.
 */
export async function startCapturingProxy(options: CapturingProxyOptions): Promise<CapturingProxy> {
  const underWay = new Set<Promise<void>>();
  const server = createServer((incoming, outgoing) => {
    const destination = destinationOf(incoming, options);
    if (typeof destination === 'string') {
      refuse(outgoing, 403, destination);
      return;
    }
    const exchange = forward(incoming, outgoing, destination, options).finally(() => underWay.delete(exchange));
    underWay.add(exchange);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  // A TCP server's address is always an AddressInfo once it listens.
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${String(port)}`,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await Promise.all(underWay);
    },
  };
}

/** Where a request goes, or why it goes nowhere. */
function destinationOf(
  { headers, url = '' }: IncomingMessage,
  { target, webhooksPath, webhooksTo }: CapturingProxyOptions,
): Destination | string {
  if (!url.startsWith('/')) return 'This is no general proxy: ask for a path.';
  const [path = '', ...query] = url.split('?');
  const search = query.length === 0 ? '' : `?${query.join('?')}`;
  if (webhooksTo !== undefined && path === webhooksPath) {
    const joined = webhooksTo.search === '' ? search : webhooksTo.search + search.replace('?', '&');
    return { kind: 'webhook', url: webhooksTo, path: webhooksTo.pathname + joined };
  }
  // A web page must not reach the provider through this machine under a name of its own.
  if (!LOOPBACK.test(headers.host ?? '')) return 'Calls are taken under a loopback name only.';
  return { kind: 'call', url: target, path: target.pathname.replace(/\/$/, '') + url };
}

/** Resolves when the exchange is over and handed on, however it ended. */
function forward(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  destination: Destination,
  { begin, redactor }: CapturingProxyOptions,
): Promise<void> {
  const record = begin();
  const recordedAt = new Date().toISOString();
  const sent = new PassingBody();
  const received = new PassingBody();

  return new Promise((resolve) => {
    let isOver = false;
    const end = (failure: RecordedExchange['failure'], answer?: IncomingMessage): void => {
      if (isOver) return;
      isOver = true;
      const question = new CapturedMessage(incoming, sent);
      const said = answer === undefined ? undefined : new CapturedMessage(answer, received);
      const [path = '/', ...query] = (destination.kind === 'webhook' ? destination.path : (incoming.url ?? '/')).split(
        '?',
      );
      // Everything becomes known before anything is written, so that a path cannot show what a header hides.
      redactor.learn(query.join('?'), 'form');
      question.learn(redactor);
      said?.learn(redactor);
      record({
        kind: destination.kind,
        recordedAt,
        request: {
          method: incoming.method ?? 'GET',
          path: redactor.redactPath(path),
          query: redactor.redact(query.join('?'), 'form'),
          headers: question.headers(redactor),
          body: question.body(redactor),
        },
        ...(said === undefined || answer?.statusCode === undefined
          ? { failure: failure ?? 'cut' }
          : { response: { status: answer.statusCode, headers: said.headers(redactor), body: said.body(redactor) } }),
      });
      resolve();
    };

    const { url } = destination;
    const upstream = (url.protocol === 'https:' ? requestHttps : requestHttp)({
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port,
      method: incoming.method,
      path: destination.path,
      headers: forwardedHeaders(incoming, url),
      agent: false,
    });

    upstream.once('response', (answer) => {
      answer.on('data', (chunk: Buffer) => {
        if (!isOver) received.add(chunk);
      });
      answer.once('end', () => {
        end(undefined, answer);
      });
      answer.once('close', () => {
        if (answer.complete) return;
        end('cut');
        outgoing.destroy();
      });
      outgoing.writeHead(answer.statusCode ?? 502, answer.statusMessage, endToEnd(answer));
      answer.pipe(outgoing);
    });
    upstream.on('error', () => {
      if (!outgoing.headersSent) refuse(outgoing, 502, `${url.host} did not answer.`);
      end('unreachable');
    });
    outgoing.once('close', () => {
      if (outgoing.writableFinished) return;
      end('abandoned');
      upstream.destroy();
    });
    incoming.on('data', (chunk: Buffer) => {
      if (!isOver) sent.add(chunk);
    });
    incoming.pipe(upstream);
  });
}

function forwardedHeaders(incoming: IncomingMessage, url: URL): string[] {
  const kept = endToEnd(incoming, new Set(['host', 'accept-encoding', 'expect']));
  const isChunked = incoming.headers['transfer-encoding'] !== undefined;
  return [
    'Host',
    url.host,
    ...kept,
    'Accept-Encoding',
    'identity',
    ...(isChunked ? ['Transfer-Encoding', 'chunked'] : []),
  ];
}

/** Headers as they were spelled, without those that are for one connection. */
function endToEnd({ headers, rawHeaders }: IncomingMessage, without: ReadonlySet<string> = new Set()): string[] {
  const ofConnection = new Set(headers.connection?.toLowerCase().split(/\s*,\s*/));
  return rawHeaders.flatMap((text, index) => {
    if (index % 2 === 1) return [];
    const name = text.toLowerCase();
    if (HOP_BY_HOP.has(name) || ofConnection.has(name) || without.has(name)) return [];
    return [text, rawHeaders[index + 1] ?? ''];
  });
}

function refuse(outgoing: ServerResponse, status: number, message: string): void {
  outgoing.writeHead(status, { 'content-type': 'text/plain', connection: 'close' });
  outgoing.end(`${message}\n`);
}
