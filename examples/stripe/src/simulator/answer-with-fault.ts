import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Refusal } from './refusal.js';

/** What goes wrong with an answer. */
export type StripeFaultKind =
  | 'rate-limit'
  | 'server-error'
  | 'client-error'
  | 'refusal'
  | 'reset-before'
  | 'reset-after'
  | 'half-body'
  | 'stalled-body'
  | 'latency'
  | 'not-json'
  | 'empty-body'
  | 'redirect'
  | 'oversized'
  | 'wrong-content';

/** Something that goes wrong with the answers to some requests. */
export interface StripeFault {
  readonly kind: StripeFaultKind;
  readonly method?: string | undefined;
  /** `{id}` stands for any one segment. Absent: every path. */
  readonly path?: string | undefined;
  /** How many requests it meets. @defaultValue `1` */
  readonly times?: number | undefined;
  /** Whether the request takes effect first, where the kind leaves that open. */
  readonly applied?: boolean | undefined;
  readonly status?: number | undefined;
  /** For `refusal`: the code, or `api_error`. */
  readonly message?: string | undefined;
  /** For `latency`, in milliseconds of real time. */
  readonly delayMs?: number | undefined;
  /** For `oversized`: the size of the body. */
  readonly bytes?: number | undefined;
}

/** The connection that a request came in on. */
export interface Connection {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
}

/** Kinds that spoil the right answer, so that the request takes effect. */
const SPOILS: ReadonlySet<StripeFaultKind> = new Set<StripeFaultKind>([
  'half-body',
  'latency',
  'oversized',
  'stalled-body',
  'wrong-content',
]);
/** Kinds that leave it open, and let the request take effect unless told otherwise. */
const APPLIES: ReadonlySet<StripeFaultKind> = new Set<StripeFaultKind>(['reset-after', 'not-json', 'empty-body']);

/** Answers a request that a fault meets; `act` lets it take effect and makes the right answer. */
export async function answerWithFault(
  fault: StripeFault,
  act: () => Promise<Response>,
  { incoming, outgoing }: Connection,
): Promise<Response> {
  if (fault.kind === 'latency') await delay(fault.delayMs ?? 0, undefined, { ref: false });
  const isApplied = SPOILS.has(fault.kind) || (fault.applied ?? APPLIES.has(fault.kind));
  const right = isApplied ? await act() : new Response(null);
  const body = await right.text();
  const bytes = Buffer.from(body);
  const headers = { 'content-type': 'application/json', 'content-length': String(bytes.byteLength) };
  const json = (text: string, status: number, more: Readonly<Record<string, string>> = {}): Response =>
    new Response(text, { status, headers: { 'content-type': 'application/json', ...more } });

  switch (fault.kind) {
    case 'latency':
      return json(body, right.status);
    case 'rate-limit':
      return json(new Refusal(429, 'Too many requests.', { code: 'rate_limit' }).body, 429, { 'retry-after': '1' });
    case 'server-error':
      return json(new Refusal(500, 'Something went wrong.', { type: 'api_error' }).body, fault.status ?? 500);
    case 'client-error':
      return new Response(null, { status: fault.status ?? 400 });
    case 'refusal':
      return json(spokenRefusal(fault.message), fault.status ?? 402);
    case 'reset-before':
    case 'reset-after':
      incoming.socket.resetAndDestroy();
      return RESPONSE_ALREADY_SENT;
    case 'half-body':
      outgoing.writeHead(right.status, headers);
      await new Promise<void>((resolve) => {
        outgoing.write(bytes.subarray(0, bytes.byteLength >> 1), () => {
          resolve();
        });
      });
      outgoing.destroy();
      return RESPONSE_ALREADY_SENT;
    case 'stalled-body':
      outgoing.writeHead(right.status, headers);
      outgoing.flushHeaders();
      return RESPONSE_ALREADY_SENT;
    case 'not-json':
      return new Response('<!doctype html><title>Bad gateway</title>', {
        status: fault.status ?? 200,
        headers: { 'content-type': 'text/html' },
      });
    case 'empty-body':
      return new Response(null, { status: fault.status ?? 200 });
    case 'redirect':
      return new Response(null, { status: fault.status ?? 302, headers: { location: '/elsewhere' } });
    case 'oversized':
      // White space after a JSON text leaves it valid, so only its size is wrong.
      return json(body.padEnd(fault.bytes ?? 20_000_000, ' '), right.status);
    case 'wrong-content':
      return json(aboutAnother(body), right.status);
  }
}

function spokenRefusal(said = 'card_declined'): string {
  const details = said === 'api_error' ? { type: said } : { type: 'card_error', code: said };
  return new Refusal(402, 'The request was refused.', details as Refusal['details']).body;
}

/** The same answer about another object. */
function aboutAnother(body: string): string {
  const answer = JSON.parse(body) as Readonly<Record<string, unknown>>;
  return JSON.stringify({ ...answer, id: 'pi_another', metadata: { paymux_reference: 'another-order' } });
}
