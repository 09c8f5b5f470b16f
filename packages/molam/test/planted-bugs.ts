import type { PlantedBug } from '@paymux/testkit/planted-bugs';

const PROVIDER = '@paymux/molam/dist/molam-provider.js';
const CAPABILITIES = '@paymux/molam/dist/molam-capabilities.js';
const WIRE = '@paymux/molam/dist/molam-wire.js';
const AMOUNTS = '@paymux/molam/dist/amounts.js';
const METADATA = '@paymux/molam/dist/metadata.js';
const PAGING = '@paymux/molam/dist/paging.js';
const FIND_BY_SCAN = '@paymux/core/dist/authoring/find-by-scan.js';
const CREATE_PAYMENT = '@paymux/molam/dist/payment/create-payment.js';
const CHANGE_PAYMENT = '@paymux/molam/dist/payment/change-payment.js';
const PAYMENT = '@paymux/molam/dist/payment/payment-mapping.js';
const CREATE_PAYOUT = '@paymux/molam/dist/payout/create-payout.js';
const PAYOUT = '@paymux/molam/dist/payout/payout-mapping.js';
const CREATE_REFUND = '@paymux/molam/dist/refund/create-refund.js';
const REFUND_BY_PAYMENT = '@paymux/molam/dist/refund/refund-by-payment.js';
const REFUND = '@paymux/molam/dist/refund/refund-mapping.js';
const SIGNATURE = '@paymux/molam/dist/webhook/signature.js';
const VERIFY = '@paymux/molam/dist/webhook/judge-signature.js';
const CHECK = '@paymux/molam/dist/webhook/check-delivery.js';
const SCHEME = '@paymux/molam/dist/webhook/molam-webhook-scheme.js';
const EVENTS = '@paymux/molam/dist/webhook/to-events.js';

