import { randomUUID } from 'node:crypto';
import type { AccountSettings } from '../config/account-settings.js';
import { signsBytes } from './sign-delivery.js';

/** What a sample says. */
export interface Sample {
  readonly subject: 'payment' | 'payout';
  readonly reference: string;
  readonly amount: string;
  readonly currency: string;
}

/** The body of a webhook that tells of a paid payment or a finished payout, before it is signed. */
export function sampleBody({ options, provider }: AccountSettings, sample: Sample, now: Date): string {
  const { amount, currency, reference, subject } = sample;
  if (options['dialect'] === 'api-key') {
    const metadata = { reference };
    return JSON.stringify({ transaction_id: randomUUID(), status: 'confirmed', amount, asset: currency, metadata });
  }
  if (provider === 'molam') {
    const isPayment = subject === 'payment';
    const metadata = { paymux_reference: reference };
    const data = isPayment
      ? { id: `pi_${reference}`, status: 'succeeded', amount: Math.round(Number(amount) * 100), currency, metadata }
      : { id: `po_${reference}`, status: 'settled', amount: Number(amount), currency, metadata };
    const type = isPayment ? 'payment_intent.succeeded' : 'payout.paid';
    return JSON.stringify({ id: `evt_${randomUUID()}`, type, created: now.toISOString(), livemode: false, data });
  }
  const common = { type: subject, uuid: randomUUID(), order_id: reference, amount, is_final: true, status: 'paid' };
  return JSON.stringify(
    subject === 'payment'
      ? { ...common, payment_amount: amount, currency, payer_currency: currency, payer_amount: amount, txid: null }
      : { ...common, merchant_amount: amount, commission: '0.00000000', currency, network: 'tron', txid: null },
  );
}

/**
 * Makes a body such that whoever parses it and writes it anew gets other bytes: white space where a signature is over
 * the bytes as they stand; a number that JavaScript cannot hold where it is over what PHP makes of them.
 */
export function withOddities(json: string, account: AccountSettings): string {
  return signsBytes(account)
    ? json.replace(/^\{/, '{ \t ').replace(/,"/, ' ,  "')
    : json.replace(/\}$/, ',"paymux_probe":9007199254740993}');
}
