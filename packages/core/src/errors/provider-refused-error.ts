import { PaymentsError, type PaymentsErrorOptions } from './payments-error.js';

/** What a provider says when it refuses, in its own words, cleaned of markup and of what the request held. */
export interface RefusalDetails {
  /** HTTP status of the answer. */
  readonly httpStatus: number;
  /** The provider's error code, where it has one. */
  readonly providerCode?: string | undefined;
  /** The provider's text, at most 200 characters. */
  readonly providerMessage?: string | undefined;
  /** The provider's name of this one answer, for its support, where it has one. */
  readonly requestId?: string | undefined;
  /** The provider's complaints by field of its own request. */
  readonly providerFields?: Readonly<Record<string, readonly string[]>> | undefined;
}

const CORRECT_IT = 'Nothing was opened: correct the request before sending another.';

/** The provider answered no. Nothing was opened and no money moves. */
export class ProviderRefusedError extends PaymentsError {
  override readonly name: string = 'ProviderRefusedError';
  readonly code: 'provider_refused' | 'authentication_refused' = 'provider_refused';
  readonly outcome = 'rejected';
  readonly httpStatus: number;
  readonly providerCode: string | undefined;
  readonly providerMessage: string | undefined;
  readonly requestId: string | undefined;
  readonly providerFields: Readonly<Record<string, readonly string[]>> | undefined;

  /** @param advice - What to do, as the end of the message. @defaultValue to correct the request */
  constructor(details: RefusalDetails, options: PaymentsErrorOptions = {}, advice = CORRECT_IT) {
    super(refusalMessage(details, options, advice), options);
    this.httpStatus = details.httpStatus;
    this.providerCode = details.providerCode;
    this.providerMessage = details.providerMessage;
    this.requestId = details.requestId;
    this.providerFields = details.providerFields;
  }
}

function refusalMessage(
  details: RefusalDetails,
  { provider, operation }: PaymentsErrorOptions,
  advice: string,
): string {
  const fields = Object.entries(details.providerFields ?? {}).map(([field, rules]) => `${field}: ${rules.join(', ')}`);
  const said = [details.providerMessage, ...fields].filter((part) => part !== undefined && part !== '').join('; ');
  const answer = said === '' ? `status ${String(details.httpStatus)} and no reason` : `"${said}"`;
  return `${provider ?? 'The provider'} refused ${operation ?? 'the request'} with ${answer}. ${advice}`;
}
