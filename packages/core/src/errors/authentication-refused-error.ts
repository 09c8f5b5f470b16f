import type { PaymentsErrorOptions } from './payments-error.js';
import { ProviderRefusedError, type RefusalDetails } from './provider-refused-error.js';

/** The provider does not accept the credentials or the signature. Nothing was opened. Check the account's keys. */
export class AuthenticationRefusedError extends ProviderRefusedError {
  override readonly name = 'AuthenticationRefusedError';
  override readonly code = 'authentication_refused';

  constructor(details: RefusalDetails, options: PaymentsErrorOptions = {}) {
    super(details, options, 'Nothing was opened: check the keys of this account, which the provider does not accept.');
  }
}
