import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';

/** A request as it came in, byte for byte. */
export interface ReceivedRequest {
  /** The request line. */
  readonly line: string;
  /** The header lines as they were written, in order. */
  readonly headers: readonly string[];
  readonly body: Buffer;
  /** Which connection it came on, counted from 1. */
  readonly connection: number;
}

/** What the server does once it has read a whole request. */
export type Behaviour = (socket: Socket, request: ReceivedRequest) => void;

/** A server on loopback that does what a test tells it to, right or wrong. */
export interface MisbehavingServer {
  /** With the scheme and the port, without a trailing slash. */
  readonly origin: string;
  readonly port: number;
  readonly requests: readonly ReceivedRequest[];
  /** How many connections were opened so far, whether or not a request came on them. */
  readonly connections: number;
  /** How many connections are open now. */
  readonly open: number;
  /** Resolves once `count` requests have come in. */
  received(count: number): Promise<void>;
  /** Resolves once no connection is open. */
  abandoned(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a server. With `tls` it speaks HTTPS. */
export async function startMisbehavingServer(
  behave: Behaviour,
  options: { readonly tls?: TlsOptions; readonly host?: string } = {},
): Promise<MisbehavingServer> {
  const sockets = new Set<Socket>();
  const requests: ReceivedRequest[] = [];
  const watchers: { readonly count: number; readonly notify: () => void }[] = [];
  const leavers: (() => void)[] = [];
  let connections = 0;

  function accept(socket: Socket): void {
    connections += 1;
    const connection = connections;
    let unread: Buffer = Buffer.alloc(0);
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      unread = Buffer.concat([unread, chunk]);
      for (let next = readRequest(unread); next !== undefined; next = readRequest(unread)) {
        unread = unread.subarray(next.length);
        const request = { ...next.request, connection };
        requests.push(request);
        behave(socket, request);
        for (const { count, notify } of watchers) if (requests.length >= count) notify();
      }
    });
  }

  const server =
    options.tls === undefined
      ? createTcpServer(accept)
      : createTlsServer(options.tls, accept).on('tlsClientError', ignore);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => {
      sockets.delete(socket);
      if (sockets.size === 0) for (const notify of leavers.splice(0)) notify();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, options.host ?? '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    origin: `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${String(port)}`,
    port,
    requests,
    get connections() {
      return connections;
    },
    get open() {
      return sockets.size;
    },
    received: (count) =>
      requests.length >= count
        ? Promise.resolve()
        : new Promise((notify) => {
            watchers.push({ count, notify });
          }),
    abandoned: () =>
      sockets.size === 0
        ? Promise.resolve()
        : new Promise((notify) => {
            leavers.push(notify);
          }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Answers with these bytes and keeps the connection. Text is written as UTF-8. */
export function write(...parts: readonly (string | Uint8Array)[]): Behaviour {
  return (socket) => {
    for (const part of parts) socket.write(part);
  };
}

/** An answer with a right `content-length`. */
export function answer(status: number, body: string | Uint8Array = '', headers: readonly string[] = []): Behaviour {
  const bytes = Buffer.from(body);
  return write(head(status, [...headers, `content-length: ${String(bytes.byteLength)}`]), bytes);
}

/** A status line and headers. */
export function head(status: number, headers: readonly string[]): string {
  return [`HTTP/1.1 ${String(status)} Whatever`, ...headers, '', ''].join('\r\n');
}

/** Resets the connection, after writing some bytes if there are any. */
export function resetAfter(bytes = ''): Behaviour {
  return (socket) => {
    if (bytes === '') socket.resetAndDestroy();
    // A reset overtakes bytes that the peer has not read yet, so it waits until they are out.
    else socket.write(bytes, () => setImmediate(() => socket.resetAndDestroy()));
  };
}

/** Writes some bytes and ends the connection properly. */
export function endAfter(bytes: string): Behaviour {
  return (socket) => {
    socket.end(bytes);
  };
}

/** Never answers. */
export const stall: Behaviour = () => undefined;

/** Does one thing after another, one request each; the last one for all that follow. */
export function inTurn(...behaviours: readonly Behaviour[]): Behaviour {
  let calls = 0;
  return (socket, request) => {
    const behave = behaviours[Math.min(calls, behaviours.length - 1)] ?? stall;
    calls += 1;
    behave(socket, request);
  };
}

function readRequest(
  bytes: Buffer,
): { readonly request: Omit<ReceivedRequest, 'connection'>; readonly length: number } | undefined {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd === -1) return undefined;
  const [line = '', ...headers] = bytes.toString('latin1', 0, headEnd).split('\r\n');
  const announced = headers.find((header) => /^content-length:/i.test(header));
  const length = headEnd + 4 + Number(announced?.split(':')[1] ?? 0);
  if (bytes.byteLength < length) return undefined;
  return { request: { line, headers, body: Buffer.from(bytes.subarray(headEnd + 4, length)) }, length };
}

function ignore(): void {
  // The client refused the certificate, which is what the test is about.
}
