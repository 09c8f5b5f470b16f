import type {
  CreatePaymentRequest,
  CreatePayoutRequest,
  ObjectQuery,
  OperationCapability,
  Payment,
  PaymentProvider,
  Payout,
} from '@paymux/core';
import { aPayment, aPayout, openGateway } from './gateway.js';

/** Recognises every repeat, and finds by reference. */
export const REPLAYS: OperationCapability = { lookup: 'reference', deduplicatesForMs: Number.MAX_SAFE_INTEGER };
/** Sends twice what it is asked twice, and finds by reference. */
export const FORGETS: OperationCapability = { lookup: 'reference', deduplicatesForMs: 0 };
/** Sends twice what it is asked twice, and finds nothing by reference. */
export const BLIND: OperationCapability = { lookup: 'none', deduplicatesForMs: 0 };

/** A provider whose every answer a test decides. */
export interface Till {
  readonly provider: PaymentProvider;
  /** Payouts and payments as they stand there, by reference. */
  readonly payouts: Map<string, Payout>;
  readonly payments: Map<string, Payment>;
  /** All requests for payouts, payments and look-ups, oldest first. */
  readonly sent: CreatePayoutRequest[];
  readonly opened: CreatePaymentRequest[];
  readonly lookUps: ObjectQuery[];
  /** Answers the next requests in place of the till, one after another. */
  readonly answers: ((
    request: CreatePayoutRequest | CreatePaymentRequest,
  ) => Payout | Payment | Promise<Payout | Payment>)[];
  /** Thrown by look-ups while it is set. */
  lookUpError: Error | undefined;
  /** Changes a payout that is there. */
  settle(reference: string, changes: Partial<Payout>): Payout;
}

/** Opens a till. What it is asked for becomes pending, and is found by reference and by id. */
export function openTill({
  capability = REPLAYS,
  needsConfirmation = false,
}: {
  readonly capability?: OperationCapability;
  readonly needsConfirmation?: boolean;
} = {}): Till {
  const { provider: gateway } = openGateway({ needsConfirmation });
  const payouts = new Map<string, Payout>();
  const payments = new Map<string, Payment>();
  const find = <Found extends Payout | Payment>(
    all: Map<string, Found>,
    query: ObjectQuery,
  ): Promise<Found | undefined> => {
    till.lookUps.push(query);
    if (till.lookUpError !== undefined) return Promise.reject(till.lookUpError);
    const found = [...all.values()].find(({ providerId, reference }) =>
      query.providerId === undefined ? reference === query.reference : providerId === query.providerId,
    );
    return Promise.resolve(found);
  };
  const provider: PaymentProvider = {
    id: 'gateway',
    specificationVersion: 1,
    capabilities: {
      operations: {
        createPayout: capability,
        createPayment: capability,
        cancelPayout: { lookup: 'id', deduplicatesForMs: 0 },
      },
      partialRefunds: false,
      payoutMemo: true,
    },
    payouts: {
      async createPayout(request) {
        till.sent.push(request);
        const answer = till.answers.shift();
        if (answer !== undefined) return (await answer(request)) as Payout;
        return holdPayout(till, request);
      },
      findPayout: (query) => find(payouts, query),
      cancelPayout: ({ providerId }) => {
        const [reference = ''] = [...payouts].find(([, payout]) => payout.providerId === providerId) ?? [];
        return Promise.resolve(till.settle(reference, { status: 'cancelled', final: true, providerStatus: 'stopped' }));
      },
    },
    payments: {
      async createPayment(request) {
        till.opened.push(request);
        const answer = till.answers.shift();
        if (answer !== undefined) return (await answer(request)) as Payment;
        const { amount, reference } = request;
        const payment = aPayment({ reference, amount, providerId: `at-${reference}`, ...OPEN });
        payments.set(reference, payment);
        return payment;
      },
      findPayment: (query) => find(payments, query),
    },
    ...(gateway.webhooks === undefined ? {} : { webhooks: gateway.webhooks }),
    close: () => Promise.resolve(),
  };
  const till: Till = {
    provider,
    payouts,
    payments,
    sent: [],
    opened: [],
    lookUps: [],
    answers: [],
    lookUpError: undefined,
    settle(reference, changes) {
      const payout = payouts.get(reference);
      if (payout === undefined) throw new Error(`The till holds no ${reference}.`);
      const changed = { ...payout, ...changes };
      payouts.set(reference, changed);
      return changed;
    },
  };
  return till;
}

/** What the till does with a request that it takes. */
export function holdPayout(till: Till, request: CreatePayoutRequest): Payout {
  const { amount, destination, memo, network, reference } = request;
  const known = till.payouts.get(reference);
  if (known !== undefined) return known;
  const payout = aPayout({ reference, amount, destination, memo, network, providerId: `at-${reference}`, ...WAITING });
  till.payouts.set(reference, payout);
  return payout;
}

const WAITING = { status: 'pending', final: false, providerStatus: 'queued' } as const;
const OPEN = { status: 'pending', final: false, providerStatus: 'open' } as const;
