import type { JsonObject } from '../../json/encode-json.js';
import { isFields } from '../../merchant/request-fields.js';

/** Members that say whose payout an answer is about, and another payout's value for each. */
const OTHER_PAYOUT = {
  transaction_id: '00000000-0000-4000-8000-000000000000',
  idempotency_key: 'someone-elses-key',
  wallet_address: 'someone-elses-address',
  amount: '987654.32',
  asset: 'XMR',
};

/**
 * An answer about someone else's payout.
 *
 * @param replace - Members and their values. Those that name the payout by default.
 */
export function wrongContent(body: string, replace: JsonObject | undefined): string {
  const answer: unknown = JSON.parse(body);
  if (!isFields(answer) || !Object.hasOwn(answer, 'transaction_id')) return body;
  return JSON.stringify({ ...answer, ...(replace ?? OTHER_PAYOUT) });
}
