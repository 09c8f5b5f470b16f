import { InvalidRequestError } from '@paymux/core';
import { RequestRefusedError } from './problem.js';

/** What was looked for. @throws {@link RequestRefusedError} It is not there. */
export function found<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new RequestRefusedError('not_found', `There is no ${what} with this id.`);
  return value;
}

/**
 * Work that a decision about a revision leads to: what is wrong with the revision, or with the state that the record is
 * in, is a conflict with somebody else and no bad request.
 */
export async function decided<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (
      error instanceof InvalidRequestError &&
      error.problems.every(({ path }) => path === 'revision' || path === 'id')
    ) {
      throw new RequestRefusedError('conflict', 'It was changed, or is in another state by now: look again.', {
        problems: error.problems,
      });
    }
    throw error;
  }
}
