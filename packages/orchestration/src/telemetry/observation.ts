import { type Clock, observeWork, type Telemetry, type WorkAttributes, type WorkStart } from '@paymux/core';
import type { PayoutImports } from '../bulk/payout-imports.js';
import type { Claimed, DueRows, DurableStore } from '../durable/durable-store.js';
import type { PaymentRecord } from '../payment/payment-record.js';
import type { PaymentService } from '../payment/payment-service.js';
import type { PayoutFollowUp } from '../payout/payout-follow-up.js';
import type { PayoutRecord } from '../payout/payout-record.js';
import type { PayoutService } from '../payout/payout-service.js';
import type { Reconciliation } from '../reconciliation/reconciliation.js';
import type { Shift, WorkerDependencies } from '../worker/worker.js';
import { observedStore } from './observed-store.js';
import { withMethods } from './with-methods.js';
import type { WorkName } from './work.js';

/**
 * Puts the parts of a system under observation: what is done is told as work, and what is stored keeps the trace it was
 * made in, so that whoever goes on with it, in whichever process, goes on in that trace. Where nobody observes work, every
 * part is handed back as it is.
 */
export class Observation {
  readonly telemetry: Telemetry;
  readonly #clock: Clock;

  /** @param telemetry - Throws nothing: see `combineTelemetry`. */
  constructor({ clock, telemetry }: { readonly clock: Clock; readonly telemetry: Telemetry }) {
    this.telemetry = telemetry;
    this.#clock = clock;
  }

  store(store: DurableStore): DurableStore {
    return observedStore(store, this.telemetry);
  }

