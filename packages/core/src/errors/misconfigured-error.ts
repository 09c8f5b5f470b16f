import { PaymentsError, type PaymentsErrorOptions } from './payments-error.js';
import { describeProblems, type Problem } from './problem.js';

/** Options are missing or malformed. Names every problem at once; nothing was sent. */
export class MisconfiguredError extends PaymentsError {
  override readonly name = 'MisconfiguredError';
  readonly code = 'misconfigured';
  readonly outcome = 'not_sent';
  readonly problems: readonly Problem[];

  /** @param subject - What is misconfigured, such as `cryptomus`. */
  constructor(subject: string, problems: readonly Problem[], options: PaymentsErrorOptions = {}) {
    super(`The configuration of ${subject} cannot be used: ${describeProblems(problems)}.`, options);
    this.problems = problems;
  }
}
