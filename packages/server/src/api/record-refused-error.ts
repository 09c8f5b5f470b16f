import { PaymentsError } from '@paymux/core';

/** The provider said no to something that is written down here: no money moved, and the record says why. */
export class RecordRefusedError extends PaymentsError {
  override readonly name = 'RecordRefusedError';
  readonly code = 'provider_refused';
  readonly outcome = 'rejected';
  /** Where the record is. */
  readonly follow: string;

  /** @param reason - What the record says, where it says something. */
  constructor(what: string, reason: string | undefined, follow: string) {
    super(`The ${what} was refused: ${reason ?? 'no reason was told'}. No money moved.`);
    this.follow = follow;
  }
}
