import { JsonNumber, type JsonObject } from '../../json/encode-json.js';
import { formatFixed, formatShort, type Fixed } from '../../money/fixed.js';
import { providerTime, type Merchant } from '../merchant.js';
import type { Payout } from '../state.js';

/** A payout as creation and look-up answer it. */
export function payoutObject(merchant: Merchant, payout: Payout): JsonObject {
  return {
    ...sharedMembers(merchant, payout),
    payer_currency: payout.service.currency,
    payer_amount: figure(merchant, payout.payerAmount),
    ...(merchant.brand.payoutFees && {
      commission: formatFixed(payout.commission, 8),
      merchant_amount: formatFixed(payout.merchantAmount, 8),
      order_id: payout.orderId,
      convert: convertObject(merchant, payout),
    }),
  };
}

/** How a payout was paid for from another balance. */
function convertObject({ assets }: Merchant, payout: Payout): JsonObject | undefined {
  const { debitedCurrency: from, service } = payout;
  if (from === service.currency) return undefined;
  return {
    to_currency: service.currency,
    from_currency: from,
    from_amount: formatFixed(payout.debited, 8),
    commission: null,
    rate: formatFixed(assets.rate(from, service.currency), 8),
  };
}

/** A payout as the history answers it. */
export function payoutListItem(merchant: Merchant, payout: Payout): JsonObject {
  return {
    ...sharedMembers(merchant, payout),
    order_id: payout.orderId,
    payment_status: null,
    created_at: providerTime(payout.createdAt),
    updated_at: providerTime(payout.updatedAt),
  };
}

function sharedMembers(merchant: Merchant, payout: Payout): JsonObject {
  return {
    uuid: payout.uuid,
    amount: merchant.assets.format(payout.amount, payout.currency),
    currency: payout.currency,
    network: payout.service.network,
    address: payout.address,
    txid: payout.txid ?? null,
    status: payout.status,
    is_final: payout.isFinal,
    balance: figure(merchant, payout.balance),
  };
}

function figure({ settings }: Merchant, amount: Fixed): string | JsonNumber | null {
  if (settings.payoutNumbers === 'null') return null;
  return settings.payoutNumbers === 'text' ? formatFixed(amount, 8) : new JsonNumber(formatShort(amount));
}
