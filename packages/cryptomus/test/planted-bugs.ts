import type { PlantedBug } from '@paymux/testkit/planted-bugs';

const PROVIDER = '@paymux/cryptomus/dist/cryptomus-provider.js';
const CAPABILITIES = '@paymux/cryptomus/dist/cryptomus-capabilities.js';
const REFUND = '@paymux/merchant-sign/dist/refund/create-refund.js';

/** Mistakes in what is Cryptomus's own that the conformance suite must catch. */
export const CRYPTOMUS_PLANTED_BUGS: readonly PlantedBug[] = [
  {
    name: 'refunds are signed with another key than the account says',
    file: PROVIDER,
    find: 'refundsSignedWith: settings.refundsSignedWith,',
    replace: "refundsSignedWith: settings.refundsSignedWith === 'payout' ? 'payment' : 'payout',",
    cases: ['refunds/pay-everything-back'],
  },
  {
    name: 'a part of a payment is offered to be paid back',
    file: PROVIDER,
    find: 'partialRefunds: false,',
    replace: 'partialRefunds: true,',
    cases: ['requests/refund-that-the-wire-cannot-carry'],
  },
  {
    name: 'a part of a payment is asked back where only everything can be',
    file: REFUND,
    find: '...(request.amount !== undefined && !partial',
    replace: '...(false',
    cases: ['requests/refund-that-the-wire-cannot-carry'],
  },
  {
    name: 'an operation of its own is declared that does not exist',
    file: CAPABILITIES,
    find: 'markAsPaid: {',
    replace: 'markAsUnpaid: {',
    cases: ['account/offers'],
  },
];
