import { sessionStore } from '../session/session-store.js';
import { ApiError, NoAnswerError } from './api-error.js';
import type { Problem } from './types.js';

export interface Ask {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly body?: unknown;
  /** A file as it is, in place of `body`. */
  readonly file?: { readonly content: Blob; readonly type: string };
  /** Required for everything that changes something: see `Intent`. */
  readonly key?: string;
  readonly signal?: AbortSignal;
}

/**
 * Asks the service, and waits where the session is over until the same person has signed in again: then the same
 * request is made once more, with the same key.
 *
 * @throws {@link ApiError} It said no, or does not know.
 * @throws {@link NoAnswerError} No answer came.
 */
export async function ask<Answer>(path: string, request: Ask = {}): Promise<Answer> {
  for (;;) {
    const response = await send(path, request);
    if (response.ok && !isProblem(response)) {
      return (response.status === 204 ? undefined : await read(response)) as Answer;
    }
    const problem = await problemOf(response);
    const isOver = problem.status === 401 && problem.code === 'no_session' && sessionStore.session !== undefined;
    if (!isOver || !(await sessionStore.expire())) throw new ApiError(problem);
  }
}

async function send(path: string, { body, file, key, method = 'GET', signal }: Ask): Promise<Response> {
  const headers = new Headers({ accept: 'application/json' });
  const csrf = sessionStore.session?.csrf;
  if (method !== 'GET' && csrf !== undefined) headers.set('x-paymux-csrf', csrf);
  if (key !== undefined) headers.set('idempotency-key', key);
  if (file !== undefined) headers.set('content-type', file.type);
  else if (body !== undefined) headers.set('content-type', 'application/json');
  try {
    return await fetch(path, {
      method,
      headers,
      credentials: 'same-origin',
      ...(file === undefined ? {} : { body: file.content }),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw new NoAnswerError('No answer came.', { cause: error });
  }
}

async function read(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (error) {
    throw new NoAnswerError('The answer broke off.', { cause: error });
  }
}

function isProblem(response: Response): boolean {
  return response.headers.get('content-type')?.includes('problem+json') === true;
}

/** What a refusal says. Something between the page and the service may have answered in its place, in its own words. */
async function problemOf(response: Response): Promise<Problem> {
  const said: unknown = isProblem(response) ? await read(response) : undefined;
  if (typeof said === 'object' && said !== null && 'code' in said && 'detail' in said) return said as Problem;
  const mayHaveHappened = response.status >= 500;
  return {
    type: 'about:blank',
    title: response.statusText,
    status: response.status,
    detail: '',
    code: 'unreadable_answer',
    outcome: mayHaveHappened ? 'unknown' : 'not_sent',
    moneyMayHaveMoved: mayHaveHappened,
    requestId: response.headers.get('x-request-id') ?? '',
  };
}

/** A path with its query, without the members that say nothing. */
export function withQuery(
  path: string,
  query: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>,
): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const each of Array.isArray(value) ? (value as readonly string[]) : [value]) {
      if (each !== undefined && each !== '') parameters.append(name, String(each));
    }
  }
  const text = parameters.toString();
  return text === '' ? path : `${path}?${text}`;
}
