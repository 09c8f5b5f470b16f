import * as z from 'zod';
import { currencyField, decimalField, readBoolean, readCurrency, readDecimal, readText } from '../fields.js';

/** What a payment must have. */
const requiredSchema = z.object({ uuid: z.string().min(1), amount: decimalField, currency: currencyField });

/**
 * The fields of a payment that are read, from an answer, a history item or a webhook.
 *
 * What may be missing is read without a schema of its own: twenty of them would take longer than the signature of a
 * webhook does.
 */
export const paymentSchema = z.unknown().transform((wire, context) => {
  const required = requiredSchema.safeParse(wire);
  if (!required.success) {
    for (const { message, path } of required.error.issues)
      context.addIssue({ code: 'custom', message, path: [...path] });
    return z.NEVER;
  }
  const { amount, currency, uuid } = required.data;
  const fields = wire as Readonly<Record<string, unknown>>;
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
});

/** A payment as the wire writes it. */
export type WirePayment = z.infer<typeof paymentSchema>;
