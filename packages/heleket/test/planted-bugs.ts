import type { PlantedBug } from '@paymux/testkit/planted-bugs';

const PROVIDER = '@paymux/heleket/dist/heleket-provider.js';
const CAPABILITIES = '@paymux/heleket/dist/heleket-capabilities.js';
const REFUND = '@paymux/merchant-sign/dist/refund/create-refund.js';
const PARTS = '@paymux/heleket/dist/api-key/api-key-parts.js';
const WIRE = '@paymux/heleket/dist/api-key/api-key-wire.js';
const PAYOUTS = '@paymux/heleket/dist/api-key/api-key-payouts.js';
const PAYOUT = '@paymux/heleket/dist/api-key/api-key-payout.js';
const SIGNATURE = '@paymux/heleket/dist/heleket-signature.js';
const SCHEMES = '@paymux/merchant-sign/dist/webhook/webhook-schemes.js';

/** Mistakes in what is Heleket's own in the dialect `merchant-sign` that the conformance suite must catch. */
export const HELEKET_PLANTED_BUGS: readonly PlantedBug[] = [
  {
    name: 'refunds are signed with the payment key, as they were once',
    file: PROVIDER,
    find: "refundsSignedWith: 'payout'",
    replace: "refundsSignedWith: 'payment'",
    cases: ['refunds/pay-everything-back'],
  },
  {
    name: 'a refund of a part is refused, though it is declared',
    file: PROVIDER,
    find: 'partialRefunds: true',
    replace: 'partialRefunds: false',
    cases: ['refunds/pay-a-part-back'],
  },
  {
    name: 'a refund of a part pays everything back',
    file: REFUND,
    find: 'amount: request.amount?.amount,',
    replace: '',
    cases: ['refunds/pay-a-part-back'],
  },
  {
    name: 'a dialect is taken for the other',
    file: CAPABILITIES,
    find: "settings.dialect === 'api-key'",
    replace: "settings.dialect !== 'api-key'",
    cases: ['account/offers'],
  },
];

/** Mistakes in the dialect `api-key` that the conformance suite must catch. */
export const HELEKET_API_KEY_PLANTED_BUGS: readonly PlantedBug[] = [
  {
    name: 'cancelling is offered and not declared',
    file: PARTS,
    find: "            cancelPayout: { lookup: 'id', deduplicatesForMs: 0 },\n",
    replace: '',
    cases: ['account/offers'],
  },
  {
    name: 'the key is not kept from messages',
    file: WIRE,
    find: '[apiKey, webhookSecret]',
    replace: '[webhookSecret]',
    cases: ['secrets/do-not-come-back'],
  },
  {
    name: 'the secret of webhooks is not kept from messages',
    file: WIRE,
    find: '[apiKey, webhookSecret]',
    replace: '[apiKey]',
    cases: ['secrets/do-not-come-back'],
  },
  {
    name: 'amounts pass through a binary fraction',
    file: WIRE,
    find: 'asDigits ? value :',
    replace: 'asDigits ? String(Number(value) * 1.1 - Number(value) * 0.1) :',
    cases: ['payouts/'],
  },
  {
    name: 'a refusal is taken for an answer',
    file: WIRE,
    find: 'if (status === 200 || status === 201)',
    replace: 'if (status < 500)',
    cases: ['faults/create-payout-meets-a-refusal', 'account/with-wrong'],
  },
  {
    name: 'a wrong key is not told from other refusals',
    file: WIRE,
    find: "return 'authentication';",
    replace: 'return undefined;',
    cases: ['account/with-wrong-credentials'],
  },
  {
    name: 'cancelling goes to another call',
    file: PAYOUTS,
    find: ')}/cancel`',
    replace: ')}/cancelled`',
    cases: ['payouts/are-cancelled'],
  },
  {
    name: 'an answer about another payout is believed',
    file: PAYOUTS,
    find: "findApiKeyPayout = findOperation({\n    method: 'GET',",
    replace:
      "findApiKeyPayout = ((definition) => findOperation({ ...definition, fits: () => true }))({\n    method: 'GET',",
    cases: ['doubts/a-look-up-of-a-payout'],
  },
  {
    name: 'the memo is dropped',
    file: PAYOUTS,
    find: 'memo_tag: request.memo,',
    replace: '',
    cases: ['payouts/carry-the-memo'],
  },
  {
    name: 'more digits are sent than a JSON number need carry',
    file: PAYOUTS,
    find: 'length > FLOAT_DIGITS',
    replace: 'length > 99',
    cases: ['requests/payout-that-the-wire-cannot-carry'],
  },
  {
    name: 'the fee is said to come from the amount, and comes from the balance',
    file: PAYOUTS,
    find: "request.feeFrom === 'amount'",
    replace: 'false',
    cases: ['requests/payout-that-the-wire-cannot-carry'],
  },
  {
    name: 'a payout that is only broadcast reads as confirmed',
    file: PAYOUT,
    find: "broadcast: { status: 'broadcast', final: false }",
    replace: "broadcast: { status: 'confirmed', final: true }",
    cases: ['statuses/payouts-read-as-declared'],
  },
  {
    name: 'a payout that nobody can read reads as failed',
    file: PAYOUT,
    find: 'status: reading.status,',
    replace: "status: reading.status === 'unrecognised' ? 'failed' : reading.status,",
    cases: ['statuses/unknown-words-of-payouts'],
  },
  {
    name: 'finality is not told',
    file: PAYOUT,
    find: "final: 'final' in reading && reading.final,",
    replace: 'final: false,',
    cases: ['statuses/payouts-read-as-declared'],
  },
  {
    name: 'the look-up tells no reference',
    file: PAYOUT,
    find: 'payout.idempotency_key ?? asked?.reference',
    replace: 'asked?.reference',
    cases: ['webhooks/about-a-payout', 'payouts/'],
  },
  {
    name: 'webhooks are looked for under another header',
    file: SIGNATURE,
    find: 'X-Heleket-Signature',
    replace: 'X-Signature',
    cases: ['webhooks/about-a-payout'],
  },
  {
    name: 'signatures of webhooks are not compared',
    file: SCHEMES,
    find: '!generator.verify(body, signature)',
    replace: 'false',
    cases: ['webhooks/refuse-a-strangers-key'],
  },
];
