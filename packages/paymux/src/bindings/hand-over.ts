import type { IncomingMessage } from 'node:http';
import { MisconfiguredError } from '@paymux/core';
import type { BodyLimits, FetchHandler, ReadBody, WebhookDelivery } from '@paymux/orchestration';

/** A request of Node.js, with what frameworks add to it. */
export type NodeRequest = IncomingMessage & {
  /** The whole path and query, where `url` is shortened below a prefix. */
  readonly originalUrl?: string | undefined;
  /** What a body parser made of the body. Only bytes are looked at. */
  readonly body?: unknown;
  /** The body's bytes, where a body parser kept them. */
  readonly rawBody?: unknown;
};

/**
 * Hands a request of Node.js to a handler, and lets go of what the handler leaves of the body: whoever answers
 * next may wait for its end.
 *
 * @throws {@link MisconfiguredError} A body parser took the body and kept no bytes.
 * @throws Whatever the handler throws.
 */
export async function handOver(incoming: NodeRequest, handler: FetchHandler): Promise<Response> {
  const request = toRequest(incoming);
  try {
    return await handler(request);
  } finally {
    // It fails where the handler reads the body: then the handler has let go of it.
    request.body?.cancel().catch(() => undefined);
  }
}

/**
 * A request of Node.js as a fetch-standard one. Header fields that were sent more than once are joined, as
 * the standard has it, so none of them is lost. Of the body, nothing is read before somebody asks for it.
 */
function toRequest(incoming: NodeRequest): Request {
  const { headers, method, url } = headOf(incoming);
  const body = method === 'GET' || method === 'HEAD' ? null : bodyOf(incoming);
  // The type of a request's options does not know `duplex` yet, which a stream needs.
  const options = { method, headers, body: body === incoming ? streamOf(incoming) : body, duplex: 'half' };
  return new Request(url, options as RequestInit);
}

/**
 * The same request for a handler that needs none of the standard's objects but its headers.
 *
 * @throws {@link MisconfiguredError} A body parser took the body and kept no bytes.
 */
export function toDelivery(incoming: NodeRequest): WebhookDelivery {
  const head = headOf(incoming);
  const body = head.method === 'GET' || head.method === 'HEAD' ? NO_BYTES : bodyOf(incoming);
  return {
    ...head,
    readBody: (limits) => (body === incoming ? readIncoming(incoming, limits) : readKept(body as Uint8Array, limits)),
  };
}

const NO_BYTES = new Uint8Array();

function headOf(incoming: NodeRequest): Pick<WebhookDelivery, 'headers' | 'method' | 'url'> {
  const { rawHeaders } = incoming;
  // The standard has no `TRACE`. It is turned away like any other method that has no meaning here.
  const method = incoming.method === 'TRACE' ? 'OPTIONS' : (incoming.method ?? 'GET');
  const url = incoming.originalUrl ?? incoming.url ?? '/';
  const headers = new Headers();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    // Those of HTTP/2 that begin with a colon are no headers.
    if (!name.startsWith(':')) headers.append(name, rawHeaders[index + 1] ?? '');
  }
  // Only the path counts, and a request may say anything about its host.
  return { headers, method, url: `http://localhost${url.startsWith('/') ? url : '/'}` };
}

/** The bytes that were kept, or the request itself, of which nothing was read. */
function bodyOf(incoming: NodeRequest): Uint8Array | NodeRequest {
  const bytes = [incoming.rawBody, incoming.body].find((kept) => kept instanceof Uint8Array);
  if (bytes !== undefined) return bytes;
  if (!incoming.readableDidRead && incoming.readableEncoding === null) return incoming;
  throw new MisconfiguredError('the web server', [
    {
      path: 'body parser',
      message:
        'has read a webhook before it could be verified, and what was parsed cannot be: ' +
        'register the webhooks before the parser, or give them bytes, as express.raw({ type: () => true }) does',
    },
  ]);
}

/**
 * One piece at a time, each when it is asked for: the sender waits meanwhile. `Readable.toWeb` may hold
 * thousands of them. Whoever stops reading leaves the connection open for the answer.
 */
function streamOf(incoming: IncomingMessage): ReadableStream<Uint8Array> {
  let stop = (): void => undefined;
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const onData = (piece: Uint8Array): void => {
          incoming.pause();
          controller.enqueue(piece);
        };
        const onEnd = (): void => {
          stop();
          controller.close();
        };
        const onBroken = (): void => {
          stop();
          controller.error(new Error('The connection was closed before the body had come.'));
        };
        stop = () => {
          // The listener for errors stays: an error that nobody hears ends the process.
          incoming.off('data', onData).off('end', onEnd).off('close', onBroken);
        };
        incoming.pause();
        incoming.on('data', onData).once('end', onEnd).once('close', onBroken).on('error', onBroken);
        if (incoming.destroyed) onBroken();
      },
      pull() {
        incoming.resume();
      },
      cancel() {
        stop();
        incoming.pause();
      },
    },
    { highWaterMark: 0 },
  );
}

function readKept(body: Uint8Array, { maxBytes }: BodyLimits): Promise<ReadBody> {
  return Promise.resolve(
    body.byteLength > maxBytes ? { ok: false, reason: 'too_large' } : { ok: true, body: Buffer.from(body) },
  );
}

/** Reads a body as bytes, and stops at the first byte or millisecond too many. */
function readIncoming(incoming: IncomingMessage, { clock, maxBytes, timeoutMs }: BodyLimits): Promise<ReadBody> {
  if (Number(incoming.headers['content-length'] ?? '0') > maxBytes) {
    return Promise.resolve({ ok: false, reason: 'too_large' });
  }
  return new Promise((resolve) => {
    const pieces: Uint8Array[] = [];
    let bytes = 0;
    let timer: AbortController | undefined;
    let isOver = false;
    const end = (result: ReadBody): void => {
      if (isOver) return;
      isOver = true;
      timer?.abort();
      // The listener for errors stays: an error that nobody hears ends the process.
      incoming.off('data', onData).off('end', onEnd).off('close', onBroken);
      incoming.pause();
      resolve(result);
    };
    const onData = (piece: Uint8Array): void => {
      bytes += piece.byteLength;
      if (bytes > maxBytes) end({ ok: false, reason: 'too_large' });
      else pieces.push(piece);
    };
    const onEnd = (): void => {
      end({ ok: true, body: Buffer.concat(pieces, bytes) });
    };
    const onBroken = (): void => {
      end({ ok: false, reason: 'broken' });
    };
    incoming.on('data', onData).once('end', onEnd).once('close', onBroken).on('error', onBroken);
    if (incoming.destroyed) onBroken();
    // Most bodies come together with their head, and nothing has to be waited for.
    setImmediate(() => {
      if (isOver) return;
      timer = new AbortController();
      clock.sleep(timeoutMs, timer.signal).then(
        () => {
          end({ ok: false, reason: 'too_slow' });
        },
        () => undefined,
      );
    });
  });
}
