/** Every piece of work that is observed, by its name. Each step on a document is `job.` and the document's kind. */
export const WORK = {
  'payout.create': 'a payout is accepted, and sent unless it has to wait',
  'payout.accept': 'a payout is accepted, for a worker to send it',
  'payout.approve': 'somebody agrees to a payout',
  'payout.reject': 'somebody turns a payout down',
  'payout.cancel': 'a payout is stopped',
  'payout.retry': 'a payout that failed is tried again',
  'payout.resolve': 'a person settles what could not be settled by asking',
  'payout.check': 'a payout is looked at: when somebody asks, and whenever a check is due',
  'payout.start': 'the time of a scheduled payout has come',
  'payout.send': 'a payout is sent to its provider',
  'payout.look_up': 'the provider is asked what became of a payout whose answer is missing',
  'payment.create': 'a payment is written down and opened',
  'payment.check': 'a payment is looked at: when somebody asks, and whenever a check is due',
  'payment.send': 'a payment is opened at its provider',
  'payment.look_up': 'the provider is asked what became of a payment whose answer is missing',
  'refund.create': 'a payment is refunded',
  'webhook.receive': 'a delivery is verified and stored, or refused',
  'inbox.handle': 'a stored webhook takes effect',
  'notice.tell': 'the application is told of a change',
  'reconciliation.run': 'a reconciliation is waited for',
  'settlement.import': 'a statement is read and compared',
  'import.load': 'a file of payouts is read and checked',
} as const;

/** One of {@link WORK}, or a job. */
export type WorkName = keyof typeof WORK | `job.${string}`;
