import * as z from 'zod';
import { decided, found } from '../api/found.js';
import { RequestRefusedError } from '../api/problem.js';
import { type AnyRoute, defineRoute } from '../api/route.js';
import { destination, facts, feeFrom, instant, money, providerOptions, reference, text, toldMoney } from './schemas.js';
import type { ServiceParts } from './service-parts.js';

const refund = z
  .strictObject({
    provider: z.string(),
    providerId: z.string().optional(),
    reference: z.string().optional(),
    paymentId: z.string(),
    status: z.enum(['pending', 'succeeded', 'failed', 'cancelled', 'unrecognised']),
    final: z.boolean(),
    providerStatus: z.string().optional(),
    amount: toldMoney.optional(),
    createdAt: instant.optional(),
    metadata: z.record(z.string(), z.string()).optional(),
  })
  .meta({ id: 'Refund' });

/** Paying payments back. */
export function refundRoutes({ paymux: { payments, refunds } }: ServiceParts): readonly AnyRoute[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/v1/refunds',
      permission: 'refunds:write',
      summary: 'Pay a payment back, once for each reference',
      body: z.strictObject({
        reference,
        /** The id of the payment here. */
        payment: text(200),
        /** Absent: everything. */
        amount: money.optional(),
        destination: destination.optional(),
        feeFrom: feeFrom.optional(),
        reason: text(500).optional(),
        metadata: facts.optional(),
        providerOptions: providerOptions.optional(),
      }),
      status: 201,
      response: refund,
      follow: ({ body }) => `/v1/payments/${encodeURIComponent(body.payment)}`,
      async handler({ body: { payment: id, ...request }, concerns }) {
        const { account, providerId: paymentId } = found(await payments.findPayment({ id }), 'payment');
        concerns(id);
        if (paymentId === undefined) {
          throw new RequestRefusedError('conflict', 'The provider has not told its id of the payment yet.');
        }
        return decided(refunds.createRefund({ ...request, paymentId }, { account }));
      },
    }),
  ];
}
