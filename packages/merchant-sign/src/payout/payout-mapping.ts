import { isFiatCurrency, isPositive, type Money, type Payout, subtractMoney } from '@paymux/core';
import { toMoney } from '../payment/payment-mapping.js';
import { sameCode } from '../request-limits.js';
import { toInstant } from '../time.js';
import type { WirePayout } from './payout-schema.js';
import { MERCHANT_SIGN_PAYOUT_STATUSES, type PayoutReading } from './payout-statuses.js';

/** What a payout was paid with, where that is another currency than it was sent in. */
export interface PayoutConversion {
  /** What was taken for it. */
  readonly from: Money;
  readonly toCurrency: string;
  /** What one unit of the first currency gave in the second. */
  readonly rate?: string | undefined;
  /** What the conversion itself cost, in the first currency. */
  readonly fee?: Money | undefined;
}

/** A payout, with what this protocol tells beyond the common contract. */
export interface MerchantPayout extends Payout {
  /** Absent where nothing was converted, or the brand does not tell. */
  readonly conversion?: PayoutConversion | undefined;
}

/**
 * Theirs to ours. `provider` is the brand that answered.
 *
 * @param asked - The reference the answer is to, where the wire leaves it out.
 */
export function toPayout(provider: string, payout: WirePayout, asked?: string): MerchantPayout {
  const providerStatus = payout.status ?? '';
  const reading: PayoutReading = MERCHANT_SIGN_PAYOUT_STATUSES.read(providerStatus);
  const asset = assetOf(payout);
  const debitedAmount = toMoney(payout.merchant_amount, asset);
  const fee = toMoney(payout.commission, asset);
  const sentAlready = reading.status === 'pending' && Boolean(payout.txid);
  return {
    provider,
    providerId: payout.uuid,
    reference: payout.order_id ?? asked,
    status: sentAlready ? 'broadcast' : reading.status,
    final: payout.is_final ?? reading.final ?? false,
    providerStatus,
    amount: { amount: payout.amount, currency: payout.currency.toUpperCase() },
    sentAmount: toSentAmount(debitedAmount, fee),
    debitedAmount,
    fee,
    balanceAfter: payout.balance ?? undefined,
    network: payout.network ?? undefined,
    destination: payout.address ? { type: 'crypto_address', address: payout.address } : undefined,
    memo: payout.memo ?? undefined,
    transactionId: payout.txid ?? undefined,
    createdAt: toInstant(payout.created_at),
    updatedAt: toInstant(payout.updated_at),
    conversion: toConversion(payout.convert),
  };
}

function toConversion(convert: WirePayout['convert']): PayoutConversion | undefined {
  if (!convert) return undefined;
  const { commission, from_amount: amount, from_currency: currency, rate, to_currency: toCurrency } = convert;
  return {
    from: { amount, currency: currency.toUpperCase() },
    toCurrency: toCurrency.toUpperCase(),
    rate: rate ?? undefined,
    fee: toMoney(commission, currency),
  };
}

/**
 * The asset that is sent. Of two currencies it is the one that is not fiat; between two crypto
 * currencies the wire does not tell which its figures are in.
 */
function assetOf({ currency, payer_currency: payerCurrency }: WirePayout): string | undefined {
  if (!payerCurrency || sameCode(payerCurrency, currency)) return currency;
  const crypto = [currency, payerCurrency].filter((code) => !isFiatCurrency(code));
  return crypto.length === 1 ? crypto[0] : undefined;
}

/** More digits than any amount has; beyond them, arithmetic is refused. */
const LONGEST_FIGURES = 70;

/** What is debited, less the fee in it. `payer_amount` is the same whoever bears the fee, so it is not that. */
function toSentAmount(debited: Money | undefined, fee: Money | undefined): Money | undefined {
  if (!debited || !fee || debited.amount.length + fee.amount.length > LONGEST_FIGURES) return undefined;
  const sent = subtractMoney(debited, fee);
  return isPositive(sent) ? sent : undefined;
}
