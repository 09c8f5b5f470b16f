import type { EventContent } from '@paymux/core';
import { z } from 'zod';
import { instantField, requiredText } from '../fields.js';
import { toInstant } from '../instants.js';
import { intentSchema, toPayment } from '../payment/payment-mapping.js';
import { payoutSchema, toPayout } from '../payout/payout-mapping.js';
import { refundSchema, toRefund } from '../refund/refund-mapping.js';
import { canonicalEventType, type EventType, MOLAM_EVENT_TYPES } from './event-types.js';

const eventSchema = z.object({
  type: requiredText,
  created: instantField,
  livemode: z.boolean().nullish().catch(undefined),
  data: z.unknown().optional(),
});

/** The event in a verified payload; `undefined` when it lacks what such an event must have. */
export function toMolamEvents(payload: unknown): readonly EventContent[] | undefined {
  const event = eventSchema.safeParse(payload);
  if (!event.success) return undefined;
  const { created, data, livemode, type: givenType } = event.data;
  const type = canonicalEventType(givenType);
  const base = {
    type,
    occurredAt: toInstant(created),
    ...(typeof livemode === 'boolean' && { mode: livemode ? ('live' as const) : ('test' as const) }),
  };
  const known = MOLAM_EVENT_TYPES.get(type);
  if (known === undefined) return [{ kind: 'unrecognised', ...base }];
  const content = readContent(known, objectIn(data));
  if (content !== undefined) return [{ ...base, ...content }];
  // Under their other names, events come from servers that write other objects as well.
  return type === givenType ? undefined : [{ kind: 'unrecognised', ...base }];
}

type Content = EventContent extends infer Event
  ? Event extends { readonly kind: 'payment' | 'refund' | 'payout' }
    ? Omit<Event, 'type' | 'mode' | 'occurredAt'>
    : never
  : never;

type JsonObject = Readonly<Record<string, unknown>>;

function readContent({ kind, status }: EventType, object: JsonObject): Content | undefined {
  const data = { ...object, status: object['status'] ?? status };
  switch (kind) {
    case 'payment': {
      const intent = intentSchema.safeParse(isCharge(object) ? intentOfCharge(object, status) : data);
      return intent.success ? { kind, payment: toPayment(intent.data) } : undefined;
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
  if (!isObject(data)) return {};
  const { object } = data;
  return isObject(object) ? object : data;
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

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
