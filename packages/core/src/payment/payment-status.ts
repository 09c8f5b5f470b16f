/**
 * Where a payment stands in its lifecycle.
 *
 * - `pending`: opened, nothing decisive has happened;
 * - `requires_action`: the payer has to do something, see {@link Payment.nextAction};
 * - `processing`: money is on its way or being checked;
 * - `authorized`: held for us, to be captured or released;
 * - `succeeded`: the money is ours, perhaps with an exception such as `overpaid`;
 * - `failed`, `cancelled`, `expired`: no more money is accepted;
 * - `unrecognised`: the provider used a word nobody has mapped. It is neither
 *   success, failure nor pending: look at {@link Payment.providerStatus}.
 */
export type PaymentStatus =
  | 'pending'
  | 'requires_action'
  | 'processing'
  | 'authorized'
  | 'succeeded'
  | 'failed'
  | 'cancelled'
  | 'expired'
  | 'unrecognised';

/**
 * What is out of the ordinary while the lifecycle goes on: too little or too much
 * arrived, it arrived late, or it is held for a check (AML).
 */
export type PaymentException = 'underpaid' | 'overpaid' | 'late' | 'held';
