import { type DepositInstructions, isPositive, type Money, type Payment } from '@paymux/core';
import { secondsToInstant, toInstant } from '../time.js';
import type { WirePayment } from './payment-schema.js';
import { MERCHANT_SIGN_PAYMENT_STATUSES, type PaymentReading } from './payment-statuses.js';

/** Theirs to ours. `provider` is the brand that answered. */
export function toPayment(provider: string, payment: WirePayment): Payment {
  const providerStatus = payment.payment_status ?? payment.status ?? '';
  const reading: PaymentReading = MERCHANT_SIGN_PAYMENT_STATUSES.read(providerStatus);
  const receivedAmount = toMoney(payment.payment_amount, payment.payer_currency);
  // Before any money came, the wire already tells what would be credited and kept.
  const hasArrived = receivedAmount !== undefined && isPositive(receivedAmount);
  return {
    provider,
    providerId: payment.uuid,
    reference: payment.order_id ?? undefined,
    status: reading.status,
    exception: reading.exception,
    final: isFinal(reading, payment.is_final),
    providerStatus,
    amount: { amount: payment.amount, currency: payment.currency.toUpperCase() },
    receivedAmount,
    creditedAmount: hasArrived ? toMoney(payment.merchant_amount, payment.payer_currency) : undefined,
    fee: hasArrived ? toMoney(payment.commission, payment.payer_currency) : undefined,
    checkoutUrl: payment.url ?? undefined,
    deposit: toDeposit(payment),
    refundStatus: reading.refundStatus,
    transactionId: payment.txid ?? undefined,
    createdAt: toInstant(payment.created_at),
    updatedAt: toInstant(payment.updated_at),
    expiresAt: secondsToInstant(payment.expired_at),
    metadata: toMetadata(payment.additional_data),
  };
}

/** The record's own word has precedence over the table, save for money that is held. */
export function isFinal(reading: PaymentReading, said: boolean | null | undefined): boolean {
  return reading.exception === 'held' ? false : (said ?? reading.final ?? false);
}

/** An amount with its currency, where both are told. */
export function toMoney(amount: string | null | undefined, currency: string | null | undefined): Money | undefined {
  return amount && currency ? { amount, currency: currency.toUpperCase() } : undefined;
}

function toDeposit(payment: WirePayment): DepositInstructions | undefined {
  if (!payment.address || !payment.network) return undefined;
  return {
    network: payment.network,
    address: payment.address,
    amount: toMoney(payment.payer_amount, payment.payer_currency),
    qrCode: payment.address_qr_code ?? undefined,
  };
}

/** Metadata travels as a JSON object in `additional_data`; whatever else stands there was not written by us. */
function toMetadata(text: string | null | undefined): Payment['metadata'] {
  if (!text?.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    const entries = Object.entries(value as object);
    return entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')
      ? Object.fromEntries(entries)
      : undefined;
  } catch {
    return undefined;
  }
}
