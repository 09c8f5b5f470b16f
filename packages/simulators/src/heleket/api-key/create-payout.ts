import { randomUuid } from '../../control/identifiers.js';
import { createPayout } from '../../merchant/payout/create-payout.js';
import { Refusal } from '../../merchant/refusal.js';
import type { Payout } from '../../merchant/state.js';
import { parseFixed, type Fixed } from '../../money/fixed.js';
import type { ApiAccount } from './api-account.js';
import { decimalText } from './decimal-text.js';
import type { AskedPayout } from './payout-object.js';
import { ApiRefusal } from './refusal.js';

type Body = Readonly<Record<string, unknown>>;

/** Networks whose addresses may need a memo or tag. */
const MEMO_NETWORKS: ReadonlySet<string> = new Set(['ton', 'xrp']);

/**
 * Creates a payout; the fee comes on top, from the balance.
 *
 * @throws ApiRefusal
 */
export function createApiPayout(account: ApiAccount, body: Body, idempotencyKey: string | undefined): Payout {
  const { merchant, asked, payoutInterface } = account;
  const { request, amount } = readRequest(merchant.settings.merchantId, body);
  if (merchant.state.forbidden.has('payouts')) throw new ApiRefusal(403, 'You are forbidden');
  const service = merchant.assets.anyService(request.asset, request.network);
  if (service === undefined) throw new ApiRefusal(400, 'This asset is not available on this network');
  if (request.memo_tag !== null && !MEMO_NETWORKS.has(service.network)) {
    throw new ApiRefusal(400, 'This network has no memo or tag');
  }
  // The balance and the books are one: a name that the signed protocol has used is taken.
  if (merchant.state.payouts.some(({ uuid, orderId }) => orderId === idempotencyKey && !asked.has(uuid))) {
    throw new ApiRefusal(409, 'The idempotency key was used for another payout');
  }

  const payout = inApiWords(() =>
    createPayout(merchant, {
      amount,
      currency: service.currency,
      orderId: idempotencyKey ?? randomUuid(merchant.random),
      address: request.wallet_address,
      feeFromBalance: true,
      service,
      urlCallback: undefined,
      fromCurrency: undefined,
      priority: 'recommended',
      memo: request.memo_tag ?? undefined,
      otherInterface: payoutInterface,
    }),
  );
  asked.set(payout.uuid, { ...request, idempotency_key: idempotencyKey ?? null });
  return payout;
}

/** @throws ApiRefusal naming every field that fails. */
function readRequest(
  merchantId: string,
  body: Body,
): { readonly request: Omit<AskedPayout, 'idempotency_key'>; readonly amount: Fixed } {
  const problems: string[] = [];
  const text = (name: string): string => {
    const value = body[name];
    if (value === undefined || value === null || value === '') problems.push(`${name} is required`);
    else if (typeof value === 'string') return value;
    else problems.push(`${name} must be text`);
    return '';
  };
  const amount = parseFixed(decimalText(body['amount']) ?? '') ?? 0n;
  const { memo_tag: memoTag = null, metadata = null } = body;
  const request = {
    wallet_address: text('wallet_address'),
    asset: text('asset'),
    network: text('network'),
    // Anything but text and numbers has no decimal text, and is refused below.
    amount: body['amount'] as string | number,
    memo_tag: memoTag === null ? null : text('memo_tag'),
    metadata: typeof metadata === 'object' && !Array.isArray(metadata) ? metadata : null,
  };
  if (body['amount'] === undefined || body['amount'] === null) problems.push('amount is required');
  else if (amount <= 0n) problems.push('amount must be a number above zero');
  if (metadata !== request.metadata) problems.push('metadata must be an object');
  if (Object.hasOwn(body, 'merchant_id') && body['merchant_id'] !== merchantId) {
    problems.push('merchant_id is not the one of the header X-Merchant-ID');
  }
  if (problems.length > 0) throw new ApiRefusal(400, problems.join('; '));
  return { request, amount };
}

/** Runs what refuses in the words of the signed protocol. */
function inApiWords<Result>(action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    const message = error instanceof Refusal ? error.body['message'] : undefined;
    if (typeof message !== 'string') throw error;
    throw new ApiRefusal(400, message);
  }
}
