import type { HttpResponse, ProviderRefusal, Secret, Wire, WireAnswer, WireCall, WireRequest } from '@paymux/core';
import { writeJson } from './exact-json.js';

/** What a {@link molamWire} needs to know. */
export interface MolamWireConfig {
  readonly baseUrl: string;
  readonly apiKey: Secret;
  /** Further credentials that the provider may echo and no message may show. */
  readonly otherSecrets: readonly Secret[];
}

/**
 * The wire of Molam: JSON both ways, a bearer key, `Idempotency-Key` on writes, and errors
 * in two shapes.
 *
 * @see docs/providers/molam.md#errors
 */
export function molamWire({ apiKey, baseUrl, otherSecrets }: MolamWireConfig): Wire {
  return {
    secrets: [apiKey, ...otherSecrets],

    encode({ body, idempotencyKey, method, path, query }: WireCall): WireRequest {
      const search = query === undefined ? '' : `?${new URLSearchParams(query).toString()}`;
      return {
        method,
        url: `${baseUrl}${path}${search}`,
        headers: {
          accept: 'application/json',
          authorization: `Bearer ${apiKey.reveal()}`,
          'content-type': 'application/json',
          ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
        },
        ...(body !== undefined && { body: writeJson(body) }),
      };
    },

    read: readAnswer,
  };
}

type JsonObject = Readonly<Record<string, unknown>>;

function readAnswer({ body, headers, status }: HttpResponse): WireAnswer {
  const answer = parseObject(body);
  if (answer === undefined) return { kind: 'unreadable' };
  if (status >= 200 && status < 300) return { kind: 'payload', payload: withoutEnvelope(answer) };
  const said = readError(answer);
  if (said === undefined) return { kind: 'unreadable' };
  const requestId = headers.get('x-request-id') ?? headers.get('x-molam-request-id') ?? undefined;
  return { kind: 'refusal', refusal: { ...said, reason: reasonOf(status, said.code), requestId } };
}

/** Some of the provider's servers wrap a single object. A list's `data` is an array and stays. */
function withoutEnvelope(answer: JsonObject): unknown {
  const { data } = answer;
  return isObject(data) && Object.keys(answer).length === 1 ? data : answer;
}

type SaidError = Pick<ProviderRefusal, 'message' | 'fields'> & { readonly code: string };

/** A flat error is a code beside its text. Words in any other spelling may be a proxy's. */
const FLAT_CODE = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/;

function readError(answer: JsonObject): SaidError | undefined {
  const { error } = answer;
  if (isObject(error)) {
    const { code, details, message, param } = error;
    if (typeof code !== 'string' || code === '') return undefined;
    return { code, message: textOf(message) ?? code, fields: readFields(details, param, code) };
  }
  if (typeof error !== 'string' || !FLAT_CODE.test(error)) return undefined;
  const { detail, details, message } = answer;
  return { code: error, message: textOf(message) ?? textOf(detail) ?? error, fields: readFields(details) };
}

/** What the provider tells of a refusal beside its text: the field that is wrong, the status an object has. */
function readFields(details: unknown, param?: unknown, code = ''): ProviderRefusal['fields'] {
  const fields = isObject(details)
    ? Object.entries(details).map(([name, value]) => [name, wordsIn(value)] as const)
    : [];
  const wrong = textOf(param);
  const all = [...(wrong === undefined ? [] : [[wrong, [code]] as const]), ...fields];
  return all.length === 0 ? undefined : Object.fromEntries(all);
}

function wordsIn(value: unknown): readonly string[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((word) => typeof word === 'string' || typeof word === 'number').map(String);
}

function reasonOf(status: number, code: string): ProviderRefusal['reason'] {
  if (status === 401) return 'authentication';
  if (status === 404 && code.endsWith('_not_found')) return 'not_found';
  if (status === 409 && code === 'idempotency_conflict') return 'idempotency_conflict';
  if (status === 409 && code === 'idempotency_in_progress') return 'in_progress';
  // The object may be in this state because of an earlier sending of the very same call.
  if (code === 'invalid_state') return 'undecided';
  return undefined;
}

function parseObject(body: Uint8Array): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
