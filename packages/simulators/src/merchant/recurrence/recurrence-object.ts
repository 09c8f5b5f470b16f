import type { JsonObject } from '../../json/encode-json.js';
import { formatFixed } from '../../money/fixed.js';
import { payerPageUrl, providerTime, type Merchant } from '../merchant.js';
import type { Recurrence } from '../state.js';

const DAY_MS = 86_400_000;

/** The crypto currency a recurring payment is collected in, once it is known. */
export function recurrenceCurrency({ assets }: Merchant, recurrence: Recurrence): string | undefined {
  return recurrence.toCurrency ?? (assets.isCrypto(recurrence.currency) ? recurrence.currency : undefined);
}

/** A recurring payment as the provider's calls answer it. */
export function recurrenceObject(merchant: Merchant, recurrence: Recurrence): JsonObject {
  const { assets } = merchant;
  const { amount, currency, discountDays, discountAmount } = recurrence;
  const payerCurrency = recurrenceCurrency(merchant, recurrence);
  return {
    uuid: recurrence.uuid,
    name: recurrence.name,
    order_id: recurrence.orderId ?? null,
    amount: assets.format(amount, currency),
    currency,
    payer_currency: payerCurrency ?? null,
    payer_amount_usd: formatFixed(assets.convert(amount, currency, 'USD'), 2),
    payer_amount: payerCurrency === undefined ? null : formatFixed(assets.convert(amount, currency, payerCurrency), 8),
    url_callback: recurrence.urlCallback ?? null,
    discount_days: discountDays ?? null,
    discount_amount: discountAmount === undefined ? null : assets.format(discountAmount, currency),
    end_of_discount: discountDays === undefined ? null : providerTime(recurrence.createdAt + discountDays * DAY_MS),
    period: recurrence.period,
    status: recurrence.status,
    url: payerPageUrl(merchant, `/recurring/${recurrence.uuid}`),
    last_pay_off: recurrence.lastPayOff === undefined ? null : providerTime(recurrence.lastPayOff),
    additional_data: recurrence.additionalData ?? null,
  };
}
