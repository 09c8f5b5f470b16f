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

/**
 * The body of a webhook that tells of a paid payment or a finished payout, before it is signed.
 *
 * @throws InvalidRequestError The provider counts in smallest units, of which the amount is no whole number.
 */
export async function sampleBody({ options, provider }: AccountSettings, sample: Sample, now: Date): Promise<string> {
  const { amount, currency, reference, subject } = sample;
  if (options['dialect'] === 'api-key') {
    const metadata = { reference };
    return JSON.stringify({ transaction_id: randomUUID(), status: 'confirmed', amount, asset: currency, metadata });
  }
  if (provider === 'molam') {
    const { jsonNumber, toMinorUnits } = await import('@paymux/core');
    const isPayment = subject === 'payment';
    const metadata = { paymux_reference: reference };
    const data = isPayment
      ? { id: `pi_${reference}`, status: 'succeeded', currency, metadata }
      : { id: `po_${reference}`, status: 'settled', currency, metadata };
    const digits = isPayment ? toMinorUnits({ amount, currency }).toString() : jsonNumber(amount).digits;
    const type = isPayment ? 'payment_intent.succeeded' : 'payout.paid';
    const event = JSON.stringify({ id: `evt_${randomUUID()}`, type, created: now.toISOString(), livemode: false });
    return withMember(event, 'data', withMember(JSON.stringify(data), 'amount', digits));
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

/** An object with one more member, whose value is JSON as it stands. */
function withMember(json: string, name: string, value: string): string {
  return `${json.slice(0, -1)},${JSON.stringify(name)}:${value}}`;
}
