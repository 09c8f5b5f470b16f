import { type CreatePayoutRequest, isCurrencyCode, type Payout, type PayoutStatus, statusTable } from '@paymux/core';
import { decimalField, optionalDecimal, optionalText, toInstant } from '@paymux/merchant-sign';
import * as z from 'zod';

/**
 * Every payout status of the dialect `api-key`, and what it means here.
 *
 * @see docs/providers/heleket.md#payout-statuses-of-the-dialect-api-key
 */
const API_KEY_PAYOUT_STATUSES = statusTable<{ readonly status: PayoutStatus; readonly final: boolean }>({
  pending: { status: 'pending', final: false },
  broadcast: { status: 'broadcast', final: false },
  confirmed: { status: 'confirmed', final: true },
  failed: { status: 'failed', final: true },
  cancelled: { status: 'cancelled', final: true },
  // The origin's client met these for the same things.
  processing: { status: 'pending', final: false },
  sent: { status: 'broadcast', final: false },
  completed: { status: 'confirmed', final: true },
  error: { status: 'failed', final: true },
  canceled: { status: 'cancelled', final: true },
});

const assetField = z.string().refine(isCurrencyCode);

/** What an answer must have to be one about a payout; everything else may be left out. */
const answeredFields = {
  transaction_id: z.string().min(1),
  status: z.string(),
  wallet_address: optionalText,
  network: optionalText,
  memo_tag: optionalText,
  metadata: z.record(z.string(), z.string()).nullish().catch(undefined),
  idempotency_key: optionalText,
  fee: optionalDecimal,
  tx_hash: optionalText,
  created_at: optionalText,
  updated_at: optionalText,
};

/** A payout as it is answered to its creation, whose amount the request tells. */
export const createdPayoutSchema = z.preprocess(
  withTransactionId,
  z.object({ ...answeredFields, amount: decimalField.nullish(), asset: assetField.nullish() }),
);

/** A payout as it is looked up, cancelled, or delivered. */
export const apiKeyPayoutSchema = z.preprocess(
  withTransactionId,
  z.object({ ...answeredFields, amount: decimalField, asset: assetField }),
);

/** The id has two names, and the payout may stand by itself or under `data`. */
function withTransactionId(answer: unknown): unknown {
  if (!isObject(answer) || 'transaction_id' in answer) return answer;
  if ('id' in answer) return { ...answer, transaction_id: answer['id'] };
  const { data } = answer;
  return isObject(data) ? { ...data, transaction_id: data['transaction_id'] ?? data['id'] } : answer;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A payout as the wire writes it. */
export type WireApiKeyPayout = z.infer<typeof createdPayoutSchema>;

/**
 * Theirs to ours.
 *
 * @param asked - What was asked for, where the answer leaves it out.
 */
export function toApiKeyPayout(
  payout: WireApiKeyPayout,
  asked?: Pick<CreatePayoutRequest, 'reference' | 'amount'>,
): Payout {
  const reading = API_KEY_PAYOUT_STATUSES.read(payout.status);
  const currency = (payout.asset ?? asked?.amount.currency ?? '').toUpperCase();
  return {
    provider: 'heleket',
    providerId: payout.transaction_id,
    reference: payout.idempotency_key ?? asked?.reference,
    status: reading.status,
    final: 'final' in reading && reading.final,
    providerStatus: payout.status,
    amount: { amount: payout.amount ?? asked?.amount.amount ?? '', currency },
    fee: payout.fee ? { amount: payout.fee, currency } : undefined,
    network: payout.network ?? undefined,
    destination: payout.wallet_address ? { type: 'crypto_address', address: payout.wallet_address } : undefined,
    memo: payout.memo_tag ?? undefined,
    transactionId: payout.tx_hash ?? undefined,
    createdAt: toInstant(payout.created_at),
    updatedAt: toInstant(payout.updated_at),
    metadata: payout.metadata ?? undefined,
  };
}
