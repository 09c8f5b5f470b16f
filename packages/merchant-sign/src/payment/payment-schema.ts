import { z } from 'zod';
import {
  currencyField,
  decimalField,
  optionalBoolean,
  optionalCurrency,
  optionalDecimal,
  optionalText,
} from '../fields.js';

/** The fields of a payment that are read, from an answer, a history item or a webhook. */
export const paymentSchema = z.object({
  uuid: z.string().min(1),
  order_id: optionalText,
  amount: decimalField,
  currency: currencyField,
  payment_amount: optionalDecimal,
  payer_amount: optionalDecimal,
  payer_currency: optionalCurrency,
  merchant_amount: optionalDecimal,
  commission: optionalDecimal,
  network: optionalText,
  address: optionalText,
  address_qr_code: optionalText,
  txid: optionalText,
  payment_status: optionalText,
  status: optionalText,
  url: optionalText,
  expired_at: z.number().nullish().catch(undefined),
  is_final: optionalBoolean,
  additional_data: optionalText,
  created_at: optionalText,
  updated_at: optionalText,
});

/** A payment as the wire writes it. */
export type WirePayment = z.infer<typeof paymentSchema>;
