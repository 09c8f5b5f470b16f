const WIRE = '@paymux/merchant-sign/dist/merchant-sign-wire.js';
const CREATE_PAYMENT = '@paymux/merchant-sign/dist/payment/create-payment.js';
const PAYMENT = '@paymux/merchant-sign/dist/payment/payment-mapping.js';
const PAYMENT_STATUSES = '@paymux/merchant-sign/dist/payment/payment-statuses.js';
const CREATE_PAYOUT = '@paymux/merchant-sign/dist/payout/create-payout.js';
const PAYOUT = '@paymux/merchant-sign/dist/payout/payout-mapping.js';
const PAYOUT_STATUSES = '@paymux/merchant-sign/dist/payout/payout-statuses.js';
const FIND_PAYOUT = '@paymux/merchant-sign/dist/payout/find-payout.js';
const SIGNED_BODY = '@paymux/merchant-sign/dist/open-signed-body.js';
const SIGNED_TEXT = '@paymux/merchant-sign/dist/open-text.js';
const SCHEMES = '@paymux/merchant-sign/dist/webhook/webhook-schemes.js';
const PARTS = '@paymux/merchant-sign/dist/merchant/merchant-parts.js';
const CAPABILITIES = '@paymux/merchant-sign/dist/merchant/merchant-capabilities.js';

/** A mistake in a built module of the protocol, and the cases of the conformance suite that catch it. */
export interface MerchantPlantedBug {
  /** Says what is wrong, as a clause. */
  readonly name: string;
  /** The module, by package and path. */
  readonly file: string;
  /** Text that occurs in the module exactly once. */
  readonly find: string;
  readonly replace: string;
  /** Beginnings of the ids of the cases, likeliest first. */
  readonly cases: readonly string[];
}

