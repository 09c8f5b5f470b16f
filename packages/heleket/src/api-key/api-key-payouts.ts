import {
  type CancelPayoutRequest,
  compareDecimals,
  type CreatePayoutRequest,
  findOperation,
  isFiatCurrency,
  type ObjectQuery,
  operation,
  type Problem,
} from '@paymux/core';
import {
  addressOf,
  amountProblems,
  destinationProblems,
  isSameAddress,
  isSameNetwork,
  lengthProblems,
  sameCode,
} from '@paymux/merchant-sign';
import { apiKeyPayoutSchema, createdPayoutSchema, toApiKeyPayout, type WireApiKeyPayout } from './api-key-payout.js';

const PAYOUTS = '/api/v1/payouts';

/** Networks on which an address may need a memo or tag. */
export const MEMO_NETWORKS = ['cosmos', 'eos', 'hedera', 'ripple', 'stellar', 'ton', 'xlm', 'xrp'];
const TAG_NETWORKS = ['ripple', 'xrp'];
const HIGHEST_TAG = 2 ** 32 - 1;

/** So many digits of a JSON number every reader gets right: the wire calls it a float. */
const FLOAT_DIGITS = 15;

/** `POST /api/v1/payouts`, with the reference as its idempotency key. */
export function createApiKeyPayout(amountFormat: 'number' | 'text') {
  return operation({
    path: PAYOUTS,
    effect: 'write',
    ignores: ['webhookUrl', 'description'],
    check: (request: CreatePayoutRequest) => payoutProblems(request, amountFormat),
    build: (request: CreatePayoutRequest) => ({
      wallet_address: addressOf(request.destination),
      asset: request.amount.currency.toUpperCase(),
      network: request.network,
      amount: request.amount.amount,
      memo_tag: request.memo,
      metadata: request.metadata,
    }),
    answer: createdPayoutSchema,
    parse: (payout, request) => toApiKeyPayout(payout, request),
    fits: (payout, { reference }) => (payout.idempotency_key ?? reference) === reference,
    differs: differences,
  });
}

function payoutProblems(request: CreatePayoutRequest, amountFormat: 'number' | 'text'): readonly Problem[] {
  const { amount, memo } = request;
  const network = request.network?.toLowerCase();
  const problems: Problem[] = [
    ...amountProblems(amount),
    ...destinationProblems(request.destination, network, 'heleket'),
    ...lengthProblems(memo, 'memo', { max: 100 }),
  ];
  const refuse = (path: string, message: string): void => void problems.push({ path, message });
  if (isFiatCurrency(amount.currency))
    refuse('amount.currency', 'must be a crypto currency: nothing is converted here');
  if (amountFormat === 'number' && amount.amount.replace('.', '').replace(/^0+/, '').length > FLOAT_DIGITS) {
    const digits = String(FLOAT_DIGITS);
    refuse('amount.amount', `has more than ${digits} digits, which a JSON number need not carry: see amountFormat`);
  }
  if (network === undefined) refuse('network', 'is missing');
  if (memo !== undefined && network !== undefined && !MEMO_NETWORKS.includes(network)) {
    refuse('memo', `is only possible on ${MEMO_NETWORKS.join(', ')}`);
  }
  if (memo !== undefined && TAG_NETWORKS.includes(network ?? '') && !isTag(memo)) {
    refuse('memo', `must be a destination tag on this network: a whole number from 0 to ${String(HIGHEST_TAG)}`);
  }
  if (request.feeFrom === 'amount') {
    refuse('feeFrom', 'cannot be "amount" in the dialect api-key: it takes the fee from the balance');
  }
  if (request.providerOptions?.heleket !== undefined) {
    refuse('providerOptions.heleket', 'is not possible in the dialect api-key');
  }
  return problems;
}

function isTag(memo: string): boolean {
  return /^(?:0|[1-9]\d{0,9})$/.test(memo) && Number(memo) <= HIGHEST_TAG;
}

/** What an older payout under the same key holds otherwise than the request asks, as far as the answer tells. */
function differences(payout: WireApiKeyPayout, { amount, destination, memo, network = '' }: CreatePayoutRequest) {
  const { amount: told, asset, memo_tag: tag, network: toldNetwork, wallet_address: address } = payout;
  const differs: string[] = [];
  if (told && compareDecimals(told, amount.amount) !== 0) differs.push('amount');
  if (asset && !sameCode(asset, amount.currency)) differs.push('currency');
  if (toldNetwork && !isSameNetwork(toldNetwork, network)) differs.push('network');
  if (address && !isSameAddress(address, addressOf(destination))) differs.push('destination');
  if (tag && tag !== memo) differs.push('memo');
  return differs;
}

/** `GET /api/v1/payouts/{id}`. */
export const findApiKeyPayout = findOperation({
  method: 'GET',
  path: ({ providerId = '' }: ObjectQuery) => `${PAYOUTS}/${encodeURIComponent(providerId)}`,
  check: ({ providerId }: ObjectQuery) =>
    providerId === undefined
      ? [{ path: 'reference', message: 'finds nothing in the dialect api-key: name the payout by providerId' }]
      : idProblems(providerId),
  answer: apiKeyPayoutSchema,
  parse: (payout) => toApiKeyPayout(payout),
  fits: (payout, { providerId }) => sameCode(payout.transaction_id, providerId),
});

/** `POST /api/v1/payouts/{id}/cancel`, for a payout that was not sent yet. */
export const cancelApiKeyPayout = operation({
  path: ({ providerId }: CancelPayoutRequest) => `${PAYOUTS}/${encodeURIComponent(providerId)}/cancel`,
  effect: 'write',
  ignores: ['reason'],
  check: ({ providerId }: CancelPayoutRequest) => idProblems(providerId),
  answer: apiKeyPayoutSchema,
  parse: (payout) => toApiKeyPayout(payout),
  fits: (payout, { providerId }) => sameCode(payout.transaction_id, providerId),
});

/** An id that is a path of its own would lead to another endpoint. */
function idProblems(providerId: string): readonly Problem[] {
  return /^(?!\.{1,2}$)[\w.:~-]{1,256}$/.test(providerId)
    ? []
    : [{ path: 'providerId', message: 'must be the transaction id as the provider gave it' }];
}
