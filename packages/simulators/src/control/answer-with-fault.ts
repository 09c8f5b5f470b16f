import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { RequestFault, RequestFaultKind } from './fault.js';

/** The connection a request came in on, for faults below HTTP. */
export interface Connection {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
}

/** What the provider's own answers look like, for faults that imitate them. */
export interface FaultTexts {
  serverError(): string;
  rateLimited(): string;
  refusal(message: string): string;
  /** The same answer about something else; `replace` names members of the result. */
  wrongContent(body: string, replace: RequestFault['replace']): string;
}

/** Kinds that strike after the request took effect. */
const APPLIED_KINDS: ReadonlySet<RequestFaultKind> = new Set<RequestFaultKind>([
  'latency',
  'reset-after',
  'half-body',
  'stalled-body',
  'not-json',
  'empty-body',
  'oversized',
  'wrong-content',
]);

const NEEDS_ANSWER: ReadonlySet<RequestFaultKind> = new Set<RequestFaultKind>([
  'latency',
  'half-body',
  'stalled-body',
  'oversized',
  'wrong-content',
]);

/**
 * Answers a request that a fault meets.
 *
 * @param act - Lets the request take effect and makes the right answer.
 */
export async function answerWithFault(
  fault: RequestFault,
  act: () => Promise<Response>,
  connection: Connection,
  texts: FaultTexts,
): Promise<Response> {
  if (fault.delayMs !== undefined) await delay(fault.delayMs, undefined, { ref: false });
  // A kind that spoils the right answer cannot do without one.
  const applied = NEEDS_ANSWER.has(fault.kind) || (fault.applied ?? APPLIED_KINDS.has(fault.kind));
  const right = applied ? await act() : new Response(null);
  const body = await right.text();
  const headers = Object.fromEntries(right.headers);

  switch (fault.kind) {
    case 'latency':
      return new Response(body, { status: right.status, headers });
    case 'rate-limit':
      return json(texts.rateLimited(), fault.status ?? 429, {
        'retry-after': String(fault.retryAfterSeconds ?? 1),
      });
    case 'server-error':
      return json(texts.serverError(), fault.status ?? 500);
    case 'client-error':
      return new Response(null, { status: fault.status ?? 400 });
    case 'refusal':
      return json(texts.refusal(fault.message ?? 'Server error'), fault.status ?? 422);
    case 'reset-before':
    case 'reset-after':
      connection.incoming.socket.resetAndDestroy();
      return RESPONSE_ALREADY_SENT;
    case 'half-body':
      return cutInHalf(body, right.status, headers, connection);
    case 'stalled-body':
      connection.outgoing.writeHead(right.status, { ...headers, 'content-length': Buffer.byteLength(body) });
      connection.outgoing.flushHeaders();
      return RESPONSE_ALREADY_SENT;
    case 'not-json':
      return new Response('<!doctype html><title>Bad gateway</title><h1>Bad gateway</h1>', {
        status: fault.status ?? 200,
        headers: { 'content-type': 'text/html; charset=utf-8' },
      });
    case 'empty-body':
      return new Response(null, { status: fault.status ?? 200 });
    case 'redirect':
      return new Response(null, { status: fault.status ?? 302, headers: { location: fault.location ?? '/elsewhere' } });
    case 'oversized':
      // White space after a JSON text leaves it valid, so only its size is wrong.
      return new Response(body.padEnd(fault.bytes ?? 20_000_000, ' '), { status: right.status, headers });
    case 'wrong-content':
      return json(texts.wrongContent(body, fault.replace), right.status);
  }
}

function json(body: string, status: number, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(body, { status, headers: { 'content-type': 'application/json', ...headers } });
}

async function cutInHalf(
  body: string,
  status: number,
  headers: Readonly<Record<string, string>>,
  { outgoing }: Connection,
): Promise<Response> {
  const bytes = Buffer.from(body);
  outgoing.writeHead(status, { ...headers, 'content-length': bytes.length });
  await new Promise<void>((resolve) => {
    outgoing.write(bytes.subarray(0, bytes.length >> 1), () => {
      resolve();
    });
  });
  outgoing.destroy();
  return RESPONSE_ALREADY_SENT;
}
