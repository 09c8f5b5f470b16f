import * as z from 'zod';
import { findOperation, listOperation, operation } from '../authoring/operation.js';
import { ownOptionProblems } from '../authoring/own-options.js';
import { statusTable } from '../authoring/status-table.js';
import type { CreatePaymentRequest } from '../payment/create-payment-request.js';
import type {
  CapturePaymentRequest,
  ChangePaymentRequest,
  ConfirmPaymentRequest,
} from '../payment/payment-processor.js';
import type { Payment } from '../payment/payment.js';
import type { ListQuery, ObjectQuery } from '../provider/object-query.js';
import { commonFields, differencesOf, isNamedBy, moneyFields, pageOf } from './fake-fields.js';

/** A payment on the fake's wire. */
export const fakePaymentSchema = z.object({
  ...commonFields,
  received: moneyFields,
  capture: z.enum(['automatic', 'manual']),
  checkoutUrl: z.string(),
  network: z.string().optional(),
  address: z.string().optional(),
  expiresAt: z.iso.datetime().optional(),
});

/** See {@link fakePaymentSchema}. */
export type FakePaymentObject = Readonly<z.infer<typeof fakePaymentSchema>>;

const FAKE_PAYMENT_STATUSES = statusTable({
  open: { status: 'pending', final: false },
  part_paid: { status: 'pending', exception: 'underpaid', final: false },
  needs_payer: { status: 'requires_action', final: false },
  confirming: { status: 'processing', final: false },
  held: { status: 'processing', exception: 'held', final: false },
  authorized: { status: 'authorized', final: false },
  paid: { status: 'succeeded', final: true },
  overpaid: { status: 'succeeded', exception: 'overpaid', final: true },
  paid_late: { status: 'succeeded', exception: 'late', final: true },
  failed: { status: 'failed', final: true },
  cancelled: { status: 'cancelled', final: true },
  expired: { status: 'expired', final: true },
  expired_short: { status: 'expired', exception: 'underpaid', final: true },
});

/** The fake's view of a payment in the words of the contract. */
export function toPayment(object: FakePaymentObject): Payment {
  const { address, checkoutUrl, expiresAt, network } = object;
  return {
    provider: 'fake',
    providerId: object.id,
    reference: object.reference,
    final: false,
    ...FAKE_PAYMENT_STATUSES.read(object.state),
    providerStatus: object.state,
    amount: object.amount,
    receivedAmount: object.received,
    checkoutUrl,
    deposit: network === undefined || address === undefined ? undefined : { amount: object.amount, network, address },
    nextAction: object.state === 'needs_payer' ? { type: 'redirect', url: checkoutUrl } : undefined,
    createdAt: new Date(object.createdAt),
    updatedAt: new Date(object.updatedAt),
    expiresAt: expiresAt === undefined ? undefined : new Date(expiresAt),
    metadata: object.metadata,
  };
}

/** A change of one payment, under the name of its contract method. */
const change = <Request extends ChangePaymentRequest>(path: string) =>
  operation({
    path,
    effect: 'write',
    build: (request: Request) => request,
    answer: fakePaymentSchema,
    parse: toPayment,
    fits: ({ id }, { providerId }) => id === providerId,
  });

/** The payment methods of the fake. */
export const FAKE_PAYMENT_OPERATIONS = {
  createPayment: operation({
    path: '/createPayment',
    effect: 'write',
    check: (request) => ownOptionProblems(request, 'fake'),
    build: ({ providerOptions: _others, ...request }: CreatePaymentRequest) => request,
    answer: fakePaymentSchema,
    parse: toPayment,
    fits: ({ reference }, request) => reference === request.reference,
    differs: (found, request) => differencesOf(found, request, ['capture', 'network']),
  }),
  findPayment: findOperation({
    path: '/findPayment',
    build: (query: ObjectQuery) => query,
    answer: fakePaymentSchema,
    parse: toPayment,
    fits: isNamedBy,
  }),
  listPayments: listOperation({
    path: '/listPayments',
    build: (query: ListQuery, cursor) => ({ ...query, cursor }),
    answer: pageOf(fakePaymentSchema),
    parsePage: ({ items, nextCursor }) => ({ items: items.map(toPayment), nextCursor }),
  }),
  confirmPayment: change<ConfirmPaymentRequest>('/confirmPayment'),
  capturePayment: change<CapturePaymentRequest>('/capturePayment'),
  cancelPayment: change<ChangePaymentRequest>('/cancelPayment'),
};
