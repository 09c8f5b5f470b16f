const MARKER: unique symbol = Symbol.for('@paymux/core/PaymentsError') as never;

/**
 * What the provider did, as far as anyone can tell, by the time the error surfaced.
 *
 * - `not_sent`: nothing left this process, or 429/425 turned it away unread. Safe to repeat.
 * - `rejected`: the provider answered no. Nothing was opened.
 * - `unknown`: perhaps something. Look the object up by its reference. Never
 *   repeat it under another reference, and never at another provider.
 */
export type ErrorOutcome = 'not_sent' | 'rejected' | 'unknown';

/** What every error may be told about where it arose. */
export interface PaymentsErrorOptions {
  readonly provider?: string | undefined;
  readonly operation?: string | undefined;
  readonly cause?: unknown;
}

/** The public part of an error as plain data: what `JSON.stringify` writes. */
export type PaymentsErrorData = Readonly<Record<string, unknown>> & {
  readonly name: string;
  readonly code: string;
  readonly outcome: ErrorOutcome;
  readonly message: string;
};

/**
 * Base of every error these packages throw on purpose.
 *
 * The message says what happened, to what, and what to do next. It holds no
 * credential, body, header or personal data.
 *
 * @see docs/decisions/2026-11-21-outcome-on-every-error.md
 */
export abstract class PaymentsError extends Error {
  /** Stable and documented. Callers branch on this, never on the message. */
  abstract readonly code: string;
  abstract readonly outcome: ErrorOutcome;
  /** The provider's id, where one was involved. */
  readonly provider: string | undefined;
  /** The contract method that failed, such as `createPayout`. */
  readonly operation: string | undefined;

  constructor(message: string, options: PaymentsErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.provider = options.provider;
    this.operation = options.operation;
    Object.defineProperty(this, MARKER, { value: true });
  }

  /** Holds across duplicate copies of this package, where `instanceof` does not. */
  static isInstance(value: unknown): value is PaymentsError {
    return typeof value === 'object' && value !== null && MARKER in value;
  }

  /** The page about this code, from the root of the documentation: `errors/outcome_unknown.md`. */
  get docs(): string {
    return `errors/${this.code}.md`;
  }

  /** The public part: every field but the stack and the cause. Plain, so it can be cloned and stored. */
  toJSON(): PaymentsErrorData {
    const fields = Object.entries(this).filter(([name, value]) => name !== 'cause' && value !== undefined);
    return {
      ...Object.fromEntries(fields),
      name: this.name,
      code: this.code,
      outcome: this.outcome,
      message: this.message,
    };
  }
}
