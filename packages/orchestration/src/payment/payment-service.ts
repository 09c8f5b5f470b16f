import {
  type CreatePaymentRequest,
  type Clock,
  InvalidRequestError,
  isPositive,
  isReference,
  type Logger,
  moneyProblems,
  normaliseCurrency,
  normaliseDecimal,
  type ObjectQuery,
  type OperationCapability,
  type Payment,
  type PaymentProcessor,
  PaymentsError,
  type Problem,
  type ProviderRegistry,
  type RandomSource,
  REFERENCE_RULE,
  requireFeature,
} from '@paymux/core';
import type { Claimed, DurableStore, RecordPage, RecordQuery } from '../durable/durable-store.js';
import { fingerprint } from '../durable/fingerprint.js';
import { NO_HISTORY } from '../durable/history.js';
import { lookAgainMs } from '../durable/look-again.js';
import { recordId } from '../durable/record-id.js';
import {
  backOffMs,
  canLookUp,
  canRepeat,
  isAbsent,
  retryAfterMsOf,
  withAbsence,
  withoutSend,
  withSend,
} from '../durable/sending.js';
import { IdempotencyConflictError } from '../payout/payout-errors.js';
import { observePayment } from './observe-payment.js';
import { PaymentDraft } from './payment-draft.js';
import type { PaymentPolicy } from './payment-policy.js';
import type { PaymentRecord, PaymentState } from './payment-record.js';

/** What to be paid, and who asks for it. */
export interface PaymentRequest extends CreatePaymentRequest {
  /** @defaultValue the default account */
  readonly account?: string | undefined;
  readonly creator: string;
  readonly client?: string | undefined;
}

/** What a {@link PaymentService} works with. */
export interface PaymentServiceDependencies {
  readonly store: DurableStore;
  readonly providers: ProviderRegistry;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
  readonly policy: PaymentPolicy;
  readonly defaultAccount: string;
}

/** Opens payments that are remembered: "paid" is told once, whatever was delivered, looked up or repeated. */
export class PaymentService {
  readonly #dependencies: PaymentServiceDependencies;

  constructor(dependencies: PaymentServiceDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * Writes a payment down and opens it at its provider. Resolves once the provider has answered, or its answer is lost:
   * `state` tells. The same request under the same reference resolves to the payment there is.
   *
   * @throws {@link InvalidRequestError} Names every problem at once. Nothing was stored or sent.
   * @throws {@link IdempotencyConflictError} The reference belongs to another request. Nothing was stored or sent.
   * @throws {@link StoreUnavailableError} It may be stored. Make the same call again.
   */
  async createPayment(request: PaymentRequest): Promise<PaymentRecord> {
    const { clock, providers, random, store } = this.#dependencies;
    const account = request.account ?? this.#dependencies.defaultAccount;
    this.#check(request, account);
    requireFeature(providers.get(account), 'payments.createPayment');
    const { account: _account, client, creator, reference, ...wanted } = request;
    const { amount, currency } = wanted.amount;
    const terms = { ...wanted, amount: { amount: normaliseDecimal(amount), currency: normaliseCurrency(currency) } };
    const now = clock.now();
    const record: PaymentRecord = {
      id: recordId('pay', clock, random),
      account,
      reference,
      fingerprint: fingerprint({ ...terms, client }),
      state: 'opening',
      revision: 1,
      creator,
      client,
      terms,
      sends: 0,
      openSends: [],
      absences: 0,
      final: false,
      checks: 0,
      failedChecks: 0,
      dueAt: now,
      requestedAt: now,
      updatedAt: now,
      history: NO_HISTORY,
    };
    const draft = PaymentDraft.create(record, { actor: creator, source: 'api', at: now });
    draft.log('created', 'opening', { terms, client });
    const result = await store.commit(draft.changes());
    if (result.committed) return this.#advance(draft.record);
    const known = await store.paymentByReference(account, reference);
    if (known === undefined) throw new TypeError(`Payment "${reference}" is neither new nor known.`);
    if (known.fingerprint !== record.fingerprint) {
      throw new IdempotencyConflictError(reference, known.fingerprint, record.fingerprint, {
        operation: 'createPayment',
      });
    }
    return this.#settled(known);
  }

  /** Reads a payment by its id, or by its account and reference. */
  async findPayment(
    query: { readonly id: string } | { readonly reference: string; readonly account?: string | undefined },
  ): Promise<PaymentRecord | undefined> {
    const { defaultAccount, store } = this.#dependencies;
    if ('id' in query) return store.payment(query.id);
    return store.paymentByReference(query.account ?? defaultAccount, query.reference);
  }

  /** A page of payments, newest first. */
  async listPayments(query: RecordQuery<PaymentState> = {}): Promise<RecordPage<PaymentRecord>> {
    return this.#dependencies.store.listPayments(query);
  }

  /** Checks one payment now. Resolves to it as it then stands. */
  async checkPayment(id: string): Promise<PaymentRecord> {
    const record = await this.#dependencies.store.payment(id);
    if (record === undefined) throw new InvalidRequestError([{ path: 'id', message: 'names no payment' }]);
    return this.#advance(record);
  }

  /** Takes one leased payment one step further. See `PayoutFollowUp`. */
  async step({ fence, row }: Claimed<PaymentRecord>): Promise<PaymentRecord> {
    if (row.state === 'opening' && row.sends === 0) return this.#send(row, fence);
    if (row.state === 'opening' || row.state === 'unknown') return this.#ask(row, fence);
    const found = await this.#find(row);
    return this.#apply(row, fence, (draft) => {
      draft.set({ checks: row.checks + 1, lastCheckedAt: draft.at });
      if ('payment' in found && found.payment !== undefined) {
        draft.set({ failedChecks: 0 });
        observePayment(draft, found.payment, 'looked_up', this.#dependencies.policy);
      } else draft.set({ failedChecks: row.failedChecks + 1 });
      this.#again(draft);
    });
  }

