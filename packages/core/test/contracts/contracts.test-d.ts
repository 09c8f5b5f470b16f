import {
  type ConnectionSettings,
  defineProvider,
  findOperation,
  type Listing,
  listOperation,
  operation,
  type Payment,
  type PaymentProcessor,
  type PaymentProvider,
  type PaymentsError,
  type PayoutDestination,
  type Schema,
  type Secret,
  settle,
  type VerifiedEvent,
} from '../../src/index.js';
import type { createTidepay } from './tidepay.js';

declare const anyProvider: PaymentProvider;
declare const tidepay: ReturnType<typeof createTidepay>;

const money = { amount: '15.00', currency: 'USD' };
const to = { type: 'crypto_address', address: 'T' } as const;

// Money.
void (tidepay.payments.createPayment({ reference: 'order-42', amount: money }) satisfies Promise<Payment>);
// @ts-expect-error - A number is no amount.
void tidepay.payments.createPayment({ reference: 'order-42', amount: { amount: 15, currency: 'USD' } });
// @ts-expect-error - Nor is text without a currency.
void tidepay.payments.createPayment({ reference: 'order-42', amount: '15.00' });

// Requests.
// @ts-expect-error - Every write has a reference.
void tidepay.payments.createPayment({ amount: money });
// @ts-expect-error - A misspelt field does not go unnoticed.
void tidepay.payments.createPayment({ reference: 'order-42', amount: money, webhokUrl: 'https://shop.example' });
// @ts-expect-error - A bank account has a holder.
export const homeless: PayoutDestination = { type: 'bank_account', bankCode: '1', accountNumber: '2' };
// @ts-expect-error - An address has no holder.
export const held: PayoutDestination = { ...to, holder: 'Awa' };
// @ts-expect-error - An object is looked up by one name.
void tidepay.payments.findPayment({ reference: 'order-42', providerId: 'pay_1' });
// @ts-expect-error - It is looked up by some name.
void tidepay.payments.findPayment({});

// What a provider may lack is asked for.
// @ts-expect-error - A provider chosen at run time may have no payments.
void anyProvider.payments.createPayment({ reference: 'order-42', amount: money });
void anyProvider.payments?.createPayment({ reference: 'order-42', amount: money });
// @ts-expect-error - Nor need it be able to capture one.
void anyProvider.payments?.capturePayment({ providerId: 'pay_1' });
// @ts-expect-error - This one does not cancel payments.
void tidepay.payments.cancelPayment({ providerId: 'pay_1' });
tidepay.payments satisfies PaymentProcessor;
tidepay satisfies PaymentProvider;

// A look-up may find nothing.
// @ts-expect-error - There may be no such payment.
void tidepay.payments.findPayment({ providerId: 'pay_1' }).then(({ status }) => void status);

// Events come from validators only.
declare function handle(event: VerifiedEvent): void;
declare const payment: Payment;
const lookalike = {
  kind: 'payment',
  type: 't',
  payment,
  provider: 'p',
  deduplicationKey: 'k',
  needsConfirmation: false,
} as const;
// @ts-expect-error - A literal was not verified.
handle(lookalike);
// @ts-expect-error - Nor was anything that JSON.parse gives and somebody named.
handle(JSON.parse('{}') as { kind: 'payment' });
// @ts-expect-error - An event is not changed.
export const change = (event: VerifiedEvent) => (event.needsConfirmation = false);

// Errors are told apart by what may have happened.
export async function outcomeOf(call: Promise<Payment>): Promise<'not_sent' | 'rejected' | 'unknown' | 'ok'> {
  const settled = await settle(call);
  // @ts-expect-error - There is a value only when it went well.
  settled.value satisfies Payment;
  return settled.ok ? 'ok' : settled.error.outcome;
}
// @ts-expect-error - There is no fourth outcome.
export const maybe = (error: PaymentsError): boolean => error.outcome === 'maybe';

// Secrets do not pass for text.
// @ts-expect-error - A secret is revealed on purpose only.
export const text = (secret: Secret): string => secret;

// Operations: the types follow from their parts.
interface Invoice {
  readonly id: string;
}
declare const invoiceSchema: Schema<Invoice>;
const creates = operation({
  path: '/x',
  effect: 'write',
  answer: invoiceSchema,
  build: (request: { readonly ref: string }) => request,
  parse: ({ id }) => id,
});
const finds = findOperation({
  path: '/x',
  answer: invoiceSchema,
  parse: ({ id }, request: { readonly ref: string }) => id + request.ref,
});
const lists = listOperation({
  path: '/x',
  answer: invoiceSchema,
  parsePage: ({ id }) => ({ items: [id], nextCursor: undefined }),
});

// @ts-expect-error - A call says whether it changes anything.
operation({ path: '/x', answer: invoiceSchema, parse: ({ id }) => id });
// @ts-expect-error - The schema decides what an answer has.
operation({ path: '/x', effect: 'read', answer: invoiceSchema, parse: ({ uuid }) => uuid as string });

declare const ownOptions: Schema<ConnectionSettings, { readonly apiKey: string }>;

const createOwn = defineProvider({
  id: 'own',
  options: ownOptions,
  capabilities: () => ({ operations: {}, partialRefunds: false, payoutMemo: false }),
  connect: (_settings, { client, operations }) => ({
    payments: undefined,
    invoices: operations(client(undefined as never), { creates, finds, lists }),
  }),
});

const own = createOwn({ apiKey: 'k' });
void (own.invoices.creates({ ref: 'r' }) satisfies Promise<string>);
void (own.invoices.finds({ ref: 'r' }) satisfies Promise<string | undefined>);
own.invoices.lists() satisfies Listing<string>;
// @ts-expect-error - The method takes what the operation takes.
void own.invoices.creates({ reference: 'r' });
// @ts-expect-error - And it does take it.
void own.invoices.creates();
// @ts-expect-error - Options are those of the schema.
createOwn({ apiKey: 7 });
// @ts-expect-error - A provider that never had refunds has none.
void own.refunds.createRefund;
