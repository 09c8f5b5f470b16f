import { randomUuid } from '../../control/identifiers.js';
import type { JsonObject } from '../../json/encode-json.js';
import type { Endpoint, MerchantCall } from '../../merchant/endpoint.js';
import { MERCHANT_URL, orderIdRules } from '../../merchant/field-rules.js';
import { findNamed, readNames, refuseTakenOrderId } from '../../merchant/object-names.js';
import { pageOf, pageRequest } from '../../merchant/pages-of-records.js';
import { recurrenceObject } from '../../merchant/recurrence/recurrence-object.js';
import { businessRefusal, Refusal } from '../../merchant/refusal.js';
import type { Recurrence } from '../../merchant/state.js';

const PERIODS = ['weekly', 'monthly', 'three_month'];
const RECURRENCES_PER_PAGE = 8;

function createRecurrence({ merchant, fields }: MerchantCall): JsonObject {
  const { assets, state, settings } = merchant;
  const amount = fields.requiredAmount('amount', settings.numericAmounts);
  const currency = fields.requiredText('currency').toUpperCase();
  const name = fields.requiredText('name', { min: 3, max: 60 });
  const period = fields.requiredText('period', { oneOf: PERIODS });
  const toCurrency = fields.text('to_currency')?.toUpperCase();
  const orderId = fields.text('order_id', orderIdRules(100));
  const urlCallback = fields.text('url_callback', MERCHANT_URL);
  const discountDays = fields.integer('discount_days', { min: 1, max: 365 });
  const discountAmount = fields.amount('discount_amount', settings.numericAmounts);
  const additionalData = fields.text('additional_data', { max: 255 });
  if (fields.has('discount_days') && !fields.has('discount_amount')) fields.fail('discount_amount', 'required_with');
  if (fields.has('discount_amount') && !fields.has('discount_days')) fields.fail('discount_days', 'required_with');
  if (discountAmount !== undefined && discountAmount > amount) fields.fail('discount_amount', 'lte.numeric');
  fields.check();

  if (state.forbidden.has('payments')) throw businessRefusal('You are forbidden');
  if (orderId !== undefined) {
    refuseTakenOrderId(merchant, orderId, 'recurrences');
    // Unlike an invoice or a wallet, a known recurring payment is not answered again.
    if (state.recurrences.some((recurrence) => recurrence.orderId === orderId)) {
      throw new Refusal(422, settings.orderIdClash);
    }
  }
  if (!assets.isKnown(currency)) throw businessRefusal('The currency was not found');
  if (toCurrency !== undefined && !assets.isCrypto(toCurrency)) throw businessRefusal('Not found service to_currency');

  const recurrence: Recurrence = {
    uuid: randomUuid(merchant.random),
    name,
    orderId,
    amount,
    currency,
    toCurrency,
    period,
    urlCallback,
    discountDays,
    discountAmount,
    additionalData,
    status: 'wait_accept',
    lastPayOff: undefined,
    createdAt: merchant.clock.now(),
  };
  state.recurrences.push(recurrence);
  return recurrenceObject(merchant, recurrence);
}

function namedRecurrence({ merchant, fields }: MerchantCall): Recurrence {
  const names = readNames(fields, 100);
  fields.check();
  const recurrence = findNamed(merchant.state.recurrences, names, 'order_id');
  if (recurrence === undefined) throw businessRefusal(merchant.settings.texts.recurrenceNotFound);
  return recurrence;
}

/** Payments that repeat: create, look up, list, cancel. */
export function recurrenceRoutes(): readonly Endpoint[] {
  return [
    { method: 'POST', path: '/v1/recurrence/create', key: 'payment', handle: createRecurrence },
    {
      method: 'POST',
      path: '/v1/recurrence/info',
      key: 'payment',
      handle: (call) => recurrenceObject(call.merchant, namedRecurrence(call)),
    },
    {
      method: 'POST',
      path: '/v1/recurrence/list',
      key: 'payment',
      handle({ merchant, fields, query }) {
        const request = pageRequest(merchant, fields, query);
        fields.check();
        const toObject = (recurrence: Recurrence): JsonObject => recurrenceObject(merchant, recurrence);
        return pageOf(merchant.state.recurrences, request, toObject, RECURRENCES_PER_PAGE);
      },
    },
    {
      method: 'POST',
      path: '/v1/recurrence/cancel',
      key: 'payment',
      handle(call) {
        const recurrence = namedRecurrence(call);
        recurrence.status = 'cancel_by_merchant';
        return recurrenceObject(call.merchant, recurrence);
      },
    },
  ];
}