  #check(request: PaymentRequest, account: string): void {
    const { providers } = this.#dependencies;
    const problems: Problem[] = [...moneyProblems(request.amount, { path: 'amount' })];
    if (problems.length === 0 && !isPositive(request.amount))
      problems.push({ path: 'amount.amount', message: 'must be above zero' });
    if (!isReference(request.reference)) problems.push({ path: 'reference', message: REFERENCE_RULE });
    if (typeof request.creator !== 'string' || request.creator.trim() === '') {
      problems.push({ path: 'creator', message: 'must say who asks for the payment' });
    }
    if (providers.find(account) === undefined) {
      problems.push({ path: 'account', message: `must be one of ${providers.ids.join(', ')}` });
    }
    if (problems.length > 0) throw new InvalidRequestError(problems, { operation: 'createPayment' });
  }

  async #send(row: PaymentRecord, fence: number): Promise<PaymentRecord> {
    const { policy, store } = this.#dependencies;
    const payments = this.#payments(row);
    if (payments === undefined) {
      return this.#apply(row, fence, (draft) => {
        draft
          .log('sending', 'failed')
          .set({ failureReason: 'the account takes no payments any more', dueAt: undefined });
      });
    }
    const draft = this.#draft(row);
    const sending = withSend(row, draft.at);
    draft.log('sending', 'opening', { send: sending.sends }).set({
      sends: sending.sends,
      openSends: sending.openSends,
      firstSentAt: sending.firstSentAt,
      dueAt: new Date(draft.at.getTime() + policy.leaseMs),
    });
    const stored = await store.commit(draft.changes());
    if (!stored.committed) return this.#current(row);
    const sent = draft.record;
    let answer: Payment | { readonly error: unknown };
    try {
      const request = { ...sent.terms, reference: sent.reference };
      answer = await payments.createPayment(request, { deadlineMs: policy.callTimeoutMs });
    } catch (error) {
      answer = { error };
    }
    return this.#apply(sent, fence, (after) => {
      if ('error' in answer) this.#noAnswer(after, sending.sends, answer.error);
      else observePayment(after, answer, 'answered', policy);
    });
  }

  #noAnswer(draft: PaymentDraft, number: number, error: unknown): void {
    const { policy } = this.#dependencies;
    const { record } = draft;
    if (record.state !== 'opening' && record.state !== 'unknown') return;
    const isOurs = PaymentsError.isInstance(error);
    if (isOurs && error.code === 'reference_conflict') {
      draft.set({ openSends: [] }).review('mismatch', 'answered', { error }).set({ dueAt: undefined });
      return;
    }
    const outcome = isOurs ? error.outcome : 'unknown';
    if (outcome !== 'unknown') draft.set({ openSends: withoutSend(record, number).openSends });
    const isOpen = draft.record.openSends.length > 0;
    const isPermanent = isOurs && ['invalid_request', 'misconfigured', 'unsupported_operation'].includes(error.code);
    const age = draft.at.getTime() - (record.firstSentAt ?? draft.at).getTime();
    if (!isOpen && (outcome === 'rejected' || isPermanent || age >= policy.giveUpMs)) {
      const failureReason = isOurs ? `${error.code}: ${error.message}` : 'an error without a name';
      draft.log(outcome, 'failed', { error }).set({ failureReason, final: true, dueAt: undefined });
      return;
    }
    const firstMs = isOpen ? policy.firstLookUpMs : policy.retryMs;
    const waitMs = Math.max(backOffMs(record.sends - 1, firstMs, policy.checkEveryMs), retryAfterMsOf(error));
    draft.log(outcome, 'unknown', { error }).set({ dueAt: new Date(draft.at.getTime() + waitMs) });
  }

  async #ask(row: PaymentRecord, fence: number): Promise<PaymentRecord> {
    const { clock, policy } = this.#dependencies;
    // Every sending provably had no effect: there is nothing to be found.
    if (row.openSends.length === 0) return this.#send(row, fence);
    const capability = this.#capability(row);
    const isLookedUp = canLookUp(capability, row.reference) || row.providerId !== undefined;
    const found = isLookedUp ? await this.#find(row) : { payment: undefined };
    if ('error' in found) {
      return this.#apply(row, fence, (draft) => {
        draft.set({ failedChecks: row.failedChecks + 1, dueAt: new Date(draft.at.getTime() + policy.checkEveryMs) });
      });
    }
    const { payment } = found;
    if (payment !== undefined) {
      return this.#apply(row, fence, (draft) => {
        observePayment(draft, payment, 'looked_up', policy);
      });
    }
    const now = clock.now();
    const asked = isLookedUp ? { ...row, ...withAbsence(row, now) } : row;
    const isOver = now.getTime() - (row.firstSentAt ?? row.requestedAt).getTime() >= policy.lookBackMs;
    if (!isOver && canRepeat(asked, capability, now, policy)) return this.#send(asked, fence);
    return this.#apply(row, fence, (draft) => {
      if (draft.record.state !== 'opening' && draft.record.state !== 'unknown') return;
      const { absences, firstAbsentAt } = asked;
      draft.set({ absences, firstAbsentAt });
      const waitMs = backOffMs(absences, policy.firstLookUpMs, policy.checkEveryMs);
      const dueAt = new Date(draft.at.getTime() + waitMs);
      if (isOver) draft.review('still_unknown', 'not_found').set({ dueAt: undefined });
      else if (!isLookedUp) draft.review('cannot_be_looked_up', 'not_found').set({ dueAt: undefined });
      else if (isAbsent(asked, now, policy)) draft.review('absent', 'not_found').set({ dueAt });
      else draft.log('not_found', 'unknown').set({ dueAt });
    });
  }

  async #find(row: PaymentRecord): Promise<{ readonly payment: Payment | undefined } | { readonly error: unknown }> {
    const payments = this.#payments(row);
    const query: ObjectQuery =
      row.providerId === undefined ? { reference: row.reference } : { providerId: row.providerId };
    const isPossible = row.providerId !== undefined || canLookUp(this.#capability(row), row.reference);
    if (payments === undefined || !isPossible) return { payment: undefined };
    try {
      return { payment: await payments.findPayment(query, { deadlineMs: this.#dependencies.policy.callTimeoutMs }) };
    } catch (error) {
      return { error };
    }
  }

  #again(draft: PaymentDraft): void {
    const { policy } = this.#dependencies;
    const { dueAt, firstSentAt, requestedAt } = draft.record;
    if (dueAt === undefined) return;
    const isOver = draft.at.getTime() - (firstSentAt ?? requestedAt).getTime() >= policy.lookBackMs;
    draft.set({ dueAt: isOver ? undefined : new Date(draft.at.getTime() + policy.checkEveryMs) });
  }

  async #apply(row: PaymentRecord, fence: number, change: (draft: PaymentDraft) => void): Promise<PaymentRecord> {
    let latest = row;
    let lease: number | undefined = fence;
    for (;;) {
      const draft = this.#draft(latest);
      change(draft);
      const result = await this.#dependencies.store.commit(draft.changes(lease));
      if (result.committed) {
        const { account, id, reference, state } = draft.record;
        if (latest.state !== state) {
          this.#dependencies.logger.info('payment.changed', { payment: id, account, reference, state });
        }
        return draft.record;
      }
      if (result.conflict !== 'stale')
        throw new TypeError(`Payment ${row.id} could not be stored: ${result.conflict}.`);
      const current = await this.#current(row);
      // The lease is somebody else's by now; what was learned is true all the same.
      if (current.revision === latest.revision) lease = undefined;
      latest = current;
    }
  }

  async #advance(record: PaymentRecord): Promise<PaymentRecord> {
    const { policy, store } = this.#dependencies;
    const [claimed] = await store.claim('payments', { id: record.id, limit: 1, leaseMs: policy.leaseMs });
    return claimed === undefined ? this.#settled(record) : this.step(claimed);
  }

  async #settled(record: PaymentRecord): Promise<PaymentRecord> {
    const { clock, policy } = this.#dependencies;
    const until = clock.now().getTime() + policy.leaseMs;
    let latest = record;
    let looks = 0;
    while (latest.state === 'opening' && latest.sends <= 1 && clock.now().getTime() < until) {
      await clock.sleep(lookAgainMs(looks));
      looks += 1;
      latest = await this.#current(record);
    }
    return latest;
  }

  async #current({ id }: PaymentRecord): Promise<PaymentRecord> {
    const current = await this.#dependencies.store.payment(id);
    if (current === undefined) throw new TypeError(`The store lost payment ${id}. Restore it before going on.`);
    return current;
  }

  #draft(row: PaymentRecord): PaymentDraft {
    return PaymentDraft.change(row, { actor: 'worker', source: 'poll', at: this.#dependencies.clock.now() });
  }

  #payments(row: PaymentRecord): PaymentProcessor | undefined {
    return this.#dependencies.providers.find(row.account)?.payments;
  }

  #capability(row: PaymentRecord): OperationCapability {
    const declared = this.#dependencies.providers.find(row.account)?.capabilities.operations['createPayment'];
    return declared ?? { lookup: 'none', deduplicatesForMs: 0 };
  }
}
