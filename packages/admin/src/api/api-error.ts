import type { Problem } from './types.js';

/** The service answered that it did not do what was asked, or that it does not know. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

/** No answer came. What was asked for may have been done. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
}

/** Whether the same request may still have an effect, so that a further try has to carry the same key. */
export function mayStillHappen(error: unknown): boolean {
  if (!(error instanceof ApiError)) return true;
  const { outcome, status } = error.problem;
  return outcome === 'unknown' || status === 401 || status === 408 || status === 429 || status >= 500;
}
