import type { EventContent } from '@paymux/core';
import { readInstant, readObject } from '../fields.js';
import { toInstant } from '../instants.js';
import { readIntent, toPayment } from '../payment/payment-mapping.js';
import { payoutSchema, toPayout } from '../payout/payout-mapping.js';
import { refundSchema, toRefund } from '../refund/refund-mapping.js';
import { canonicalEventType, type EventType, MOLAM_EVENT_TYPES } from './event-types.js';

/** The event in a verified payload; `undefined` when it lacks what such an event must have. */
export function toMolamEvents(payload: unknown): readonly EventContent[] | undefined {
  const { created, data, livemode, type: givenType } = readObject(payload) ?? {};
  if (typeof givenType !== 'string' || givenType === '') return undefined;
  const type = canonicalEventType(givenType);
  const occurredAt = toInstant(readInstant(created));
  const mode = typeof livemode === 'boolean' ? (livemode ? 'live' : 'test') : undefined;
  const known = MOLAM_EVENT_TYPES.get(type);
  if (known === undefined) return [{ kind: 'unrecognised', type, occurredAt, mode }];
  const content = readContent(known, objectIn(data));
  if (content !== undefined) return [{ type, occurredAt, mode, ...content }];
  // Under their other names, events come from servers that write other objects as well.
  return type === givenType ? undefined : [{ kind: 'unrecognised', type, occurredAt, mode }];
}

type Content = EventContent extends infer Event
  ? Event extends { readonly kind: 'payment' | 'refund' | 'payout' }
    ? Omit<Event, 'type' | 'mode' | 'occurredAt'>
    : never
  : never;

type JsonObject = Readonly<Record<string, unknown>>;

function readContent({ kind, status }: EventType, object: JsonObject): Content | undefined {
  const data = (object['status'] ?? undefined) === undefined ? { ...object, status } : object;
  switch (kind) {
    case 'payment': {
      const intent = readIntent(isCharge(object) ? intentOfCharge(object, status) : data);
      return intent && { kind, payment: toPayment(intent) };
    }
    case 'refund': {
      const refund = refundSchema.safeParse(data);
      return refund.success && isRefund(object) ? { kind, refund: toRefund(refund.data) } : undefined;
    }
    case 'payout': {
      const payout = payoutSchema.safeParse(data);
      return payout.success ? { kind, payout: toPayout(payout.data) } : undefined;
    }
  }
}

/** The object itself, or, in a format that some servers use, the one in its `object`. */
function objectIn(data: unknown): JsonObject {
  const outer = readObject(data) ?? {};
  return readObject(outer['object']) ?? outer;
}

function isCharge({ id, object }: JsonObject): boolean {
  return object === 'charge' || (typeof id === 'string' && id.startsWith('ch_'));
}

/** An event about a charge speaks of its payment; the charge's own status is none of a payment. */
function intentOfCharge(charge: JsonObject, status: string): JsonObject {
  return { ...charge, id: charge['payment_intent_id'], status };
}

/** Told of a refund, some servers send the charge or the payment: its amount is not the refund's. */
function isRefund(object: JsonObject): boolean {
  const { id, object: kind } = object;
  const isOther = typeof id === 'string' && /^(?:ch|pi)_/.test(id);
  return !isOther && (typeof kind !== 'string' || kind === 'refund');
}
