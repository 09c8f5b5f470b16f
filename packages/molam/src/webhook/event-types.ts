/** What an event of one type is about, and the status that the type itself tells. */
export interface EventType {
  readonly kind: 'payment' | 'refund' | 'payout';
  /** The provider's word for an object whose data says none. */
  readonly status: string;
}

/**
 * Every event type that is acted on, by its canonical name.
 *
 * @see docs/providers/molam.md#events
 */
export const MOLAM_EVENT_TYPES: ReadonlyMap<string, EventType> = new Map([
  ['payment_intent.created', { kind: 'payment', status: 'requires_payment_method' }],
  ['payment_intent.requires_action', { kind: 'payment', status: 'requires_action' }],
  ['payment_intent.requires_capture', { kind: 'payment', status: 'requires_capture' }],
  ['payment_intent.processing', { kind: 'payment', status: 'processing' }],
  ['payment_intent.succeeded', { kind: 'payment', status: 'succeeded' }],
  ['payment_intent.failed', { kind: 'payment', status: 'failed' }],
  ['payment_intent.canceled', { kind: 'payment', status: 'canceled' }],
  ['refund.created', { kind: 'refund', status: 'pending' }],
  ['refund.succeeded', { kind: 'refund', status: 'succeeded' }],
  ['refund.failed', { kind: 'refund', status: 'failed' }],
  ['payout.created', { kind: 'payout', status: 'pending' }],
  ['payout.sent', { kind: 'payout', status: 'sent' }],
  ['payout.paid', { kind: 'payout', status: 'paid' }],
  ['payout.failed', { kind: 'payout', status: 'failed' }],
  // In no list of the provider's, and unmistakable: money that had left came back.
  ['payout.reversed', { kind: 'payout', status: 'reversed' }],
  ['payout.cancelled', { kind: 'payout', status: 'cancelled' }],
]);

/** Other servers of the provider name the same things otherwise. */
const ALIASES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'payment_intent.created': ['payment.intent.created', 'payment.created'],
    'payment_intent.requires_capture': ['payment.charge.authorized'],
    'payment_intent.succeeded': ['payment.succeeded', 'payment.intent.succeeded', 'payment.charge.captured'],
    'payment_intent.failed': ['payment_intent.payment_failed', 'payment.failed', 'payment.intent.failed'],
    'payment_intent.canceled': ['payment.canceled', 'payment.intent.canceled'],
    'refund.created': ['payment.refund.created', 'charge.refunded'],
    'refund.succeeded': ['payment.refund.succeeded', 'payment.refunded'],
    'refund.failed': ['payment.refund.failed'],
    'payout.paid': ['payout.settled', 'payout.succeeded', 'payout.completed'],
  }).flatMap(([canonical, aliases]) => aliases.map((alias) => [alias, canonical] as const)),
);

/** The one name of an event's type; a type that nobody has listed keeps its own. */
export function canonicalEventType(type: string): string {
  return ALIASES.get(type) ?? type;
}
