import { ProviderRegistry, silentLogger } from '@paymux/core';
import { createFakeClock, createFakeProvider, createSeededRandom, type FakeClock } from '@paymux/core/testing';
import {
  type ApprovalPolicy,
  Bonuses,
  documentShift,
  documentSteps,
  type DurableStore,
  Ledger,
  PAYOUT_POLICY,
  PayoutFollowUp,
  PayoutImports,
  type PayoutPolicy,
  type PayoutRequest,
  type PayoutRules,
  PayoutSchedules,
  PayoutService,
  type RecipientLists,
  ScheduleRunner,
  WalletProfiles,
  Worker,
} from '@paymux/orchestration';
import { InMemoryStore } from '@paymux/orchestration/testing';
import { ENGINES, openEmpty } from './engines.js';

/** The kinds of stores there are here, the one that forgets included. */
export const STORES = ['memory', ...ENGINES] as const;

/** Opens a store where nothing is stored yet, on a clock that a test moves. */
export async function openStoreOf(kind: (typeof STORES)[number], clock: FakeClock): Promise<DurableStore> {
  return kind === 'memory' ? new InMemoryStore({ clock }) : openEmpty(kind, { clock });
}

/** What a system is set up with. */
export interface SystemOptions {
  readonly clock?: FakeClock | undefined;
  readonly approvals?: ApprovalPolicy | undefined;
  readonly rules?: PayoutRules | undefined;
  readonly recipients?: RecipientLists | undefined;
  /** The gateway of another system on the same store. */
  readonly fake?: ReturnType<typeof createFakeProvider> | undefined;
  readonly seed?: number | undefined;
}

export type PayoutSystem = ReturnType<typeof payoutSystem>;

/** Everything that pays out, on a store and a gateway in this process. */
export function payoutSystem(store: DurableStore, options: SystemOptions = {}) {
  const { approvals, clock = createFakeClock(), recipients, rules = {}, seed = 1 } = options;
  const fake = options.fake ?? createFakeProvider({}, { clock });
  const policy: PayoutPolicy = PAYOUT_POLICY;
  const common = {
    store,
    clock,
    rules,
    policy,
    recipients,
    logger: silentLogger,
    random: createSeededRandom(seed),
    providers: new ProviderRegistry([{ id: 'main', provider: fake }]),
  };
  const followUp = new PayoutFollowUp(common);
  const payouts = new PayoutService({ ...common, approvals, followUp, defaultAccount: 'main' });
  const imports = new PayoutImports({ ...common, payouts });
  const profiles = new WalletProfiles(common);
  const documents = documentSteps({ imports, schedules: new ScheduleRunner({ ...common, payouts }) });
  const { batch, leaseMs } = policy;
  const worker = new Worker({
    ...common,
    shifts: {
      payouts: { step: (claimed) => followUp.step(claimed), batch, leaseMs },
      documents: { step: documentShift(documents), batch, leaseMs },
    },
  });
  return {
    fake,
    store,
    clock,
    payouts,
    imports,
    profiles,
    worker,
    ledger: new Ledger(common),
    bonuses: new Bonuses({ payouts, profiles }),
    schedules: new PayoutSchedules({ ...common, payouts }),
  };
}

/** A payout that somebody may ask for. */
export function aRequest(changes: Partial<PayoutRequest> = {}): PayoutRequest {
  return {
    reference: 'rent-1',
    creator: 'anna',
    amount: { amount: '600', currency: 'USDT' },
    network: 'tron',
    destination: { type: 'crypto_address', address: 'TQrY8bkfA9Sc2Ybm7R5sT6J1PDhTzmYVKJ' },
    feeFrom: 'balance',
    ...changes,
  };
}
