import { decimalsOf, parseMajor } from '../currency.js';
import { newId, referenceOf, token, type Molam } from '../molam.js';
import { MolamRefusal } from '../refusal.js';
import type { RequestFields } from '../request-fields.js';
import type { Payout } from '../state.js';
import type { MolamEvent } from '../webhook/announce.js';
import { payoutEvent, startPayout } from './move-payout.js';

/** Parts of the provider that payouts come from. */
const ORIGIN_MODULES: readonly string[] = ['connect', 'ma', 'pay', 'shop', 'agents', 'ops'];

/** Tenths of a percent that a module's payouts cost, where it is not one percent. */
const FEE_PER_MILLE: Readonly<Record<string, bigint>> = { agents: 5n, ma: 20n };

const DEFAULT_PRIORITY = 100;

/** Accepts a payout. @throws MolamRefusal */
export function createPayout(
  molam: Molam,
  fields: RequestFields,
  { livemode, idempotencyKey }: { readonly livemode: boolean; readonly idempotencyKey: string | undefined },
): { readonly payout: Payout; readonly events: readonly MolamEvent[] } {
  const { settings, clock } = molam;
  fields.require('origin_module', 'origin_entity_id', 'amount', 'currency', 'beneficiary');
  const originModule = fields.oneOf('origin_module', ORIGIN_MODULES);
  const originEntityId = fields.requiredText('origin_entity_id');
  const currency = fields.currency();
  const amount = fields.majorAmount(currency);
  const { beneficiary, account } = readBeneficiary(fields);
  const metadata = fields.metadata();
  const scheduledFor = fields.instant('scheduled_for');
  const priority = fields.integer('priority') ?? DEFAULT_PRIORITY;

  const now = clock.now();
  const requiresApproval = amount >= BigInt(settings.approvalThreshold) * 10n ** BigInt(decimalsOf(currency));
  const payout: Payout = {
    kind: 'payout',
    id: newId(molam, 'po'),
    referenceCode: referenceCode(molam, now),
    originModule,
    originEntityId,
    amount,
    currency,
    beneficiary,
    account,
    metadata,
    livemode,
    reference: referenceOf(metadata, idempotencyKey),
    ...payoutFees(molam, amount, currency, originModule),
    requiresApproval,
    approvalStatus: requiresApproval ? 'pending' : 'auto_approved',
    scheduledFor,
    priority,
    status: 'pending',
    moves: 0,
    attempts: 0,
    lastError: undefined,
    failure: undefined,
    cancelReason: undefined,
    providerRef: undefined,
    money: 'kept',
    paidAt: undefined,
    createdAt: now,
    updatedAt: now,
  };
  molam.state.payouts.push(payout);
  if (requiresApproval) payout.status = 'pending_approval';
  else startPayout(molam, payout);
  return { payout, events: [payoutEvent(molam, payout, 'payout.created')] };
}

function readBeneficiary(fields: RequestFields): Pick<Payout, 'beneficiary' | 'account'> {
  const beneficiary = fields.object('beneficiary', 'invalid_beneficiary');
  const account = beneficiary.text('account_number') ?? beneficiary.text('iban');
  const holder = beneficiary.text('account_holder') ?? beneficiary.text('name');
  if (beneficiary.text('type') === undefined || account === undefined || holder === undefined) {
    throw new MolamRefusal('invalid_beneficiary', { param: 'beneficiary' });
  }
  return { beneficiary: beneficiary.members, account };
}

function payoutFees(
  { settings }: Molam,
  amount: bigint,
  currency: string,
  originModule: string,
): Pick<Payout, 'molamFee' | 'bankFee'> {
  if (settings.fees === undefined) return { molamFee: 0n, bankFee: 0n };
  const { bankFee } = settings.fees;
  const perMille = FEE_PER_MILLE[originModule] ?? 10n;
  return {
    molamFee: (amount * perMille + 500n) / 1000n,
    // A currency without decimals takes the whole units of the bank's fee.
    bankFee: parseMajor(bankFee, currency) ?? parseMajor(bankFee.replace(/\..*/, ''), currency) ?? 0n,
  };
}

function referenceCode(molam: Molam, now: number): string {
  const day = new Date(now).toISOString().slice(0, 10).replaceAll('-', '');
  return `PAYOUT-${day}-${token(molam, 4).toUpperCase()}`;
}
