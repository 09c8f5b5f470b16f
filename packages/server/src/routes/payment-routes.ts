import type { PaymentRecord } from '@paymux/orchestration';
import * as z from 'zod';
import { found } from '../api/found.js';
import { pageOf, pageQuery, paging, toPage } from '../api/pages.js';
import { RecordRefusedError } from '../api/record-refused-error.js';
import { type AnyRoute, defineRoute, Reply } from '../api/route.js';
import { payment, paymentHistory, paymentRequest, paymentState, toPaymentAnswer } from './payment-schemas.js';
import { givenInstant, idParams, name, text } from './schemas.js';
import type { ServiceParts } from './service-parts.js';

/** Payments: opening them, and seeing what became of them. */
export function paymentRoutes({ paymux: { payments, store } }: ServiceParts): readonly AnyRoute[] {
  const get = async (id: string): Promise<PaymentRecord> => found(await payments.findPayment({ id }), 'payment');

  return [
    defineRoute({
      method: 'GET',
      path: '/v1/payments',
      permission: 'read',
      summary: 'List payments, newest first',
      lists: ['state'],
      query: z.strictObject({
        ...pageQuery,
        state: z.array(paymentState).optional(),
        account: name.optional(),
        client: text(200).optional(),
        from: givenInstant.optional(),
        before: givenInstant.optional(),
      }),
      response: pageOf(payment),
      async handler({ query: { account, before, client, from, state, ...query } }) {
        const period = { requestedFrom: from, requestedBefore: before };
        const page = await payments.listPayments({ account, client, states: state, ...period, ...paging(query) });
        return toPage(page, toPaymentAnswer);
      },
    }),

    defineRoute({
      method: 'POST',
      path: '/v1/payments',
      permission: 'payments:write',
      summary: 'Open a payment',
      body: paymentRequest,
      status: 201,
      response: payment,
      otherResponses: { 202: payment },
      follow: () => '/v1/payments',
      async handler({ actor, body }) {
        const record = await payments.createPayment({ ...body, creator: actor.person });
        if (record.state === 'failed') {
          throw new RecordRefusedError('payment', record.failureReason, paymentPath(record.id));
        }
        return toReply(record, 201);
      },
    }),

    defineRoute({
      method: 'GET',
      path: '/v1/payments/{id}',
      permission: 'read',
      summary: 'Show a payment',
      params: idParams,
      response: payment,
      async handler({ params: { id } }) {
        return toPaymentAnswer(await get(id));
      },
    }),

    defineRoute({
      method: 'GET',
      path: '/v1/payments/{id}/history',
      permission: 'read',
      summary: 'Everything that happened to a payment, oldest first',
      params: idParams,
      response: paymentHistory,
      async handler({ params: { id } }) {
        await get(id);
        const events = await store.paymentEvents(id);
        return { events: events.map(({ digest: _digest, paymentId: _id, ...entry }) => entry) };
      },
    }),

    defineRoute({
      method: 'POST',
      path: '/v1/payments/{id}/check',
      permission: 'payments:write',
      summary: 'Look a payment up at its provider now',
      idempotency: 'none',
      params: idParams,
      body: z.strictObject({}),
      response: payment,
      otherResponses: { 202: payment },
      follow: ({ params }) => paymentPath(params.id),
      async handler({ params: { id } }) {
        await get(id);
        return toReply(await payments.checkPayment(id), 200);
      },
    }),
  ];
}

function paymentPath(id: string): string {
  return `/v1/payments/${encodeURIComponent(id)}`;
}

/** A payment of which nobody knows what became of it yet has been taken on, and can be followed. */
function toReply(record: PaymentRecord, status: number): Reply<object> {
  const location = paymentPath(record.id);
  if (record.state === 'unknown') return new Reply(202, toPaymentAnswer(record), { location });
  return new Reply(status, toPaymentAnswer(record), status === 201 ? { location } : {});
}