/** Mistakes in the protocol that the conformance suite must catch at every brand. */
export const MERCHANT_PLANTED_BUGS: readonly MerchantPlantedBug[] = [
  {
    name: 'payouts are signed with the payment key',
    file: PARTS,
    find: 'payouts: payout && payoutMethods(operations, payout, brand),',
    replace: 'payouts: payment && payoutMethods(operations, payment, brand),',
    cases: ['payouts/tell-what-was-opened'],
  },
  {
    name: 'refunds are declared to be recognised when they come again',
    file: CAPABILITIES,
    find: 'createRefund: NEVER_AGAIN',
    replace: "createRefund: { lookup: 'none', deduplicatesForMs: ALWAYS }",
    cases: ['faults/create-refund'],
  },
  {
    name: 'an operation is declared under a name that nobody can call',
    file: CAPABILITIES,
    find: '    createPayment: {',
    replace: '    openPayment: {',
    cases: ['account/offers'],
  },
  {
    name: 'another text is signed than the one that is sent',
    file: WIRE,
    find: 'sign: signer.sign(text)',
    replace: 'sign: signer.sign(JSON.stringify(body ?? {}, null, 1))',
    cases: ['payments/tells'],
  },
  {
    name: 'the key is not kept from messages',
    file: WIRE,
    find: 'secrets: key === undefined ? otherSecrets : [key, ...otherSecrets],',
    replace: 'secrets: [],',
    cases: ['secrets/do-not-come-back'],
  },
  {
    name: 'a refusal whose status is success is taken for an answer',
    file: WIRE,
    find: "return { kind: 'refusal', refusal: { reason: reasonOf(message, fields, texts), message, fields } };",
    replace: "return { kind: 'payload', payload: envelope.result ?? {} };",
    cases: ['faults/create-refund-meets-a-refusal', 'faults/create-payment-meets-a-refusal'],
  },
  {
    name: 'a wrong signature is not told from other refusals',
    file: WIRE,
    find: "refusal: { reason: 'authentication', message }",
    replace: 'refusal: { message }',
    cases: ['account/with-wrong-credentials'],
  },
  {
    name: 'a refusal that says neither yes nor no is taken for a no',
    file: WIRE,
    find: "return 'undecided';",
    replace: 'return undefined;',
    cases: ['faults/create-payout-meets-an-undecided-refusal'],
  },
  {
    name: 'what is not found is taken for a refusal',
    file: WIRE,
    find: "return 'not_found';",
    replace: 'return undefined;',
    cases: ['payments/not-found-is-undefined'],
  },
  {
    name: 'every refusal of a look-up is taken for an absence',
    file: WIRE,
    find: '    if (message === undefined)\n        return undefined;',
    replace: "    return 'not_found';",
    cases: ['faults/create-payment-meets-an-undecided-refusal', 'faults/', 'doubts/a-look-up'],
  },
  {
    name: 'a payment goes out without its reference',
    file: CREATE_PAYMENT,
    find: 'order_id: request.reference,',
    replace: 'order_id: String(Math.random()).slice(2),',
    cases: ['payments/are-one-under-one-reference', 'payments/tells'],
  },
  {
    name: 'amounts of payments pass through a binary fraction',
    file: CREATE_PAYMENT,
    find: 'amount: request.amount.amount,',
    replace: 'amount: Number(request.amount.amount),',
    cases: ['payments/'],
  },
  {
    name: 'amounts of payments are rounded to cents',
    file: CREATE_PAYMENT,
    find: 'amount: request.amount.amount,',
    replace: 'amount: Number(request.amount.amount).toFixed(2),',
    cases: ['payments/carries-amounts-exactly'],
  },
  {
    name: 'nobody is told where webhooks go',
    file: CREATE_PAYMENT,
    find: 'url_callback: request.webhookUrl,',
    replace: '',
    cases: ['webhooks/about-a-payment'],
  },
  {
    name: 'another network under the same reference is not noticed',
    file: CREATE_PAYMENT,
    find: "differs.push('network');",
    replace: '',
    cases: ['payments/conflict-under-a-used-reference'],
  },
  {
    name: 'amounts that the wire cannot carry are sent',
    file: CREATE_PAYMENT,
    find: '...amountProblems(request.amount),',
    replace: '',
    cases: ['requests/payment-that-the-wire-cannot-carry'],
  },
  {
    name: 'what has come is not told',
    file: PAYMENT,
    find: 'const receivedAmount = toMoney(payment.payment_amount, payment.payer_currency);',
    replace: 'const receivedAmount = undefined;',
    cases: ['payments/tell-too-little'],
  },
  {
    name: 'money that is held counts as final when the record says so',
    file: PAYMENT,
    find: "reading.exception === 'held' ? false : (said ?? reading.final ?? false)",
    replace: 'said ?? reading.final ?? false',
    cases: ['statuses/payments-read-as-declared'],
  },
  {
    name: 'too little money reads as success',
    file: PAYMENT_STATUSES,
    find: "wrong_amount: { status: 'expired', exception: 'underpaid', final: true }",
    replace: "wrong_amount: { status: 'succeeded', exception: 'underpaid', final: true }",
    cases: ['statuses/payments-read-as-declared'],
  },
  {
    name: 'two status words are swapped',
    file: PAYMENT_STATUSES,
    find: "    fail: { status: 'failed', final: true },\n    cancel: { status: 'expired', final: true },",
    replace: "    fail: { status: 'expired', final: true },\n    cancel: { status: 'failed', final: true },",
    cases: ['statuses/payments-read-as-declared'],
  },
  {
    name: 'a status that nobody has mapped reads as success',
    file: PAYMENT,
    find: 'status: reading.status,',
    replace: "status: reading.status === 'unrecognised' ? 'succeeded' : reading.status,",
    cases: ['statuses/unknown-words-of-payments'],
  },
  {
    name: 'a payout that is only broadcast reads as confirmed',
    file: PAYOUT_STATUSES,
    find: "check: { status: 'pending', final: false }",
    replace: "check: { status: 'confirmed', final: false }",
    cases: ['statuses/payouts-read-as-declared'],
  },
  {
    name: 'a payout that nobody can read reads as failed',
    file: PAYOUT,
    find: "sentAlready ? 'broadcast' : reading.status",
    replace: "reading.status === 'unrecognised' ? 'failed' : reading.status",
    cases: ['statuses/unknown-words-of-payouts'],
  },
  {
    name: 'the fee comes from the wrong side',
    file: CREATE_PAYOUT,
    find: "is_subtract: request.feeFrom === 'balance'",
    replace: "is_subtract: request.feeFrom === 'amount'",
    cases: ['payouts/take-the-fee'],
  },
  {
    name: 'the memo is dropped',
    file: CREATE_PAYOUT,
    find: 'memo: request.memo,',
    replace: '',
    cases: ['payouts/carry-the-memo'],
  },
  {
    name: 'a payout under a used reference to another address is not noticed',
    file: CREATE_PAYOUT,
    find: "differs.push('destination');",
    replace: ';',
    cases: ['payouts/conflict-under-a-used-reference'],
  },
  {
    name: 'addresses are not checked',
    file: CREATE_PAYOUT,
    find: "return problem === undefined ? [] : [{ path: 'destination.address', message: problem }];",
    replace: 'return [];',
    cases: ['requests/payout-that-the-wire-cannot-carry'],
  },
  {
    name: 'a look-up by reference asks for nothing in particular',
    file: FIND_PAYOUT,
    find: 'order_id: reference',
    replace: "order_id: 'payout-1'",
    cases: ['payouts/not-found-is-undefined', 'payouts/are-found'],
  },
  {
    name: 'long references are not looked for in the history',
    file: FIND_PAYOUT,
    find: 'if (!needsScan(query))',
    replace: 'if (needsScan(query))\n            return undefined;\n        if (!needsScan(query))',
    cases: ['payouts/are-found-by-a-long-reference'],
  },
  {
    name: 'signatures of webhooks are not compared',
    file: SIGNED_BODY,
    find: 'equalInConstantTime(toBodyDigest(base64, text), signature)',
    replace: 'toBodyDigest(base64, text) !== undefined',
    cases: ['webhooks/refuse-a-strangers-key'],
  },
  {
    name: 'payouts’ webhooks are accepted under the payment key',
    file: SCHEMES,
    find: "['payout', payoutKeys]",
    replace: "['payout', [...payoutKeys, ...paymentKeys]]",
    cases: ['webhooks/refuse-another-purposes-key'],
  },
  {
    name: 'a second signature is not noticed',
    file: SIGNED_TEXT,
    find: '    if (secondSign !== undefined)\n        return REFUSED.duplicate_signature;',
    replace: '',
    cases: ['webhooks/refuse-two-signatures'],
  },
  {
    name: 'all webhooks have the same deduplication key',
    file: SCHEMES,
    find: 'deduplicationKey: opened.deduplicationKey',
    replace: "deduplicationKey: 'a-key'",
    cases: ['webhooks/about-different-things'],
  },
  {
    name: 'the deduplication key is the object’s id and status',
    file: SCHEMES,
    find: 'deduplicationKey: opened.deduplicationKey',
    replace: "deduplicationKey: `${String(opened.payload['uuid'])}:${String(opened.payload['status'])}`",
    cases: ['webhooks/about-a-second-part'],
  },
];
