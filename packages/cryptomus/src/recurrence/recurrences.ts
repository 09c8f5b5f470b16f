import {
  compareDecimals,
  findOperation,
  isCurrencyCode,
  listOperation,
  type Money,
  type ObjectQuery,
  operation,
  type Problem,
} from '@paymux/core';
import {
  amountProblems,
  cursorQuery,
  lengthProblems,
  namingProblems,
  ownRequestCheck,
  pageSchema,
  rangeProblems,
  referenceProblems,
  requestAmountProblems,
  urlProblems,
  wordProblems,
} from '@paymux/merchant-sign';
import type { CreateRecurrenceRequest } from './recurrence.js';
import { recurrenceSchema, toRecurrence } from './recurrence-mapping.js';

/** `POST /v1/recurrence/create`. Nothing is documented about a repeat, so none is made. */
export const createRecurrence = operation({
  path: '/v1/recurrence/create',
  effect: 'write',
  check: ownRequestCheck<CreateRecurrenceRequest>(
    {
      required: ['reference', 'amount', 'name', 'period'],
      optional: ['toCurrency', 'webhookUrl', 'introduction', 'description'],
    },
    ({ amount, description, introduction, name, period, reference, toCurrency, webhookUrl }, context) => [
      ...referenceProblems(reference),
      ...wholeAmountProblems(amount),
      ...lengthProblems(name, 'name', { min: 3, max: 60 }),
      ...wordProblems(period, 'period', ['weekly', 'monthly', 'three_month']),
      ...(toCurrency === undefined || isCurrencyCode(toCurrency)
        ? []
        : [{ path: 'toCurrency', message: 'must be a currency code such as "USDT"' }]),
      ...urlProblems(webhookUrl, 'webhookUrl', 255, context),
      ...(introduction === undefined ? [] : introductionProblems(introduction, amount)),
      ...lengthProblems(description, 'description', { max: 255 }),
    ],
  ),
  build: (request: CreateRecurrenceRequest) => ({
    amount: request.amount.amount,
    currency: request.amount.currency.toUpperCase(),
    name: request.name,
    period: request.period,
    order_id: request.reference,
    to_currency: request.toCurrency?.toUpperCase(),
    url_callback: request.webhookUrl,
    discount_days: request.introduction?.days,
    discount_amount: request.introduction?.amount,
    additional_data: request.description,
  }),
  answer: recurrenceSchema,
  parse: toRecurrence,
  fits: (recurrence, request) => (recurrence.order_id ?? request.reference) === request.reference,
  differs: (recurrence, request) => [
    ...(compareDecimals(recurrence.amount, request.amount.amount) === 0 ? [] : ['amount']),
    ...(recurrence.currency.toLowerCase() === request.amount.currency.toLowerCase() ? [] : ['currency']),
    ...(recurrence.period === request.period ? [] : ['period']),
  ],
});

function wholeAmountProblems(amount: Money): readonly Problem[] {
  const problems = requestAmountProblems(amount);
  return problems.length > 0 ? problems : amountProblems(amount);
}

/** The wire takes both fields of an introduction or none. */
function introductionProblems(
  introduction: Partial<NonNullable<CreateRecurrenceRequest['introduction']>> | null,
  full: Money | undefined,
): readonly Problem[] {
  if (typeof introduction !== 'object' || introduction === null) {
    return [{ path: 'introduction', message: 'must be an object' }];
  }
  const { amount, days } = introduction;
  const money = { amount: amount ?? '', currency: full?.currency ?? 'USD' };
  const wrong = wholeAmountProblems(money).length > 0;
  return [
    ...(days === undefined ? [{ path: 'introduction.days', message: 'is missing' }] : []),
    ...rangeProblems(days, 'introduction.days', { min: 1, max: 365 }),
    ...(wrong ? [{ path: 'introduction.amount', message: 'must be decimal text above zero, such as "5.00"' }] : []),
  ];
}

/** `POST /v1/recurrence/info`. */
export const findRecurrence = findOperation({
  path: '/v1/recurrence/info',
  check: (request: ObjectQuery) => namingProblems(request),
  build: ({ providerId, reference }: ObjectQuery) => ({ uuid: providerId, order_id: reference }),
  answer: recurrenceSchema,
  parse: toRecurrence,
  fits: (recurrence, { providerId, reference }) =>
    providerId === undefined
      ? recurrence.order_id === reference
      : recurrence.uuid.toLowerCase() === providerId.toLowerCase(),
});

/** `POST /v1/recurrence/list`. */
export const listRecurrences = listOperation({
  path: '/v1/recurrence/list',
  query: (_query: Record<string, never>, cursor) => cursorQuery(cursor),
  build: (_query: Record<string, never>) => ({}),
  answer: pageSchema(recurrenceSchema),
  parsePage: ({ items, paginate }) => ({
    items: items.map(toRecurrence),
    nextCursor: paginate.nextCursor,
  }),
});

/** `POST /v1/recurrence/cancel`. */
export const cancelRecurrence = operation({
  path: '/v1/recurrence/cancel',
  effect: 'write',
  check: (request: ObjectQuery) => namingProblems(request),
  build: ({ providerId, reference }: ObjectQuery) => ({ uuid: providerId, order_id: reference }),
  answer: recurrenceSchema,
  parse: toRecurrence,
  fits: (recurrence, { providerId, reference }) =>
    providerId === undefined
      ? (recurrence.order_id ?? reference) === reference
      : recurrence.uuid.toLowerCase() === providerId.toLowerCase(),
});
