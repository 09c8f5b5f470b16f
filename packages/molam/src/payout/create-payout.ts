import {
  compareDecimals,
  type CreatePayoutRequest,
  operation,
  type PayoutDestination,
  type Problem,
} from '@paymux/core';
import { majorAmountProblems, toWireDecimal } from '../amounts.js';
import { isAbout, metadataProblems, withReference } from '../metadata.js';
import {
  instantProblems,
  lineProblems,
  refusedFields,
  unknownNameProblems,
  wholeNumberProblems,
} from '../request-limits.js';
import { payoutSchema, toPayout, type WirePayout } from './payout-mapping.js';

/** What Molam alone lets one say when a payout is opened. */
export interface MolamPayoutOptions {
  /** Not to be sent before this instant. */
  readonly scheduledFor?: Date | undefined;
  /** A lower number goes earlier, 0 to 1000. */
  readonly priority?: number | undefined;
  /** The part of the merchant's business this payout is made for. @defaultValue the account's `originModule` */
  readonly originModule?: string | undefined;
  /** The merchant or agent this payout is made for. @defaultValue the account's `originEntityId` */
  readonly originEntityId?: string | undefined;
}

const OPTION_NAMES = [
  'scheduledFor',
  'priority',
  'originModule',
  'originEntityId',
] satisfies readonly (keyof MolamPayoutOptions)[];

/** Whom payouts are made for where a request does not say. */
export interface PayoutOrigin {
  readonly originModule: string;
  readonly originEntityId: string;
}

/** Where payouts live. */
export const PAYOUTS = '/v1/treasury/payouts';

/** `POST /v1/treasury/payouts`. The amount is a decimal in major units, the opposite of payments and refunds. */
export function createPayout(origin: PayoutOrigin) {
  return operation({
    path: PAYOUTS,
    effect: 'write',
    ignores: ['webhookUrl', 'description'],
    check: payoutProblems,
    build: (request: CreatePayoutRequest) => {
      const options = request.providerOptions?.molam;
      return {
        origin_module: options?.originModule ?? origin.originModule,
        origin_entity_id: options?.originEntityId ?? origin.originEntityId,
        amount: toWireDecimal(request.amount),
        currency: request.amount.currency.toUpperCase(),
        beneficiary: toBeneficiary(request.destination),
        metadata: withReference(request.reference, request.metadata),
        scheduled_for: options?.scheduledFor?.toISOString(),
        priority: options?.priority,
      };
    },
    answer: payoutSchema,
    parse: toPayout,
    fits: (payout, { reference }) => isAbout(reference, payout.metadata),
    differs: differences,
  });
}

function toBeneficiary(destination: PayoutDestination) {
  if (destination.type !== 'bank_account') return undefined;
  const { accountNumber, bankCode, holder, type } = destination;
  return { type, bank_code: bankCode, account_number: accountNumber, account_holder: holder };
}

function payoutProblems(request: CreatePayoutRequest): readonly Problem[] {
  const options = request.providerOptions?.molam;
  const at = (name: string): string => `providerOptions.molam.${name}`;
  return [
    ...(request.destination.type === 'bank_account'
      ? []
      : [{ path: 'destination', message: 'must be a bank account: Molam pays to nothing else' }]),
    ...(request.feeFrom === 'amount'
      ? [{ path: 'feeFrom', message: 'cannot be "amount": at Molam the receiver always gets the whole amount' }]
      : []),
    ...refusedFields(request, {
      network: 'Molam pays to banks',
      memo: 'a bank account at Molam has none',
    }),
    ...metadataProblems(request.metadata),
    ...unknownNameProblems(options, 'providerOptions.molam', OPTION_NAMES),
    ...instantProblems(options?.scheduledFor, at('scheduledFor')),
    ...wholeNumberProblems(options?.priority, at('priority'), { min: 0, max: 1000 }),
    ...lineProblems(options?.originModule, at('originModule'), 64),
    ...lineProblems(options?.originEntityId, at('originEntityId')),
    ...majorAmountProblems(request.amount),
  ];
}

/** What an older payout under the same reference holds otherwise than the request asks. */
function differences(payout: WirePayout, { amount, destination }: CreatePayoutRequest): readonly string[] {
  const differs: string[] = [];
  if (compareDecimals(payout.amount, amount.amount) !== 0) differs.push('amount');
  if (payout.currency !== amount.currency.toUpperCase()) differs.push('currency');
  const told = payout.beneficiary?.account_number;
  if (told && destination.type === 'bank_account' && lastFour(told) !== lastFour(destination.accountNumber)) {
    differs.push('destination');
  }
  return differs;
}

/** All that an answer shows of an account number. */
function lastFour(accountNumber: string): string {
  return accountNumber
    .replace(/[^0-9A-Za-z]/g, '')
    .slice(-4)
    .toUpperCase();
}
