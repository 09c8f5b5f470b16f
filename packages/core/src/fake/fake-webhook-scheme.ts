import * as z from 'zod';
import type { WebhookScheme } from '../authoring/webhook-scheme.js';
import type { Secret } from '../options/secret.js';
import { HmacSha256SignatureGenerator } from '../signature/hmac-sha256-signature-generator.js';
import type { EventContent } from '../webhook/verified-events.js';
import { fakePaymentSchema, toPayment } from './fake-payments.js';
import { fakePayoutSchema, toPayout } from './fake-payouts.js';
import { fakeRefundSchema, toRefund } from './fake-refunds.js';
import { parseJson } from './parse-json.js';

/** The header that carries the signature: HMAC-SHA256 of the body in lower-case hexadecimal digits. */
export const FAKE_SIGNATURE_HEADER = 'fake-signature';

/** What the fake sends: `type` such as `payment.paid`, and the object as it is now. */
const eventSchema = z.object({
  id: z.string(),
  type: z.string(),
  kind: z.enum(['payment', 'payout', 'refund']),
  occurredAt: z.iso.datetime(),
  data: z.unknown(),
});

/** How the fake signs its webhooks. The event's id is the same for every delivery of it. */
export function fakeWebhookScheme(secret: Secret): WebhookScheme {
  const generator = new HmacSha256SignatureGenerator(secret);
  return {
    open({ body, headers }) {
      const signature = headers.get(FAKE_SIGNATURE_HEADER);
      if (signature === null) return { ok: false, reason: 'missing_header' };
      if (!generator.verify(body, signature)) return { ok: false, reason: 'signature_mismatch' };
      const event = eventSchema.safeParse(parseJson(body));
      if (!event.success) return { ok: false, reason: 'malformed_body' };
      return { ok: true, payload: event.data, deduplicationKey: event.data.id };
    },
  };
}

/** The event in a payload that was verified; `undefined` when the payload has not the shape it must have. */
export function toFakeEvents(payload: unknown): readonly EventContent[] | undefined {
  const { data, kind, occurredAt, type } = eventSchema.parse(payload);
  // A type that speaks of another kind than its object is none of the fake's.
  if (!type.startsWith(`${kind}.`)) return undefined;
  const base = { type, occurredAt: new Date(occurredAt) };
  switch (kind) {
    case 'payment': {
      const payment = fakePaymentSchema.safeParse(data);
      return payment.success ? [{ ...base, kind, payment: toPayment(payment.data) }] : undefined;
    }
    case 'payout': {
      const payout = fakePayoutSchema.safeParse(data);
      return payout.success ? [{ ...base, kind, payout: toPayout(payout.data) }] : undefined;
    }
    case 'refund': {
      const refund = fakeRefundSchema.safeParse(data);
      return refund.success ? [{ ...base, kind, refund: toRefund(refund.data) }] : undefined;
    }
    default:
      return kind satisfies never;
  }
}
