import type { JsonObject } from '../../json/encode-json.js';
import type { Endpoint, MerchantCall } from '../endpoint.js';
import { MERCHANT_URL, orderIdRules } from '../field-rules.js';
import { findNamed, readNames } from '../object-names.js';
import { pageOf, pageRequest } from '../pages-of-records.js';
import { createPayout } from '../payout/create-payout.js';
import { payoutListItem, payoutObject } from '../payout/payout-object.js';
import { payoutService, readPayoutTerms } from '../payout/payout-terms.js';
import { businessRefusal } from '../refusal.js';

function postPayout({ merchant, fields }: MerchantCall): JsonObject {
  const { state } = merchant;
  const terms = readPayoutTerms(merchant, fields, fields.requiredBoolean('is_subtract'));
  const orderId = fields.requiredText('order_id', orderIdRules(100));
  const address = fields.requiredText('address');
  const urlCallback = fields.text('url_callback', MERCHANT_URL);
  const fromCurrency = fields.text('from_currency', { oneOf: ['USDT'] });
  const memo = fields.text('memo', { min: 1, max: 30 });
  if (memo !== undefined && terms.network !== 'ton') fields.fail('memo', 'prohibited');
  fields.check();

  if (state.forbidden.has('payouts')) throw businessRefusal('You are forbidden');
  const existing = state.payouts.find((payout) => payout.orderId === orderId);
  if (existing !== undefined) return payoutObject(merchant, existing);
  const service = payoutService(merchant, terms);
  const request = { ...terms, orderId, address, service, urlCallback, fromCurrency, memo, otherInterface: undefined };
  return payoutObject(merchant, createPayout(merchant, request));
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
