import {
  addMoney,
  type Money,
  type Payout,
  type PayoutDestination,
  type PayoutStatus,
  statusTable,
} from '@paymux/core';
import * as z from 'zod';
import { fromWireDecimal } from '../amounts.js';
import {
  currencyField,
  decimalField,
  instantField,
  metadataField,
  optionalDecimal,
  optionalText,
  requiredText,
} from '../fields.js';
import { toInstant } from '../instants.js';
import { callersMetadata, referenceIn } from '../metadata.js';

/**
 * Every status of a treasury payout, and what it means here.
 *
 * @see docs/providers/molam.md#payout-statuses
 */
export const MOLAM_PAYOUT_STATUSES = statusTable<{ readonly status: PayoutStatus; readonly final: boolean }>({
  pending_approval: { status: 'pending', final: false },
  scheduled: { status: 'pending', final: false },
  pending: { status: 'pending', final: false },
  reserved: { status: 'pending', final: false },
  processing: { status: 'pending', final: false },
  sent: { status: 'broadcast', final: false },
  settled: { status: 'confirmed', final: true },
  paid: { status: 'confirmed', final: true },
  completed: { status: 'confirmed', final: true },
  failed: { status: 'failed', final: true },
  reversed: { status: 'reversed', final: true },
  cancelled: { status: 'cancelled', final: true },
  canceled: { status: 'cancelled', final: true },
});

const beneficiarySchema = z.object({
  bank_code: optionalText,
  account_number: optionalText,
  account_holder: optionalText,
});

/** The fields of a payout that are read. */
export const payoutSchema = z.object({
  id: requiredText,
  status: requiredText,
  amount: decimalField,
  currency: currencyField,
  beneficiary: beneficiarySchema.nullish().catch(undefined),
  metadata: metadataField,
  molam_fee: optionalDecimal,
  bank_fee: optionalDecimal,
  total_deducted: optionalDecimal,
  provider_ref: optionalText,
  created_at: instantField,
  updated_at: instantField,
});

/** A payout as the wire writes it. */
export type WirePayout = z.infer<typeof payoutSchema>;

/** Theirs to ours. The account number is as the provider shows it, masked. */
export function toPayout(payout: WirePayout): Payout {
  const { bank_fee: bankFee, currency, molam_fee: molamFee, total_deducted: deducted } = payout;
  const reading = MOLAM_PAYOUT_STATUSES.read(payout.status);
  const money = (amount: string | null | undefined): Money | undefined =>
    typeof amount === 'string' ? fromWireDecimal(amount, currency) : undefined;
  const fees = [money(molamFee), money(bankFee)].filter((fee) => fee !== undefined);
  return {
    provider: 'molam',
    providerId: payout.id,
    reference: referenceIn(payout.metadata),
    status: reading.status,
    final: 'final' in reading && reading.final,
    providerStatus: payout.status,
    amount: fromWireDecimal(payout.amount, currency),
    debitedAmount: money(deducted),
    fee: fees.length === 0 ? undefined : fees.reduce((sum, fee) => addMoney(sum, fee)),
    destination: toDestination(payout.beneficiary),
    transactionId: payout.provider_ref ?? undefined,
    createdAt: toInstant(payout.created_at),
    updatedAt: toInstant(payout.updated_at),
    metadata: callersMetadata(payout.metadata),
  };
}

function toDestination(beneficiary: WirePayout['beneficiary']): PayoutDestination | undefined {
  const { account_holder: holder, account_number: accountNumber, bank_code: bankCode } = beneficiary ?? {};
  if (!accountNumber || !holder || !bankCode) return undefined;
  return { type: 'bank_account', bankCode, accountNumber, holder };
}
