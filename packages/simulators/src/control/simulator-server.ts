import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { answerWithFault, type FaultTexts } from './answer-with-fault.js';
import type { FaultPlan } from './fault.js';
import { refusalOfForeignRequest } from './loopback-guard.js';
import type { RequestLog } from './request-log.js';
import type { SimulatedClock } from './simulated-clock.js';

/** What a {@link startSimulatorServer} serves. */
export interface SimulatorServerOptions {
  readonly port: number;
  readonly host: string;
  readonly allowedHosts: readonly string[];
  readonly clock: SimulatedClock;
  readonly faults: FaultPlan;
  readonly requests: RequestLog;
  readonly faultTexts: FaultTexts;
  /** Texts for a path that answers in words of its own; `undefined` for the others. */
  readonly faultTextsFor?: ((path: string) => FaultTexts | undefined) | undefined;
  /** The provider's path that a request means, or `undefined` if it is for the pages or the control interface. */
  providerPath(method: string, path: string): string | undefined;
  /** Answers requests to the provider's interface. */
  answerProvider(request: Request): Promise<Response>;
  /** Answers requests to the pages and the control interface. */
  answerControl(request: Request): Promise<Response>;
}

/** A server that listens. */
export interface SimulatorServer {
  readonly baseUrl: string;
  close(): Promise<void>;
}

const LARGEST_BODY_BYTES = 1_000_000;

/**
 * Listens, records every request to the provider's interface, and lets faults strike there.
 *
 * @throws Error if the port is taken.
 */
export async function startSimulatorServer(options: SimulatorServerOptions): Promise<SimulatorServer> {
  const { faults, requests, clock } = options;

  async function answer(request: Request, incoming: IncomingMessage, outgoing: ServerResponse): Promise<Response> {
    const url = new URL(request.url);
    const path = options.providerPath(request.method, url.pathname);
    if (path === undefined) {
      const refusal = refusalOfForeignRequest(request.headers, options.allowedHosts);
      if (refusal !== undefined) return Response.json({ error: refusal }, { status: 403 });
      return options.answerControl(request);
    }

    if (Number(request.headers.get('content-length') ?? 0) > LARGEST_BODY_BYTES) {
      return new Response(null, { status: 413 });
    }
    const body = new Uint8Array(await request.arrayBuffer());
    const entry = requests.add({
      method: request.method,
      path: url.pathname,
      query: url.search.slice(1),
      headers: Object.fromEntries(request.headers),
      body,
      at: new Date(clock.now()).toISOString(),
    });
    const act = (): Promise<Response> =>
      options.answerProvider(
        new Request(new URL(path + url.search, url), {
          method: request.method,
          headers: request.headers,
          body: body.length > 0 ? body : null,
        }),
      );

    const fault = faults.forRequest(path, request.method);
    if (fault === undefined) {
      const response = await act();
      entry.answered(response.status);
      return response;
    }
    entry.metFault(fault.kind);
    const texts = options.faultTextsFor?.(path) ?? options.faultTexts;
    const response = await answerWithFault(fault, act, { incoming, outgoing }, texts);
    if (outgoing.headersSent) entry.answered(outgoing.statusCode);
    else if (!incoming.socket.destroyed) entry.answered(response.status);
    return response;
  }

  const listener = getRequestListener(
    // The server below speaks HTTP/1, whose messages these are.
    (request, { incoming, outgoing }) => answer(request, incoming as IncomingMessage, outgoing as ServerResponse),
    { overrideGlobalObjects: false },
  );
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  // A TCP server's address is always an AddressInfo once it listens.
  const { port } = server.address() as AddressInfo;
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;

  return {
    baseUrl: `http://${host}:${String(port)}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