/** Mistakes in this adapter that the conformance suite must catch. */
export const MOLAM_PLANTED_BUGS: readonly PlantedBug[] = [
  {
    name: 'calls go out without their idempotency key',
    file: WIRE,
    find: "...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),",
    replace: '',
    cases: ['payments/are-one-under-one-reference'],
  },
  {
    name: 'every attempt has an idempotency key of its own',
    file: WIRE,
    find: "'idempotency-key': idempotencyKey }",
    replace: "'idempotency-key': `${idempotencyKey}-${String(Math.random()).slice(2)}` }",
    cases: ['payouts/move-money-once-under-one-reference'],
  },
  {
    name: 'the key is not kept from messages',
    file: WIRE,
    find: 'secrets: [apiKey, ...otherSecrets],',
    replace: 'secrets: otherSecrets,',
    cases: ['secrets/do-not-come-back'],
  },
  {
    name: 'the secrets of webhooks are not kept from messages',
    file: WIRE,
    find: 'secrets: [apiKey, ...otherSecrets],',
    replace: 'secrets: [apiKey],',
    cases: ['secrets/do-not-come-back'],
  },
  {
    name: 'a wrong key is not told from other refusals',
    file: WIRE,
    find: 'if (status === 401)',
    replace: 'if (status === 499)',
    cases: ['account/with-wrong-credentials'],
  },
  {
    name: 'what is not found is taken for a refusal',
    file: WIRE,
    find: "return 'not_found';",
    replace: 'return undefined;',
    cases: ['payments/not-found-is-undefined'],
  },
  {
    name: 'a conflict of keys is taken for a refusal',
    file: WIRE,
    find: "return 'idempotency_conflict';",
    replace: 'return undefined;',
    cases: ['payouts/conflict-under-a-used-reference', 'payments/conflict'],
  },
  {
    name: 'a state that may be our own doing is taken for a no',
    file: WIRE,
    find: "return 'undecided';",
    replace: 'return undefined;',
    cases: ['faults/create-payment-meets-an-undecided-refusal'],
  },
  {
    name: 'every 404 is taken for an absence',
    file: WIRE,
    find: "    if (answer === undefined)\n        return { kind: 'unreadable' };",
    replace:
      "    if (answer === undefined)\n        return status === 404 ? { kind: 'refusal', refusal: { reason: 'not_found' } } : { kind: 'unreadable' };",
    cases: ['doubts/a-404-page', 'faults/create-payment-meets-a-404'],
  },
  {
    name: 'amounts of payments go out in major units',
    file: AMOUNTS,
    find: 'return Number(toMinorUnits(amount));',
    replace: 'return Number(amount.amount);',
    cases: ['payments/tells-what-was-opened'],
  },
  {
    name: 'amounts of payments are multiplied as binary fractions',
    file: AMOUNTS,
    find: 'return Number(toMinorUnits(amount));',
    replace: 'return Number(amount.amount) * 10 ** (currencyScale(amount.currency) ?? 2);',
    cases: ['payments/carries-amounts-exactly'],
  },
  {
    name: 'every currency is taken to have two decimals',
    file: AMOUNTS,
    find: 'return fromMinorUnits(BigInt(units), currency);',
    replace: 'return { amount: (units / 100).toFixed(2), currency };',
    cases: ['payments/carries-amounts-exactly'],
  },
  {
    name: 'a third decimal is cut off',
    file: AMOUNTS,
    find: '    if (decimalPlaces(amount) <= scale)\n        return [];',
    replace: '    if (decimalPlaces(amount) <= scale + 1)\n        return [];',
    cases: ['requests/payment-that-the-wire-cannot-carry'],
  },
  {
    name: 'objects are sent without their reference',
    file: METADATA,
    find: 'return { ...metadata, [REFERENCE_KEY]: reference };',
    replace: 'return { ...metadata };',
    cases: ['payments/are-found-by-their-reference', 'payments/tells'],
  },
  {
    name: 'a list ends after its first page',
    file: PAGING,
    find: 'const goesOn = items.length > 0 &&',
    replace: 'const goesOn = false &&',
    cases: ['lists/payments-are-read-to-the-end'],
  },
  {
    name: 'the end of a period is not looked at',
    file: PAGING,
    find: '!isBefore(item) && !isAfter(item)',
    replace: '!isBefore(item)',
    cases: ['lists/payments-are-narrowed'],
  },
  {
    name: 'a look-up by reference takes the first object it sees',
    file: FIND_BY_SCAN,
    find: 'if (item.reference === reference)',
    replace: 'if (item.reference !== undefined)',
    cases: ['payments/not-found-is-undefined', 'payments/are-found'],
  },
  {
    name: 'a look-up by reference takes a reference that only begins alike',
    file: FIND_BY_SCAN,
    find: 'if (item.reference === reference)',
    replace: 'if (item.reference?.startsWith(reference))',
    cases: ['payments/not-found-is-undefined'],
  },
  {
    name: 'the money is always taken at once',
    file: CREATE_PAYMENT,
    find: "capture: request.capture !== 'manual',\n                customer",
    replace: 'capture: true,\n                customer',
    cases: ['payments/are-captured'],
  },
  {
    name: 'confirming goes to the wrong call',
    file: CHANGE_PAYMENT,
    find: '/${providerId}/confirm`',
    replace: '/${providerId}/cancel`',
    cases: ['payments/are-confirmed'],
  },
  {
    name: 'money that is only held reads as success',
    file: PAYMENT,
    find: "requires_capture: { status: 'authorized', final: false }",
    replace: "requires_capture: { status: 'succeeded', final: false }",
    cases: ['statuses/payments-read-as-declared'],
  },
  {
    name: 'two status words are swapped',
    file: PAYMENT,
    find: "    canceled: { status: 'cancelled', final: true },\n    failed: { status: 'failed', final: true },",
    replace: "    canceled: { status: 'failed', final: true },\n    failed: { status: 'cancelled', final: true },",
    cases: ['statuses/payments-read-as-declared'],
  },
  {
    name: 'a status that nobody has mapped reads as success',
    file: PAYMENT,
    find: '        status: reading.status,\n',
    replace: "        status: reading.status === 'unrecognised' ? 'succeeded' : reading.status,\n",
    cases: ['statuses/unknown-words-of-payments'],
  },
  {
    name: 'amounts of payouts pass through a binary fraction',
    file: CREATE_PAYOUT,
    find: 'amount: toWireDecimal(request.amount),',
    replace: 'amount: Number(request.amount.amount) * 1.1 - Number(request.amount.amount) * 0.1,',
    cases: ['payouts/'],
  },
  {
    name: 'a conflict of keys is taken for a call that is still running',
    file: WIRE,
    find: "        return 'idempotency_conflict';",
    replace: "        return 'in_progress';",
    cases: ['payouts/conflict-under-a-used-reference'],
  },
  {
    name: 'a payout that was sent reads as confirmed',
    file: PAYOUT,
    find: "sent: { status: 'broadcast', final: false }",
    replace: "sent: { status: 'confirmed', final: false }",
    cases: ['statuses/payouts-read-as-declared'],
  },
  {
    name: 'a payout that came back reads as failed',
    file: PAYOUT,
    find: "reversed: { status: 'reversed', final: true }",
    replace: "reversed: { status: 'failed', final: true }",
    cases: ['statuses/payouts-read-as-declared'],
  },
  {
    name: 'a payout’s finality is not told',
    file: PAYOUT,
    find: "final: 'final' in reading && reading.final,",
    replace: 'final: false,',
    cases: ['statuses/payouts-read-as-declared'],
  },
  {
    name: 'a refund of a part pays everything back',
    file: CREATE_REFUND,
    find: 'amount: amount && toWireUnits(amount),',
    replace: '',
    cases: ['refunds/pay-a-part-back'],
  },
  {
    name: 'a destination that a refund cannot have is left out in silence',
    file: CREATE_REFUND,
    find: "...refusedFields(request, { destination: 'Molam pays back the way the money came' }),",
    replace: '',
    cases: ['requests/refund-that-the-wire-cannot-carry'],
  },
  {
    name: 'a refund names the payment where the wire wants its charge',
    file: REFUND_BY_PAYMENT,
    find: 'path: refundPath(chargeId)',
    replace: 'path: refundPath(paymentId)',
    cases: ['refunds/pay-everything-back'],
  },
  {
    name: 'a refund that failed reads as pending',
    file: REFUND,
    find: "failed: { status: 'failed', final: true }",
    replace: "failed: { status: 'pending', final: true }",
    cases: ['statuses/refunds-read-as-declared'],
  },
  {
    name: 'a way to look things up is declared that does not exist',
    file: CAPABILITIES,
    find: "const CHANGE = { lookup: 'id', deduplicatesForMs: DAY_MS };",
    replace: "const CHANGE = { lookup: 'anything', deduplicatesForMs: DAY_MS };",
    cases: ['account/declares-whole-windows'],
  },
  {
    name: 'an operation is offered and called otherwise',
    file: PROVIDER,
    find: '        confirmPayment,\n        capturePayment,',
    replace: '        confirmPayment: capturePayment,\n        capturePayment,',
    cases: ['payments/are-confirmed'],
  },
  {
    name: 'the time is not part of what is signed',
    file: SIGNATURE,
    find: ', `${signedAt}.`',
    replace: '',
    cases: ['webhooks/about-a-payment'],
  },
  {
    name: 'signatures are not compared',
    file: VERIFY,
    find: 'equalInConstantTime(candidate, expected)',
    replace: 'candidate !== expected || true',
    cases: ['webhooks/refuse-a-strangers-key'],
  },
  {
    name: 'old deliveries are accepted',
    file: CHECK,
    find: 'Math.abs(now.getTime() - Number(signedAt)) <= toleranceMs',
    replace: 'true',
    cases: ['webhooks/refuse-a-stale-delivery'],
  },
  {
    name: 'deliveries from the future are accepted',
    file: CHECK,
    find: 'Math.abs(now.getTime() - Number(signedAt)) <= toleranceMs',
    replace: 'now.getTime() - Number(signedAt) <= toleranceMs',
    cases: ['webhooks/refuse-a-delivery-from-the-future'],
  },
  {
    name: 'all webhooks have the same deduplication key',
    file: SCHEME,
    find: 'return { ok: true, payload, deduplicationKey, keyId: verdict.kid };',
    replace: "return { ok: true, payload, deduplicationKey: 'a-key', keyId: verdict.kid };",
    cases: ['webhooks/about-different-things'],
  },
  {
    name: 'an event takes its status from its type alone',
    file: EVENTS,
    find: "(object['status'] ?? undefined) === undefined ?",
    replace: 'true ?',
    cases: ['webhooks/with-an-unknown-status', 'webhooks/about-every-status'],
  },
];
