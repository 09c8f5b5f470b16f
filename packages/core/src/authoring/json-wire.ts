import type { ProviderRefusal, Wire, WireAnswer, WireCall, WireRequest } from '../api/wire.js';
import type { HttpResponse } from '../http/http-client.js';
import type { Secret } from '../options/secret.js';
import type { Authentication } from './authentication.js';
import { type NumberReading, parseJsonBytes, writeJson } from './exact-json.js';
import { writeForm } from './form-body.js';

/** An answer whose body is JSON. */
export interface JsonAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** What a provider says when it refuses. Fields beside these make no difference. */
export type SaidRefusal = Pick<ProviderRefusal, 'reason' | 'code' | 'message' | 'requestId' | 'fields'>;

/** What a {@link jsonWire} needs to know. */
export interface JsonWireOptions {
  readonly baseUrl: string;
  /** How requests prove who sends them; several, such as a key and a signature, are applied in this order. */
  readonly authentication: Authentication | readonly Authentication[];
  /** Sent with every request, such as the version of the interface. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** How bodies are written; answers are JSON either way. @defaultValue `json` */
  readonly body?: 'json' | 'form' | undefined;
  /** The header of the key under which the provider recognises a repeat. Absent: none is sent. */
  readonly idempotencyHeader?: string | undefined;
  /** The key as the header carries it, where the provider wants more than the caller's. @defaultValue the caller's key */
  idempotencyKey?(call: WireCall & { readonly idempotencyKey: string }): string;
  /** What the account adds to the body of a call, such as its number. A `GET` without a body gets nothing. */
  fields?(call: WireCall): Readonly<Record<string, unknown>> | undefined;
  /**
   * Where a successful answer holds the object: a member such as `data`, one further in such as `data.object`, or a
   * function, for what only a header says. An answer in which it finds nothing is unreadable. Absent: the whole body.
   */
  readonly unwrap?: string | ((answer: JsonAnswer) => unknown) | undefined;
  /**
   * The refusal in an answer, `undefined` if it holds none. Asked whatever the status, because some
   * providers refuse with 200: it must know its own words, and take nothing else for them. An answer
   * beyond 2xx in which it finds none may be a proxy's: it proves nothing.
   */
  refusal(answer: JsonAnswer): SaidRefusal | undefined;
  /** What a refusal means by its code, else by its HTTP status, where it is more than a plain no. */
  readonly reasons?: Readonly<Record<string, NonNullable<ProviderRefusal['reason']>>> | undefined;
  /** The header of an answer in which the provider names it, for its support. */
  readonly requestIdHeader?: string | undefined;
  /** How numbers of an answer arrive. @defaultValue `number` */
  readonly numbers?: NumberReading | undefined;
  /** The account's other credentials: they do not travel on this wire, and must not show either. */
  readonly otherSecrets?: readonly Secret[] | undefined;
}

/** The wire of an interface that answers in JSON, and is spoken to in JSON or in forms. */
export function jsonWire(options: JsonWireOptions): Wire {
  const { baseUrl, body: spelling = 'json', idempotencyHeader, otherSecrets = [] } = options;
  const authentications = [options.authentication].flat();
  const fixedHeaders = lowerCased(options.headers ?? {});
  const reasons = new Map(Object.entries(options.reasons ?? {}));

  function write(value: unknown): string {
    const signed = authentications.reduce((each, { signValue }) => signValue?.(each) ?? each, value);
    return spelling === 'json' ? writeJson(signed) : writeForm(signed);
  }

  return {
    secrets: [...authentications.flatMap(({ secrets }) => secrets), ...otherSecrets],

    encode(call: WireCall): WireRequest {
      const { method, path, query } = call;
      const value = withFields(call, options);
      const idempotencyKey = keyOf(call, options);
      const search = new URLSearchParams(query).toString();
      const url = new URL(`${baseUrl}${path}${search === '' ? '' : `?${search}`}`);
      // A `GET` has no body, so nothing can be signed inside it.
      const body = method === 'GET' && value === undefined ? undefined : bodyOf(value, authentications, write);
      const request = { method, url, body: body ?? '', idempotencyKey };
      return {
        method,
        url: url.href,
        headers: {
          accept: 'application/json',
          ...fixedHeaders,
          ...(body !== undefined && { 'content-type': CONTENT_TYPES[spelling] }),
          ...(idempotencyHeader !== undefined &&
            idempotencyKey !== undefined && { [idempotencyHeader.toLowerCase()]: idempotencyKey }),
          ...Object.fromEntries(authentications.flatMap(({ headers }) => Object.entries(headers?.(request) ?? {}))),
        },
        ...(body !== undefined && { body }),
      };
    },

    read(response: HttpResponse): WireAnswer {
      try {
        return readAnswer(response, options, reasons);
      } catch {
        return { kind: 'unreadable' };
      }
    },
  };
}

const CONTENT_TYPES = { json: 'application/json', form: 'application/x-www-form-urlencoded' };

function withFields(call: WireCall, { fields }: Pick<JsonWireOptions, 'fields'>): unknown {
  const { body, method } = call;
  const added = method === 'GET' && body === undefined ? undefined : fields?.(call);
  return added === undefined ? body : { ...added, ...(body as object | undefined) };
}

function keyOf(call: WireCall, { idempotencyKey: write }: JsonWireOptions): string | undefined {
  const { idempotencyKey } = call;
  return idempotencyKey === undefined ? undefined : (write?.({ ...call, idempotencyKey }) ?? idempotencyKey);
}

function bodyOf(
  value: unknown,
  authentications: readonly Authentication[],
  write: (value: unknown) => string,
): string | undefined {
  const isSignedInside = authentications.some(({ signValue }) => signValue !== undefined);
  return value === undefined && !isSignedInside ? undefined : write(value);
}

function readAnswer(
  { body: bytes, headers, status }: HttpResponse,
  { numbers, refusal, requestIdHeader, unwrap }: JsonWireOptions,
  reasons: ReadonlyMap<string, ProviderRefusal['reason']>,
): WireAnswer {
  const body = parseJsonBytes(bytes, numbers);
  if (body === undefined) return { kind: 'unreadable' };
  const said = refusal({ status, headers, body });
  if (said !== undefined) {
    const { code, fields, message, reason = reasons.get(code ?? '') ?? reasons.get(String(status)) } = said;
    const requestId = said.requestId ?? headers.get(requestIdHeader ?? '-') ?? undefined;
    return { kind: 'refusal', refusal: { reason, code, message, requestId, fields } };
  }
  if (status < 200 || status >= 300) return { kind: 'unreadable' };
  if (unwrap === undefined) return { kind: 'payload', payload: body };
  const payload = typeof unwrap === 'function' ? unwrap({ status, headers, body }) : memberAt(body, unwrap);
  return payload === undefined ? { kind: 'unreadable' } : { kind: 'payload', payload };
}

/** An own member of what may be anything; `undefined` if there is none. */
export function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}

/** What {@link memberOf} finds step by step: `data.items` is the member `items` of the member `data`. */
export function memberAt(value: unknown, path: string): unknown {
  return path.split('.').reduce(memberOf, value);
}

function lowerCased(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
