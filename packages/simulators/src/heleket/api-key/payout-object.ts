import { formatFixed, formatShort } from '../../money/fixed.js';
import type { Payout } from '../../merchant/state.js';
import type { ApiAccount } from './api-account.js';
import { apiState } from './payout-state.js';

/** A payout in the words of the request that asked for it. */
export interface AskedPayout {
  readonly wallet_address: string;
  readonly asset: string;
  readonly network: string;
  /** Text or number, as it was sent. */
  readonly amount: string | number;
  readonly memo_tag: string | null;
  readonly metadata: object | null;
  readonly idempotency_key: string | null;
}

/** A payout as the api-key interface answers it, and as its webhooks carry it. */
export interface ApiPayoutObject extends AskedPayout {
  readonly transaction_id: string;
  readonly merchant_id: string;
  readonly status: string;
  readonly fee: string;
  readonly tx_hash: string | null;
  /** ISO 8601, UTC. */
  readonly created_at: string;
  readonly updated_at: string;
}

export function apiPayoutObject({ merchant, asked }: ApiAccount, payout: Payout): ApiPayoutObject {
  return {
    transaction_id: payout.uuid,
    merchant_id: merchant.settings.merchantId,
    status: apiState(payout),
    ...(asked.get(payout.uuid) ?? inOwnWords(payout)),
    fee: formatFixed(payout.commission, 8),
    tx_hash: payout.txid ?? null,
    created_at: new Date(payout.createdAt).toISOString(),
    updated_at: new Date(payout.updatedAt).toISOString(),
  };
}

/** A payout that the signed protocol asked for. */
function inOwnWords(payout: Payout): AskedPayout {
  return {
    wallet_address: payout.address,
    asset: payout.service.currency,
    network: payout.service.network,
    amount: formatShort(payout.payerAmount),
    memo_tag: payout.memo ?? null,
    metadata: null,
    idempotency_key: null,
  };
}
