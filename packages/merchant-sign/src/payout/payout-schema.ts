import * as z from 'zod';
import {
  currencyField,
  decimalField,
  optionalBoolean,
  optionalCurrency,
  optionalDecimal,
  optionalText,
} from '../fields.js';

/** The fields of a payout that are read, from an answer, a history item or a webhook. */
export const payoutSchema = z.object({
  uuid: z.string().min(1),
  order_id: optionalText,
  amount: decimalField,
  currency: currencyField,
  network: optionalText,
  address: optionalText,
  memo: optionalText,
  txid: optionalText,
  status: optionalText,
  is_final: optionalBoolean,
  balance: optionalDecimal,
  payer_currency: optionalCurrency,
  payer_amount: optionalDecimal,
  commission: optionalDecimal,
  merchant_amount: optionalDecimal,
  convert: z
    .object({
      from_currency: currencyField,
      from_amount: decimalField,
      to_currency: currencyField,
      rate: optionalDecimal,
      commission: optionalDecimal,
    })
    .nullish()
    .catch(undefined),
  created_at: optionalText,
  updated_at: optionalText,
});

/** A payout as the wire writes it. */
export type WirePayout = z.infer<typeof payoutSchema>;
