import { type Problem, toProblems } from '@paymux/core';
import type * as z from 'zod';
import { readKey, readQuery } from './check-request.js';
import { RequestRefusedError } from './problem.js';

/**
 * What stands before the body of a request to a route that reads its body itself.
 *
 * @throws {@link RequestRefusedError} Names everything that is wrong with it at once.
 */
export function checkHead<Query>(
  request: Request,
  query: z.ZodType<Query>,
): { readonly query: Query; readonly idempotencyKey: string } {
  const problems: Problem[] = [];
  const idempotencyKey = readKey(request, problems);
  const result = query.safeParse(readQuery(request.url, { query }, problems));
  if (!result.success) {
    problems.push(...toProblems(result).map(({ message, path }) => ({ path: `query.${path}`, message })));
  }
  if (problems.length > 0 || !result.success) {
    throw new RequestRefusedError('invalid_request', 'The request cannot be carried out as it stands.', { problems });
  }
  return { query: result.data, idempotencyKey };
}
