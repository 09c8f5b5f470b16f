import { PaymentsError, type PaymentsErrorOptions } from './payments-error.js';

/** What is known about a call whose outcome is not. */
export interface OutcomeUnknownOptions extends PaymentsErrorOptions {
  /** True for calls that only read: asking again can do no harm. */
  readonly safeToRepeat?: boolean | undefined;
  /** What came back instead of a readable answer, in a few words. */
  readonly because?: string | undefined;
}

/** The request left us, and no answer came back that settles what happened. */
export class OutcomeUnknownError extends PaymentsError {
  override readonly name = 'OutcomeUnknownError';
  readonly code = 'outcome_unknown';
  readonly outcome = 'unknown';
  /** What to look up: the caller's reference, else the provider's id. */
  readonly reference: string;
  /** True for calls that only read. */
  readonly safeToRepeat: boolean;

  constructor(reference: string, options: OutcomeUnknownOptions = {}) {
    const safeToRepeat = options.safeToRepeat ?? false;
    const what = `${options.operation ?? 'the request'} "${reference}"`;
    const because = options.because === undefined ? '' : ` (${options.because})`;
    super(
      safeToRepeat
        ? `No readable answer to ${what}${because}. Nothing is changed by asking: ask again.`
        : `No readable answer to ${what}${because}. It may have gone through: look it up before trying again.`,
      options,
    );
    this.reference = reference;
    this.safeToRepeat = safeToRepeat;
  }
}
