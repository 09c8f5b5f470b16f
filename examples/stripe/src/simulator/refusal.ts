/** What an error of the interface says beside its message. */
export interface RefusalDetails {
  readonly type?: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';
  readonly code?: string;
  readonly param?: string;
  readonly decline_code?: string;
}

/** An answer that is an error, in the interface's own form. */
export class Refusal extends Error {
  readonly status: number;
  readonly details: RefusalDetails;

  constructor(status: number, message: string, details: RefusalDetails = {}) {
    super(message);
    this.status = status;
    this.details = details;
  }

  get body(): string {
    return JSON.stringify({ error: { type: 'invalid_request_error', ...this.details, message: this.message } });
  }
}

/** A parameter that fails validation: nothing begins, so nothing is kept under the key of the request. */
export class InvalidParameter extends Refusal {
  constructor(param: string, message: string, code = 'parameter_invalid') {
    super(400, message, { code, param });
  }
}
