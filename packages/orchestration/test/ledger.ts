import { type PaymentProvider, ProviderRegistry } from '@paymux/core';
import { createFakeClock, createRecordingLogger, createSeededRandom } from '@paymux/core/testing';
import type { ApprovalPolicy } from '../src/approval/approval-policy.js';
import type { DueRows } from '../src/durable/durable-store.js';
import type { PaymentPolicy } from '../src/payment/payment-policy.js';
import { PaymentService } from '../src/payment/payment-service.js';
import { HealthMonitor } from '../src/routing/account-health.js';
import { Router } from '../src/routing/router.js';
import type { RoutingRule } from '../src/routing/routing-rule.js';
import { PayoutFollowUp } from '../src/payout/payout-follow-up.js';
import type { PayoutRules } from '../src/payout/payout-limits.js';
import { PAYOUT_POLICY, type PayoutPolicy } from '../src/payout/payout-policy.js';
import { type PayoutRequest, PayoutService } from '../src/payout/payout-service.js';
import type { ClientCheck } from '../src/payout/receiver-problems.js';
import { InMemoryStore } from '../src/testing/in-memory-store.js';
import { DurableIntake } from '../src/webhook/durable-intake.js';
import { type EventHandler, INBOX_POLICY, InboxWorker } from '../src/webhook/inbox-worker.js';
import {
  type ChangeHandlers,
  NoticeWorker,
  type PaymentChange,
  type PayoutChange,
} from '../src/worker/notice-worker.js';
import { Worker } from '../src/worker/worker.js';
import type { Till } from './till.js';

export const SECOND_MS = 1000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** How a ledger is set up. What is left out is as by default. */
export interface LedgerOptions {
  readonly policy?: Partial<PayoutPolicy>;
  readonly rules?: PayoutRules;
  readonly checkClient?: ClientCheck;
  readonly approvals?: ApprovalPolicy;
  /** Routes what names no account. */
  readonly routing?: readonly RoutingRule[];
  readonly onEvent?: EventHandler;
  readonly handlers?: ChangeHandlers;
  /** The accounts beside `main`. */
  readonly others?: readonly { readonly id: string; readonly provider: PaymentProvider }[];
}

/** The whole durable core in this process, over one store, on a clock that a test moves. */
export type Ledger = ReturnType<typeof openLedger>;

/** Opens a ledger whose account `main` is a provider. */
export function openLedger(provider: PaymentProvider | Till, options: LedgerOptions = {}) {
  const clock = createFakeClock();
  const store = new InMemoryStore({ clock });
  const logger = createRecordingLogger();
  const policy: PayoutPolicy = { ...PAYOUT_POLICY, ...options.policy };
  const main = 'specificationVersion' in provider ? provider : provider.provider;
  const changes: (PayoutChange | PaymentChange)[] = [];
  const note = (change: PayoutChange | PaymentChange): void => {
    changes.push(change);
  };
  const handlers = options.handlers ?? { onPayout: note, onPayment: note };
  let processes = 0;

  /** What one process consists of. Several share the store. */
  function boot(
    accounts = [{ id: 'main', provider: main }, ...(options.others ?? [])],
    rules: readonly RoutingRule[] | 'none' = options.routing ?? 'none',
  ) {
    processes += 1;
    const health = new HealthMonitor({ clock });
    const providers = new ProviderRegistry(accounts);
    const random = createSeededRandom(processes);
    const common = {
      store,
      providers,
      clock,
      random,
      logger,
      policy,
      rules: options.rules ?? {},
      defaultAccount: 'main',
      health,
      router:
        rules === 'none'
          ? undefined
          : new Router({ rules, accounts: providers.ids, defaultAccount: 'main', clock, health }),
    };
    const { approvals, checkClient } = options;
    const followUp = new PayoutFollowUp({ ...common, checkClient });
    const payouts = new PayoutService({ ...common, followUp, checkClient, approvals });
    const paymentPolicy: PaymentPolicy = policy;
    const payments = new PaymentService({ ...common, policy: paymentPolicy });
    const intake = new DurableIntake({ store, providers, clock, logger });
    const { onEvent } = options;
    const inbox = new InboxWorker({
      store,
      providers,
      clock,
      logger,
      payoutPolicy: policy,
      policy: INBOX_POLICY,
      onEvent,
    });
    const notices = new NoticeWorker({ store, clock, logger, policy: INBOX_POLICY, handlers });
    const { batch, leaseMs } = policy;
    const worker = new Worker({
      store,
      clock,
      logger,
      shifts: {
        payouts: { step: (row) => followUp.step(row), batch, leaseMs },
        payments: { step: (row) => payments.step(row), batch, leaseMs },
        inbox: { step: (row) => inbox.step(row), batch, leaseMs: INBOX_POLICY.leaseMs },
        notices: { step: (row) => notices.step(row), batch, leaseMs: INBOX_POLICY.leaseMs },
      },
    });
    return { health, router: common.router, followUp, payouts, payments, intake, inbox, notices, worker, providers };
  }

  const kinds: readonly (keyof DueRows)[] = ['payouts', 'payments', 'inbox', 'notices'];
  const first = boot();

  return {
    ...first,
    boot,
    clock,
    store,
    logger,
    /** All changes that the application was told, unless `handlers` were given. */
    changes,
    /** Lets time pass, and everything happen that comes due in it, at its own time. */
    async pass(ms: number, worker: Worker = first.worker): Promise<void> {
      const end = clock.now().getTime() + ms;
      for (;;) {
        await worker.drain();
        const due = await Promise.all(kinds.map((kind) => store.dueInMs(kind)));
        const next = Math.min(...due.map((inMs) => inMs ?? Number.POSITIVE_INFINITY));
        const left = end - clock.now().getTime();
        if (next > left) return clock.advance(left);
        await clock.advance(next);
      }
    },
    /** Money that comes in. */
    async fund(amount: string, currency = 'USDT', account = 'main'): Promise<void> {
      await store.commit([
        {
          change: 'transfer',
          transfer: {
            id: `fund:${account}:${currency}:${amount}`,
            kind: 'fund',
            account,
            from: 'external',
            to: 'available',
            amount: { amount, currency },
            at: clock.now(),
          },
        },
      ]);
    },
    /** What is in each book of an account, without what is zero. */
    async books(account = 'main'): Promise<Readonly<Record<string, string>>> {
      const balances = await store.balances(account);
      const told = balances
        .filter(({ amount }) => amount.amount !== '0')
        .map(({ amount, book }) => [book, amount.amount]);
      return Object.fromEntries(told) as Readonly<Record<string, string>>;
    },
    /** What happened to a payout, in the words of its history. */
    async told(id: string): Promise<readonly string[]> {
      return (await store.payoutEvents(id)).map(({ to, type }) => `${type} → ${to}`);
    },
  };
}

/** A request for a payout of 40 USDT. */
export function aRequest(changes: Partial<PayoutRequest> = {}): PayoutRequest {
  return {
    reference: 'salary-1',
    creator: 'alice',
    amount: { amount: '40', currency: 'USDT' },
    destination: { type: 'crypto_address', address: 'TXYZ' },
    ...changes,
  };
}
