import * as z from 'zod';
import { readBoolean, readCurrency, readDecimal, readName, readObject, readText } from '../fields.js';

/** What a payment must have, and how each of it is read. */
const REQUIRED = { uuid: readName, amount: readDecimal, currency: readCurrency } as const;

/** A payment as the wire writes it: the fields that are read, from an answer, a history item or a webhook. */
export type WirePayment = NonNullable<ReturnType<typeof readPayment>>;

/**
 * The fields of a payment; `undefined` where one that it must have is missing or cannot be read.
 *
 * Webhooks are read by this function alone: what a schema makes on the way outlives the delivery, and its payload with
 * it. See docs/decisions/2026-11-21-webhooks-cost-little-more-than-their-hash.md.
 */
export function readPayment(wire: unknown) {
  const fields = readObject(wire) ?? {};
  const uuid = REQUIRED.uuid(fields['uuid']);
  const amount = REQUIRED.amount(fields['amount']);
  const currency = REQUIRED.currency(fields['currency']);
  if (uuid === undefined || amount === undefined || currency === undefined) return undefined;
  const { expired_at: expiredAt } = fields;
  return {
    uuid,
    order_id: readText(fields['order_id']),
    amount,
    currency,
    payment_amount: readDecimal(fields['payment_amount']),
    payer_amount: readDecimal(fields['payer_amount']),
    payer_currency: readCurrency(fields['payer_currency']),
    merchant_amount: readDecimal(fields['merchant_amount']),
    commission: readDecimal(fields['commission']),
    network: readText(fields['network']),
    address: readText(fields['address']),
    address_qr_code: readText(fields['address_qr_code']),
    txid: readText(fields['txid']),
    payment_status: readText(fields['payment_status']),
    status: readText(fields['status']),
    url: readText(fields['url']),
    expired_at: typeof expiredAt === 'number' ? expiredAt : undefined,
    is_final: readBoolean(fields['is_final']),
    additional_data: readText(fields['additional_data']),
    created_at: readText(fields['created_at']),
    updated_at: readText(fields['updated_at']),
  };
}

/** {@link readPayment} for answers, which are checked by a schema: it names what is missing. */
export const paymentSchema = z.unknown().transform((wire, context) => {
  const payment = readPayment(wire);
  if (payment !== undefined) return payment;
  const fields = readObject(wire) ?? {};
  for (const [name, read] of Object.entries(REQUIRED)) {
    if (read(fields[name]) !== undefined) continue;
    context.addIssue({ code: 'custom', path: [name], message: 'is missing or cannot be read' });
  }
  return z.NEVER;
});