  /** Which account a request names is told once it has been accepted: before, it may be any text. */
  payouts(service: PayoutService): PayoutService {
    const decided =
      (name: WorkName) =>
      <Decision extends { readonly id: string }>(decide: (decision: Decision) => Promise<PayoutRecord>) =>
      (decision: Decision): Promise<PayoutRecord> =>
        this.#work({ name, attributes: { payout: decision.id } }, () => decide(decision), tellPayout);
    return this.#observed(service, {
      createPayout: (request) => this.#work({ name: 'payout.create' }, () => service.createPayout(request), tellPayout),
      acceptPayout: (request) => this.#work({ name: 'payout.accept' }, () => service.acceptPayout(request), tellPayout),
      approvePayout: decided('payout.approve')((decision) => service.approvePayout(decision)),
      rejectPayout: decided('payout.reject')((decision) => service.rejectPayout(decision)),
      cancelPayout: decided('payout.cancel')((decision) => service.cancelPayout(decision)),
      retryPayout: decided('payout.retry')((decision) => service.retryPayout(decision)),
      resolvePayout: decided('payout.resolve')((decision) => service.resolvePayout(decision)),
      checkPayout: (id) =>
        this.#work({ name: 'payout.check', attributes: { payout: id } }, () => service.checkPayout(id), tellPayout),
    });
  }

  /** What follows payouts up for somebody who waits for it. The worker's own steps are those of {@link shifts}. */
  followUp(followUp: PayoutFollowUp): PayoutFollowUp {
    return this.#observed(followUp, {
      step: (claimed) => this.#work(payoutStep(claimed), () => followUp.step(claimed), tellPayout),
      deliver: (claimed) =>
        this.#work({ ...payoutStep(claimed), name: 'payout.send' }, () => followUp.deliver(claimed), tellPayout),
    });
  }

  payments(service: PaymentService): PaymentService {
    return this.#observed(service, {
      createPayment: (request) =>
        this.#work({ name: 'payment.create' }, () => service.createPayment(request), tellPayment),
      checkPayment: (id) =>
        this.#work({ name: 'payment.check', attributes: { payment: id } }, () => service.checkPayment(id), tellPayment),
    });
  }

  reconciliation(service: Reconciliation): Reconciliation {
    return this.#observed(service, {
      reconcile: (request) => this.#work({ name: 'reconciliation.run' }, () => service.reconcile(request)),
      importSettlement: (file) => this.#work({ name: 'settlement.import' }, () => service.importSettlement(file)),
    });
  }

  imports(service: PayoutImports): PayoutImports {
    return this.#observed(service, {
      load: (request) => this.#work({ name: 'import.load' }, () => service.load(request)),
    });
  }

  refund<Answer>(account: string, refund: () => Promise<Answer>): Promise<Answer> {
    return this.#work({ name: 'refund.create', account }, refund);
  }

  /** The steps of a worker, each in the trace of what it goes on with. */
  shifts(shifts: WorkerDependencies['shifts']): WorkerDependencies['shifts'] {
    const { documents, inbox, notices, payments, payouts } = shifts;
    return {
      payouts: this.#shift(payouts, payoutStep, tellPayout),
      payments: this.#shift(payments, paymentStep, tellPayment),
      inbox: this.#shift(inbox, ({ row }) => ({
        name: 'inbox.handle',
        account: row.account,
        trace: row.trace,
        waitedMs: this.#since(row.attempts === 0 ? row.receivedAt : row.dueAt),
        attributes: { kind: row.kind, attempt: row.attempts + 1 },
      })),
      notices: this.#shift(notices, ({ row }) => ({
        name: 'notice.tell',
        trace: row.trace,
        attributes: { subject: row.subject, [row.subject]: row.subjectId, to: row.to, attempt: row.attempts + 1 },
      })),
      // A schedule goes on for years: each of its runs is a trace of its own, linked with where it came from.
      documents: this.#shift(documents, ({ row }) => ({
        name: `job.${row.kind}`,
        link: row.trace,
        attributes: { document: row.id },
      })),
    };
  }

  #shift<Kind extends keyof DueRows>(
    shift: Shift<Kind> | undefined,
    workOf: (claimed: Claimed<DueRows[Kind]>) => NamedWork,
    describe?: (answer: unknown) => WorkAttributes,
  ): Shift<Kind> | undefined {
    if (shift === undefined || this.telemetry.startWork === undefined) return shift;
    const { step } = shift;
    return {
      ...shift,
      step: (claimed) => {
        const waitedMs = this.#since((claimed.row as { readonly dueAt?: Date | undefined }).dueAt);
        return this.#work({ waitedMs, ...workOf(claimed), kind: 'consumer' }, () => step(claimed), describe);
      },
    };
  }

  #observed<Part extends object>(part: Part, methods: Partial<Part>): Part {
    return this.telemetry.startWork === undefined ? part : withMethods(part, methods);
  }

  #work<Answer>(
    work: NamedWork,
    task: () => Promise<Answer>,
    describe?: (answer: Answer) => WorkAttributes,
  ): Promise<Answer> {
    return observeWork(this.telemetry, work, task, describe);
  }

  #since(instant: Date | undefined): number | undefined {
    return instant === undefined ? undefined : Math.max(0, this.#clock.now().getTime() - instant.getTime());
  }
}

type NamedWork = WorkStart & { readonly name: WorkName };

function payoutStep({ row }: Claimed<PayoutRecord>): NamedWork {
  const { account, attempt, id, state, trace } = row;
  return { name: payoutStepName(state), account, trace, attributes: { payout: id, attempt } };
}

function payoutStepName(state: PayoutRecord['state']): WorkName {
  if (state === 'scheduled') return 'payout.start';
  if (state === 'ready') return 'payout.send';
  return state === 'submitting' || state === 'unknown' ? 'payout.look_up' : 'payout.check';
}

function paymentStep({ row }: Claimed<PaymentRecord>): NamedWork {
  const { account, id, sends, state, trace } = row;
  const isOpen = state === 'opening' || state === 'unknown';
  const name = !isOpen ? 'payment.check' : sends === 0 ? 'payment.send' : 'payment.look_up';
  return { name, account, trace, attributes: { payment: id } };
}

function tellPayout(answer: unknown): WorkAttributes {
  const { account, attempt, id, state } = answer as PayoutRecord;
  return { payout: id, account, attempt, state };
}

function tellPayment(answer: unknown): WorkAttributes {
  const { account, id, state } = answer as PaymentRecord;
  return { payment: id, account, state };
}
