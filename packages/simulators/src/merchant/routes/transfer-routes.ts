import { randomUuid } from '../../control/identifiers.js';
import type { JsonObject } from '../../json/encode-json.js';
import { fixed, formatFixed } from '../../money/fixed.js';
import type { Endpoint, MerchantCall } from '../endpoint.js';
import { checkLimits } from '../invoice/payer-terms.js';
import { isoTime } from '../merchant.js';
import { businessRefusal } from '../refusal.js';

const LARGEST = fixed('10000000');

function transfer(call: MerchantCall, direction: 'to-personal' | 'to-business'): JsonObject {
  const { merchant, fields } = call;
  const amount = fields.requiredAmount('amount', merchant.settings.numericAmounts);
  const currency = fields.requiredText('currency').toUpperCase();
  fields.check();
  if (merchant.state.forbidden.has('transfers')) throw businessRefusal('You are forbidden');
  const row = merchant.state.balances.get(currency);
  if (row === undefined) {
    throw businessRefusal(direction === 'to-personal' ? 'No found user wallet' : 'Merchant wallet not found');
  }
  const minimum = merchant.assets.services.find((service) => service.currency === currency)?.minimum ?? 0n;
  checkLimits(amount, { currency, minimum, maximum: LARGEST });
  const toPersonal = direction === 'to-personal';
  if ((toPersonal ? row.merchant : row.user) < amount) throw businessRefusal('Not enough funds');

  const change = toPersonal ? amount : -amount;
  row.merchant -= change;
  row.user += change;
  const transactionUuid = randomUuid(merchant.random);
  merchant.books.record({
    kind: 'transfer',
    uuid: transactionUuid,
    orderId: null,
    amount: formatFixed(amount, 8),
    currency,
    network: null,
    address: toPersonal ? row.userUuid : row.merchantUuid,
    txid: null,
    at: isoTime(merchant),
  });
  return {
    user_wallet_transaction_uuid: randomUuid(merchant.random),
    user_wallet_balance: formatFixed(row.user, 8),
    merchant_transaction_uuid: transactionUuid,
    merchant_balance: formatFixed(row.merchant, 8),
  };
}

/** Money between the merchant's balance and its owner's. */
export function transferRoutes(): readonly Endpoint[] {
  return (['to-personal', 'to-business'] as const).map((direction) => ({
    method: 'POST',
    path: `/v1/transfer/${direction}`,
    key: 'payout',
    handle: (call) => transfer(call, direction),
  }));
}
