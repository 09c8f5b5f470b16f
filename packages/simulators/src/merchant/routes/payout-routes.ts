import type { JsonObject } from '../../json/encode-json.js';
import type { Service } from '../assets.js';
import type { Endpoint, MerchantCall } from '../endpoint.js';
import type { Merchant } from '../merchant.js';
import { COURSE_SOURCE, MERCHANT_URL, orderIdRules } from '../field-rules.js';
import { findNamed, readNames } from '../object-names.js';
import { pageOf, pageRequest } from '../pages-of-records.js';
import { createPayout, PAYOUT_PRIORITIES } from '../payout/create-payout.js';
import { payoutListItem, payoutObject } from '../payout/payout-object.js';
import { businessRefusal } from '../refusal.js';
import type { RequestFields } from '../request-fields.js';

/** Networks whose transfers can be hurried. */
const PRIORITY_NETWORKS: ReadonlySet<string> = new Set(['btc', 'eth', 'polygon', 'bsc']);

function postPayout({ merchant, fields }: MerchantCall): JsonObject {
  const { assets, state } = merchant;
  const amount = fields.requiredAmount('amount', merchant.settings.numericAmounts);
  const currency = fields.requiredText('currency');
  const orderId = fields.requiredText('order_id', orderIdRules(100));
  const address = fields.requiredText('address');
  const feeFromBalance = fields.requiredBoolean('is_subtract');
  const network = fields.text('network');
  const urlCallback = fields.text('url_callback', MERCHANT_URL);
  const toCurrency = fields.text('to_currency');
  const fromCurrency = fields.text('from_currency', { oneOf: ['USDT'] });
  const priority = fields.text('priority', { min: 4, max: 11, oneOf: PAYOUT_PRIORITIES }) ?? 'recommended';
  const memo = fields.text('memo', { min: 1, max: 30 });
  fields.text('course_source', COURSE_SOURCE);

  const isFiat = assets.isKnown(currency) && !assets.isCrypto(currency);
  if (isFiat && toCurrency === undefined) fields.fail('to_currency', 'required');
  const payerCurrency = isFiat ? (toCurrency ?? '') : currency;
  checkNetworkFields(merchant, fields, { payerCurrency, network, priority, memo });
  fields.check();

  if (state.forbidden.has('payouts')) throw businessRefusal('You are forbidden');
  const existing = state.payouts.find((payout) => payout.orderId === orderId);
  if (existing !== undefined) return payoutObject(merchant, existing);
  if (!assets.isKnown(currency)) throw businessRefusal('The currency was not found');
  const service = findService(merchant, payerCurrency, network, isFiat);
  return payoutObject(
    merchant,
    createPayout(merchant, {
      amount,
      currency,
      orderId,
      address,
      feeFromBalance,
      service,
      urlCallback,
      fromCurrency,
      priority,
      memo,
    }),
  );
}

/** Checks what depends on the network: whether it is needed, and whether memo and priority make sense there. */
function checkNetworkFields(
  { assets }: Merchant,
  fields: RequestFields,
  payout: {
    readonly payerCurrency: string;
    readonly network: string | undefined;
    readonly priority: string;
    readonly memo: string | undefined;
  },
): void {
  const { payerCurrency, network, priority, memo } = payout;
  const known = assets.isCrypto(payerCurrency);
  if (network === undefined && known && assets.service(payerCurrency) === undefined) fields.fail('network', 'required');
  const actual = network?.toLowerCase() ?? assets.service(payerCurrency)?.network;
  if (memo !== undefined && actual !== 'ton') fields.fail('memo', 'prohibited');
  if (priority !== 'recommended' && !(actual !== undefined && PRIORITY_NETWORKS.has(actual))) {
    fields.fail('priority', 'prohibited');
  }
}

function findService({ assets }: Merchant, currency: string, network: string | undefined, converted: boolean): Service {
  if (converted && !assets.isCrypto(currency)) throw businessRefusal('Not found service to_currency');
  const service = assets.service(currency, network);
  if (service === undefined) throw businessRefusal('The service was not found');
  return service;
}

/** Payouts: create, look up, list. */
export function payoutRoutes(): readonly Endpoint[] {
  return [
    { method: 'POST', path: '/v1/payout', key: 'payout', handle: postPayout },
    {
      method: 'POST',
      path: '/v1/payout/info',
      key: 'payout',
      handle({ merchant, fields }) {
        const names = readNames(fields, merchant.settings.payoutLookupOrderIdLength);
        fields.check();
        const payout = findNamed(merchant.state.payouts, names, 'order_id');
        if (payout === undefined) throw businessRefusal(merchant.settings.texts.payoutNotFound);
        return payoutObject(merchant, payout);
      },
    },
    {
      method: 'POST',
      path: '/v1/payout/list',
      key: 'payout',
      handle({ merchant, fields, query }) {
        const request = pageRequest(merchant, fields, query);
        fields.check();
        return {
          merchant_uuid: merchant.settings.merchantId,
          ...pageOf(merchant.state.payouts, request, (payout) => payoutListItem(merchant, payout)),
        };
      },
    },
  ];
}
