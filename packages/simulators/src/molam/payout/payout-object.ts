import { JsonNumber, type JsonObject, type JsonValue } from '../../json/encode-json.js';
import { majorText } from '../currency.js';
import { isoTime, type Molam } from '../molam.js';
import type { Payout } from '../state.js';

/** A payout as the wire shows it: amounts in major units, account numbers masked. */
export function payoutObject({ settings }: Molam, payout: Payout): JsonObject {
  const amount = (minor: bigint): JsonValue => {
    const text = majorText(minor, payout.currency);
    return settings.payoutAmounts === 'text' ? text : new JsonNumber(text);
  };
  const time = (at: number | undefined): string | null => (at === undefined ? null : isoTime(at));
  return {
    id: payout.id,
    object: 'payout',
    reference_code: payout.referenceCode,
    status: payout.status,
    amount: amount(payout.amount),
    currency: payout.currency,
    origin_module: payout.originModule,
    origin_entity_id: payout.originEntityId,
    beneficiary: maskedBeneficiary(payout.beneficiary),
    metadata: payout.metadata,
    molam_fee: amount(payout.molamFee),
    bank_fee: amount(payout.bankFee),
    total_deducted: amount(payout.amount + payout.molamFee + payout.bankFee),
    requires_approval: payout.requiresApproval,
    approval_status: payout.approvalStatus,
    provider_ref: payout.providerRef ?? null,
    scheduled_for: time(payout.scheduledFor),
    priority: payout.priority,
    attempts: payout.attempts,
    last_error: payout.lastError ?? null,
    failure_code: payout.failure?.code ?? null,
    failure_message: payout.failure?.message ?? null,
    reason: payout.cancelReason ?? null,
    created_at: isoTime(payout.createdAt),
    updated_at: isoTime(payout.updatedAt),
    paid_at: time(payout.paidAt),
    livemode: payout.livemode,
  };
}

const MASKED: ReadonlySet<string> = new Set(['account_number', 'iban']);

function maskedBeneficiary(beneficiary: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(beneficiary).map(([name, value]) =>
      MASKED.has(name) && typeof value === 'string' ? [name, `****${value.slice(-4)}`] : [name, value],
    ),
  );
}
