import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type RecordedRequest, RequestLog } from '../control/request-log.js';
import { parseJsonText } from '../json/json-text.js';
import { withMeanings } from './placeholders.js';
import { readRecordings } from './read-recordings.js';
import type { Recording } from './recorded-exchange.js';
import { type FoundRecording, type NearRecording, ReplayBook } from './replay-book.js';

/** Options of {@link startReplaySimulator}. */
export interface ReplaySimulatorOptions {
  /** The folder that `paymux capture` wrote; a path, or a `file:` URL. */
  readonly fixtures: string | URL;
  /** 0, the default, takes a free one. */
  readonly port?: number | undefined;
  /** Default: `127.0.0.1`. */
  readonly host?: string | undefined;
}

/** A provider that answers as it was recorded. */
export interface ReplaySimulator {
  /** Where it listens, without a slash at the end. */
  readonly baseUrl: string;
  readonly control: {
    /** Every request since the start, oldest first, the unrecorded ones with the answer 501 among them. */
    requests(): readonly RecordedRequest[];
    /** The deliveries of webhooks that were recorded, oldest first. Nothing sends them. */
    webhooks(): readonly Recording[];
  };
  close(): Promise<void>;
}

/**
 * Answers as a provider was recorded by `paymux capture`.
 *
 * A request is a recorded one if method, path, query and body are the same, where
 * a placeholder stands for anything. What placeholders of the request stand for
 * is put in their place in the answer. Several recordings of one request are
 * answered in their order, and the last one repeats. Any other request is
 * answered with 501 and the nearest recordings; so is one whose answer was not
 * recorded as text.
 *
 * @throws {@link UnreadableRecordingsError} The folder holds nothing to replay; every problem is named.
 * @throws Error if the port is taken.
 */
export async function startReplaySimulator({
  fixtures,
  port = 0,
  host = '127.0.0.1',
}: ReplaySimulatorOptions): Promise<ReplaySimulator> {
  const recordings = readRecordings(fixtures);
  const book = new ReplayBook(recordings);
  const requests = new RequestLog();

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Uint8Array);
    const body = new Uint8Array(Buffer.concat(chunks));
    const { method = '', url = '/' } = incoming;
    const [path = '/', ...query] = url.split('?');
    const request = { method, path, query: query.join('?'), body };
    const headers = Object.entries(incoming.headersDistinct).map(([name, values]) => [name, values?.join(', ') ?? '']);
    const entry = requests.add({
      ...request,
      headers: Object.fromEntries(headers) as Record<string, string>,
      at: new Date().toISOString(),
    });
    const status = reply(outgoing, book.find(request));
    if (status !== undefined) entry.answered(status);
  }

  const server = createServer((incoming, outgoing) => {
    // A caller that goes away before its request is whole needs no answer.
    answer(incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  // A TCP server's address is always an AddressInfo once it listens.
  const address = server.address() as AddressInfo;

  return {
    baseUrl: `http://${host.includes(':') ? `[${host}]` : host}:${String(address.port)}`,
    control: {
      requests: () => requests.requests(),
      webhooks: () => recordings.filter(({ kind }) => kind === 'webhook'),
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** Answers, and says with which status; `undefined` if the connection is cut, as it was when recorded. */
function reply(outgoing: ServerResponse, found: FoundRecording | readonly NearRecording[]): number | undefined {
  if (!('recording' in found)) {
    return refuse(outgoing, 'Not recorded', 'No recording is of this request.', { nearest: found });
  }
  const { file, failure, response } = found.recording;
  if (failure === 'unreachable')
    return send(outgoing, 502, { 'content-type': 'text/plain' }, 'The provider did not answer.');
  if (response === undefined) {
    outgoing.destroy();
    return undefined;
  }
  const { body, headers, status } = response;
  if (typeof body !== 'string') {
    const detail = `Of the answer in ${file} only length and hash were recorded (${body.because}).`;
    return refuse(outgoing, 'Answer not recorded', detail, { nearest: [] });
  }
  const kind = parseJsonText(body) === undefined ? 'text' : 'json';
  return send(outgoing, status, headers, withMeanings(body, found.meanings, kind));
}

function refuse(outgoing: ServerResponse, title: string, detail: string, more: object): number {
  const problem = JSON.stringify({ type: 'about:blank', title, status: 501, detail, ...more }, undefined, 2);
  return send(outgoing, 501, { 'content-type': 'application/problem+json' }, problem);
}

function send(
  outgoing: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string | readonly string[]>>,
  text: string,
): number {
  const body = Buffer.from(text);
  for (const [name, value] of Object.entries(headers)) outgoing.setHeader(name, value);
  if (status !== 204 && status !== 304) outgoing.setHeader('content-length', body.length);
  outgoing.writeHead(status);
  outgoing.end(body);
  return status;
}
