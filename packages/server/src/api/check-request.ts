import { type Clock, type Problem, toProblems } from '@paymux/core';
import { readBody } from '@paymux/orchestration';
import type * as z from 'zod';
import { RequestRefusedError } from './problem.js';
import type { AnyRoute, RouteRequest } from './route.js';

/** What bounds the reading of a request. */
export interface ReadingDependencies {
  readonly clock: Clock;
  readonly policy: { readonly maxBodyBytes?: number | undefined; readonly bodyTimeoutMs?: number | undefined };
}

type Checked = Pick<RouteRequest<unknown, unknown, unknown>, 'params' | 'query' | 'body' | 'idempotencyKey'>;

const USUAL_BODY_BYTES = 1_048_576;
const DEEPEST = 32;
const KEY = /^[A-Za-z0-9_-]{1,100}$/;
const JSON_TYPE = /^application\/json(?: *; *charset="?utf-8"?)?$/i;

/**
 * Reads a request and checks it against the schemas of its route.
 *
 * @throws {@link RequestRefusedError} Names everything that is wrong with it at once: members of the body by their own
 *   names, others behind `path.`, `query.` and `headers.`.
 */
export async function checkRequest(
  route: AnyRoute,
  request: Request,
  params: unknown,
  dependencies: ReadingDependencies,
): Promise<Checked> {
  const problems: Problem[] = [];
  const check = (schema: z.ZodType | undefined, value: unknown, place: string): unknown => {
    const result = schema?.safeParse(value);
    if (result === undefined || result.success) return result?.data;
    problems.push(
      ...toProblems(result).map(({ message, path }) => ({
        path: [place, path].filter((part) => part !== '').join('.'),
        message,
      })),
    );
    return undefined;
  };

  const isKeyed = route.method !== 'GET' && route.idempotency !== 'none';
  const idempotencyKey = isKeyed ? readKey(request, problems) : '';
  const parameters = check(route.params, params, 'path');
  const query = check(route.query, readQuery(request.url, route, problems), 'query');
  const text = await bodyText(route, request, dependencies);
  const parsed = route.body === undefined ? undefined : parseJson(text, problems);
  const body = parsed === undefined ? undefined : check(route.body, parsed.value, '');
  if (problems.length > 0) throw invalid(problems);
  return { params: parameters, query, body, idempotencyKey };
}

function invalid(problems: readonly Problem[]): RequestRefusedError {
  return new RequestRefusedError('invalid_request', 'The request cannot be carried out as it stands.', { problems });
}

/** The `Idempotency-Key`, which has to be there. */
export function readKey(request: Request, problems: Problem[]): string {
  const key = request.headers.get('idempotency-key') ?? '';
  if (!KEY.test(key)) {
    problems.push({ path: 'headers.Idempotency-Key', message: 'must be 1 to 100 letters, digits, "_" or "-"' });
  }
  return key;
}

/** A parameter that stands there several times, and is no list, is refused: what reads the first one and what reads the last differ. */
export function readQuery(
  url: string,
  { lists = [], query }: Pick<AnyRoute, 'lists' | 'query'>,
  problems: Problem[],
): Readonly<Record<string, string | readonly string[]>> {
  const given = [...new URL(url).searchParams];
  const names = given.map(([name]) => name);
  const known = (name: string): string => (/^[\w.-]{1,64}$/.test(name) ? name : 'a parameter with an unusual name');
  for (const name of new Set(names.filter((name, index) => !lists.includes(name) && names.indexOf(name) !== index))) {
    problems.push({ path: `query.${known(name)}`, message: 'must stand there once' });
  }
  if (query === undefined) {
    for (const name of new Set(names)) problems.push({ path: `query.${known(name)}`, message: 'is not a known field' });
  }
  const valueOf = (name: string, value: string): string | readonly string[] =>
    lists.includes(name) ? given.filter(([other]) => other === name).map(([, each]) => each) : value;
  return Object.fromEntries(given.map(([name, value]) => [name, valueOf(name, value)]));
}

async function bodyText(
  route: AnyRoute,
  request: Request,
  { clock, policy }: ReadingDependencies,
): Promise<Uint8Array> {
  if (request.method === 'GET' || request.method === 'HEAD') return new Uint8Array();
  const read = await readBody(request, {
    clock,
    maxBytes: route.maxBodyBytes ?? policy.maxBodyBytes ?? USUAL_BODY_BYTES,
    timeoutMs: policy.bodyTimeoutMs ?? 15_000,
  });
  if (!read.ok) {
    const headers = { connection: 'close' };
    if (read.reason === 'too_large') {
      throw new RequestRefusedError('request_too_large', 'The body is larger than is read here.', { headers });
    }
    throw new RequestRefusedError('request_too_slow', 'The body did not arrive in full.', { headers });
  }
  if (route.body === undefined) {
    if (read.body.byteLength > 0) throw invalid([{ path: '', message: 'must have no body' }]);
    return read.body;
  }
  if (!JSON_TYPE.test(request.headers.get('content-type') ?? '')) {
    throw new RequestRefusedError('unsupported_media_type', 'The body has to be application/json.');
  }
  return read.body;
}

function parseJson(bytes: Uint8Array, problems: Problem[]): { readonly value: unknown } | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (isTooDeep(text)) {
      problems.push({ path: '', message: `must not be nested deeper than ${String(DEEPEST)} levels` });
      return undefined;
    }
    return { value: JSON.parse(text) as unknown };
  } catch {
    problems.push({ path: '', message: 'must be JSON in UTF-8' });
    return undefined;
  }
}

/** Counts brackets outside of texts, without reading what is in them. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let isInText = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (isInText) {
      if (sign === '\\') at += 1;
      else if (sign === '"') isInText = false;
      continue;
    }
    if (sign === '"') isInText = true;
    else if (sign === '{' || sign === '[') depth += 1;
    else if (sign === '}' || sign === ']') depth -= 1;
    if (depth > DEEPEST) return true;
  }
  return false;
}
