import { PaymentsError, type PaymentsErrorOptions } from './payments-error.js';
import { describeProblems, type Problem } from './problem.js';

/** The request cannot be sent as it stands. Names every problem at once; nothing was sent. */
export class InvalidRequestError extends PaymentsError {
  override readonly name = 'InvalidRequestError';
  readonly code = 'invalid_request';
  readonly outcome = 'not_sent';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[], options: PaymentsErrorOptions = {}) {
    super(`The request was not sent: ${describeProblems(problems)}.`, options);
    this.problems = problems;
  }
}
