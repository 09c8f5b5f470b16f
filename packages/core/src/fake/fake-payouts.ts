import * as z from 'zod';
import { findOperation, listOperation, operation } from '../authoring/operation.js';
import { ownOptionProblems } from '../authoring/own-options.js';
import { statusTable } from '../authoring/status-table.js';
import type { CreatePayoutRequest } from '../payout/create-payout-request.js';
import type { CancelPayoutRequest } from '../payout/payout-processor.js';
import type { Payout } from '../payout/payout.js';
import type { ListQuery, ObjectQuery } from '../provider/object-query.js';
import { commonFields, differencesOf, isNamedBy, pageOf } from './fake-fields.js';

/** A payout on the fake's wire. */
export const fakePayoutSchema = z.object({
  ...commonFields,
  destination: z.discriminatedUnion('type', [
    z.object({ type: z.literal('crypto_address'), address: z.string() }),
    z.object({ type: z.literal('bank_account'), bankCode: z.string(), accountNumber: z.string(), holder: z.string() }),
  ]),
  network: z.string().optional(),
  memo: z.string().optional(),
  feeFrom: z.enum(['balance', 'amount']).optional(),
  transactionId: z.string().optional(),
});

/** See {@link fakePayoutSchema}. */
export type FakePayoutObject = Readonly<z.infer<typeof fakePayoutSchema>>;

const FAKE_PAYOUT_STATUSES = statusTable({
  queued: { status: 'pending', final: false },
  sent: { status: 'broadcast', final: false },
  confirmed: { status: 'confirmed', final: true },
  failing: { status: 'failed', final: false },
  failed: { status: 'failed', final: true },
  cancelled: { status: 'cancelled', final: true },
  returned: { status: 'reversed', final: true },
});

/** The fake's view of a payout in the words of the contract. */
export function toPayout(object: FakePayoutObject): Payout {
  const { destination, memo, metadata, network, transactionId } = object;
  return {
    provider: 'fake',
    providerId: object.id,
    reference: object.reference,
    final: false,
    ...FAKE_PAYOUT_STATUSES.read(object.state),
    providerStatus: object.state,
    amount: object.amount,
    sentAmount: transactionId === undefined ? undefined : object.amount,
    network,
    destination,
    memo,
    transactionId,
    createdAt: new Date(object.createdAt),
    updatedAt: new Date(object.updatedAt),
    metadata,
  };
}

/** The payout methods of the fake. */
export const FAKE_PAYOUT_OPERATIONS = {
  createPayout: operation({
    path: '/createPayout',
    effect: 'write',
    check: (request) => ownOptionProblems(request, 'fake'),
    build: ({ providerOptions: _others, ...request }: CreatePayoutRequest) => request,
    answer: fakePayoutSchema,
    parse: toPayout,
    fits: ({ reference }, request) => reference === request.reference,
    differs: (found, request) => [
      ...differencesOf(found, request, ['destination', 'network', 'feeFrom']),
      // Without its memo a payout may reach somebody else.
      ...(found.memo === request.memo ? [] : ['memo']),
    ],
  }),
  findPayout: findOperation({
    path: '/findPayout',
    build: (query: ObjectQuery) => query,
    answer: fakePayoutSchema,
    parse: toPayout,
    fits: isNamedBy,
  }),
  listPayouts: listOperation({
    path: '/listPayouts',
    build: (query: ListQuery, cursor) => ({ ...query, cursor }),
    answer: pageOf(fakePayoutSchema),
    parsePage: ({ items, nextCursor }) => ({ items: items.map(toPayout), nextCursor }),
  }),
  cancelPayout: operation({
    path: '/cancelPayout',
    effect: 'write',
    build: (request: CancelPayoutRequest) => request,
    answer: fakePayoutSchema,
    parse: toPayout,
    fits: ({ id }, { providerId }) => id === providerId,
  }),
};
