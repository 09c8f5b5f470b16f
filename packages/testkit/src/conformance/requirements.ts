import type { PaymentProvider } from '@paymux/core';
import type { ConformanceOptions } from './conformance-options.js';

/** What a case needs of a provider beside its being one. */
export type Requirement = keyof typeof REQUIREMENTS;

/** What a case may need of a provider, and how it is told. */
export interface RequirementRule {
  /** Completes "The provider has no …". */
  readonly what: string;
  holds(provider: PaymentProvider, options: ConformanceOptions): boolean;
}

function rule(what: string, holds: RequirementRule['holds']): RequirementRule {
  return { what, holds };
}

const deduplicates = (provider: PaymentProvider, name: string): boolean =>
  (provider.capabilities.operations[name]?.deduplicatesForMs ?? 0) > 0;

const hasPayments: RequirementRule['holds'] = ({ payments }, options) =>
  payments !== undefined && options.payments !== undefined;
const hasPayouts: RequirementRule['holds'] = ({ payouts }, options) =>
  payouts !== undefined && options.payouts !== undefined;

/** Every requirement, and how it is told from a provider and what its author has declared. */
export const REQUIREMENTS = {
  objects: rule(
    'payments or payouts',
    (provider, options) => hasPayments(provider, options) || hasPayouts(provider, options),
  ),
  payments: rule('payments', hasPayments),
  confirmPayment: rule('payments to confirm', ({ payments }) => payments?.confirmPayment !== undefined),
  capturePayment: rule('payments to capture', ({ payments }) => payments?.capturePayment !== undefined),
  cancelPayment: rule('payments to cancel', ({ payments }) => payments?.cancelPayment !== undefined),
  listPayments: rule('list of payments', ({ payments }) => payments?.listPayments !== undefined),
  repeatablePayments: rule('payments that may be asked for again', (provider) =>
    deduplicates(provider, 'createPayment'),
  ),
  shortPayments: rule('word for too little money', (_, { payments }) => payments?.arrivals?.under !== undefined),
  excessPayments: rule('word for too much money', (_, { payments }) => payments?.arrivals?.over !== undefined),
  partPayments: rule('payments in parts', (_, { payments }) => payments?.arrivals?.part !== undefined),
  latePayments: rule('payments after expiry', (_, { payments }) => payments?.arrivals?.late === true),
  payouts: rule('payouts', hasPayouts),
  cancelPayout: rule('payouts to cancel', ({ payouts }) => payouts?.cancelPayout !== undefined),
  listPayouts: rule('list of payouts', ({ payouts }) => payouts?.listPayouts !== undefined),
  repeatablePayouts: rule('payouts that may be asked for again', (provider) => deduplicates(provider, 'createPayout')),
  payoutFees: rule('choice of who bears a payout’s fee', (_, { payouts }) => payouts?.request.feeFrom !== undefined),
  payoutMemo: rule('memo on payouts', ({ capabilities }, { payouts }) => {
    return capabilities.payoutMemo !== false && payouts?.memo !== undefined;
  }),
  refunds: rule('refunds', ({ refunds }, options) => refunds !== undefined && options.refunds !== undefined),
  findRefund: rule('refunds to look up', ({ refunds }) => refunds?.findRefund !== undefined),
  listRefunds: rule('list of refunds', ({ refunds }) => refunds?.listRefunds !== undefined),
  partialRefunds: rule('refunds of a part', ({ capabilities }, { refunds }) => {
    return capabilities.partialRefunds && refunds?.part !== undefined;
  }),
  repeatableRefunds: rule('refunds that may be asked for again', (provider) => deduplicates(provider, 'createRefund')),
  refundStatuses: rule('status words of refunds', (_, { statuses }) => statuses.refunds !== undefined),
  webhooks: rule('webhooks', ({ webhooks }, options) => webhooks !== undefined && options.webhooks !== undefined),
  keysByPurpose: rule('keys of their own for payouts’ webhooks', (_, { webhooks }) => webhooks?.keysByPurpose === true),
  undecidedRefusals: rule('refusals that say neither yes nor no', (_, { texts }) => texts.undecided !== undefined),
} satisfies Readonly<Record<string, RequirementRule>>;

/** The requirements that a provider does not meet. */
export function unmetRequirements(provider: PaymentProvider, options: ConformanceOptions): ReadonlySet<Requirement> {
  const names = Object.keys(REQUIREMENTS) as Requirement[];
  return new Set(names.filter((name) => !REQUIREMENTS[name].holds(provider, options)));
}

/** Why a requirement keeps a case from applying, as a sentence. */
export function reasonOf(requirement: Requirement): string {
  return `The provider has no ${REQUIREMENTS[requirement].what}.`;
}
