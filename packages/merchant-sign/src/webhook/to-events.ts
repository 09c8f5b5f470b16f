import type { EventContent, WalletDeposit } from '@paymux/core';
import { isFinal, toMoney, toPayment } from '../payment/payment-mapping.js';
import { readPayment, type WirePayment } from '../payment/payment-schema.js';
import { MERCHANT_SIGN_PAYMENT_STATUSES, type PaymentReading } from '../payment/payment-statuses.js';
import { toPayout } from '../payout/payout-mapping.js';
import { payoutSchema } from '../payout/payout-schema.js';
import { readName, readObject, readText } from '../fields.js';

/** The event in a verified payload; `undefined` when it lacks what such an event must have. */
export function toMerchantSignEvents(provider: string, payload: unknown): readonly EventContent[] | undefined {
  const { type: givenType, wallet_address_uuid: walletId } = readObject(payload) ?? {};
  const type = readName(givenType);
  if (type === undefined) return undefined;
  switch (type) {
    case 'payment': {
      const payment = readPayment(payload);
      return payment && [{ kind: 'payment', type, payment: toPayment(provider, payment) }];
    }
    case 'wallet': {
      const payment = readPayment(payload);
      return payment && [{ kind: 'deposit', type, deposit: toDeposit(provider, payment, readText(walletId)) }];
    }
    case 'payout': {
      const payout = payoutSchema.safeParse(payload);
      return payout.success ? [{ kind: 'payout', type, payout: toPayout(provider, payout.data) }] : undefined;
    }
    default:
      return [{ kind: 'unrecognised', type }];
  }
}

function toDeposit(provider: string, payment: WirePayment, walletId: string | undefined): WalletDeposit {
  const providerStatus = payment.status ?? '';
  const reading: PaymentReading = MERCHANT_SIGN_PAYMENT_STATUSES.read(providerStatus);
  return {
    provider,
    providerId: payment.uuid,
    walletId,
    reference: payment.order_id ?? undefined,
    status: reading.status,
    exception: reading.exception,
    final: isFinal(reading, payment.is_final),
    providerStatus,
    amount: toMoney(payment.payment_amount, payment.payer_currency) ?? {
      amount: payment.amount,
      currency: payment.currency.toUpperCase(),
    },
    creditedAmount: toMoney(payment.merchant_amount, payment.payer_currency),
    fee: toMoney(payment.commission, payment.payer_currency),
    network: payment.network ?? undefined,
    transactionId: payment.txid ?? undefined,
  };
}
