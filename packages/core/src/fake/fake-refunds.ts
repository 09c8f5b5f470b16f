import * as z from 'zod';
import { findOperation, listOperation, operation } from '../authoring/operation.js';
import { ownOptionProblems } from '../authoring/own-options.js';
import { statusTable } from '../authoring/status-table.js';
import type { ListQuery, ObjectQuery } from '../provider/object-query.js';
import type { CreateRefundRequest } from '../refund/refund-processor.js';
import type { Refund } from '../refund/refund.js';
import { commonFields, differencesOf, isNamedBy, pageOf } from './fake-fields.js';

/** A refund on the fake's wire. */
export const fakeRefundSchema = z.object({
  ...commonFields,
  paymentId: z.string(),
  /** Whether no amount was asked for. */
  everything: z.boolean(),
});

/** See {@link fakeRefundSchema}. */
export type FakeRefundObject = Readonly<z.infer<typeof fakeRefundSchema>>;

const FAKE_REFUND_STATUSES = statusTable({
  pending: { status: 'pending', final: false },
  refunded: { status: 'succeeded', final: true },
  failed: { status: 'failed', final: true },
  cancelled: { status: 'cancelled', final: true },
});

/** The fake's view of a refund in the words of the contract. */
export function toRefund(object: FakeRefundObject): Refund {
  return {
    provider: 'fake',
    providerId: object.id,
    reference: object.reference,
    paymentId: object.paymentId,
    final: false,
    ...FAKE_REFUND_STATUSES.read(object.state),
    providerStatus: object.state,
    amount: object.amount,
    createdAt: new Date(object.createdAt),
    metadata: object.metadata,
  };
}

/** The refund methods of the fake. */
export const FAKE_REFUND_OPERATIONS = {
  createRefund: operation({
    path: '/createRefund',
    effect: 'write',
    check: (request) => ownOptionProblems(request, 'fake'),
    build: ({ providerOptions: _others, ...request }: CreateRefundRequest) => request,
    answer: fakeRefundSchema,
    parse: toRefund,
    fits: ({ reference }, request) => reference === request.reference,
    differs: (found, request) => [
      ...differencesOf(found, request, ['paymentId']),
      ...(request.amount === undefined && !found.everything ? ['amount'] : []),
    ],
  }),
  findRefund: findOperation({
    path: '/findRefund',
    build: (query: ObjectQuery) => query,
    answer: fakeRefundSchema,
    parse: toRefund,
    fits: isNamedBy,
  }),
  listRefunds: listOperation({
    path: '/listRefunds',
    build: (query: ListQuery & { readonly paymentId?: string | undefined }, cursor) => ({ ...query, cursor }),
    answer: pageOf(fakeRefundSchema),
    parsePage: ({ items, nextCursor }) => ({ items: items.map(toRefund), nextCursor }),
  }),
};
