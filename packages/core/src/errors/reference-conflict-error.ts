import { PaymentsError, type PaymentsErrorOptions } from './payments-error.js';

/**
 * The provider already knows this reference with other contents. What was asked
 * for now was not opened, and what the provider holds is not it: a person has to look.
 */
export class ReferenceConflictError extends PaymentsError {
  override readonly name = 'ReferenceConflictError';
  readonly code = 'reference_conflict';
  readonly outcome = 'unknown';
  readonly reference: string;
  /** Which of `amount`, `currency`, `network`, `destination`, `memo` … differ. Empty when the provider does not say. */
  readonly differs: readonly string[];
  /** The provider's id of what it holds, when it was told. */
  readonly providerId: string | undefined;

  constructor(
    reference: string,
    differs: readonly string[],
    options: PaymentsErrorOptions & { readonly providerId?: string | undefined } = {},
  ) {
    const how = differs.length === 0 ? 'other contents' : `another ${differs.join(', ')}`;
    super(
      `${options.provider ?? 'The provider'} already holds "${reference}" with ${how}. ` +
        'Look that one up, and never send this request to another provider; a new request needs a new reference.',
      options,
    );
    this.reference = reference;
    this.differs = differs;
    this.providerId = options.providerId;
  }
}
