import { PaymentsError, type PaymentsErrorOptions } from './payments-error.js';

/**
 * Why one HTTP attempt brought no whole answer.
 *
 * Before anything left: `name_not_resolved`, `connection_refused`, `unreachable`,
 * `tls_refused`, `address_refused` and `request_refused` (our own rules, so a repeat
 * changes nothing), `aborted_before_dispatch`.
 * After dispatch: `timeout`, `connection_lost`, `answer_cut`, `redirected`,
 * `answer_too_large`, `aborted`, `failed` (anything without positive proof).
 */
export type TransportFailure =
  | 'name_not_resolved'
  | 'connection_refused'
  | 'unreachable'
  | 'tls_refused'
  | 'address_refused'
  | 'request_refused'
  | 'aborted_before_dispatch'
  | 'timeout'
  | 'connection_lost'
  | 'answer_cut'
  | 'redirected'
  | 'answer_too_large'
  | 'aborted'
  | 'failed';

const NOT_SENT: ReadonlySet<TransportFailure> = new Set([
  'name_not_resolved',
  'connection_refused',
  'unreachable',
  'tls_refused',
  'address_refused',
  'request_refused',
  'aborted_before_dispatch',
]);

/**
 * One HTTP attempt ended without a whole answer. `outcome` is `not_sent` only
 * with positive proof that no byte of the request was delivered.
 */
export class TransportError extends PaymentsError {
  override readonly name = 'TransportError';
  readonly code = 'transport_failed';
  readonly failure: TransportFailure;
  readonly outcome: 'not_sent' | 'unknown';

  constructor(failure: TransportFailure, options: PaymentsErrorOptions = {}) {
    const notSent = NOT_SENT.has(failure);
    super(
      notSent
        ? `The request was not sent (${failure}).`
        : `The request may have been received, but no whole answer came back (${failure}).`,
      options,
    );
    this.failure = failure;
    this.outcome = notSent ? 'not_sent' : 'unknown';
  }
}
