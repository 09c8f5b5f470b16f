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
  type Telemetry,
  REFERENCE_RULE,
  requireFeature,
  UnsupportedOperationError,
} from '@paymux/core';
import {
  type Claimed,
  type DurableStore,
  FIRST_FENCE,
  type RecordPage,
  type RecordQuery,
} from '../durable/durable-store.js';
import type { WebhookAddresses } from '../webhook/webhook-addresses.js';
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
import type { HealthMonitor } from '../routing/account-health.js';
import { healthOutcomeOf, leavingFor } from '../routing/failover.js';
import { keepName, keptId, paymentName, routeName } from '../routing/kept-name.js';
import { keptRoute, type Route } from '../routing/route.js';
import type { RouteCosts } from '../routing/route-costs.js';
import type { Router } from '../routing/router.js';
import type { RouteQuery } from '../routing/routing-rule.js';
import { observeEarlierPayment, observePayment } from './observe-payment.js';
import { PaymentDraft } from './payment-draft.js';
import type { PaymentPolicy } from './payment-policy.js';
import type { PaymentRecord, PaymentState } from './payment-record.js';

/** What to be paid, and who asks for it. */
export interface PaymentRequest extends CreatePaymentRequest {
  /** @defaultValue what the routing rules say, else the default account */
  readonly account?: string | undefined;
  /** Where the payer is, for the routing rules: an ISO 3166-1 alpha-2 code. */
  readonly country?: string | undefined;
  /** What the routing rules may go by. */
  readonly tags?: readonly string[] | undefined;
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
  /** Chooses the account where a request names none. @defaultValue the default account is used */
  readonly router?: Router | undefined;
  /** Where webhooks go of requests that name no `webhookUrl`. @defaultValue they say nothing, and most providers send none */
  readonly webhookAddresses?: WebhookAddresses | undefined;
  /** Tells costs to the router. @defaultValue rules that choose the cheapest choose in the order of their accounts */
  readonly costs?: RouteCosts | undefined;
  /** Is told what sendings came to, and says which account is left alone. @defaultValue none is */
  readonly health?: HealthMonitor | undefined;
  /** Is told of repeats, and says in which trace a record is made. Throws nothing. @defaultValue nobody is told */
  readonly telemetry?: Pick<Telemetry, 'measure' | 'activeTrace'> | undefined;
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
    const { clock, defaultAccount, policy, providers, random, router, store, telemetry } = this.#dependencies;
    const named = request.account ?? defaultAccount;
    this.#check(request, named);
    const { account: _account, client, country, creator, reference, tags, ...wanted } = request;
    const { amount, currency } = wanted.amount;
    const terms = { ...wanted, amount: { amount: normaliseDecimal(amount), currency: normaliseCurrency(currency) } };
    const asked = { reference, fingerprint: fingerprint({ ...terms, client, country, tags }) };
    if (router !== undefined) {
      const known = await this.#knownBy(asked, request.account);
      if (known !== undefined) return this.#repeated(known, asked);
    }
    const { network } = terms;
    const query = { operation: 'payment', ...{ reference, network, country, tags, customer: client } } as const;
    if (request.account === undefined && router?.mayChange === true) await router.refresh();
    const chosen = request.account === undefined ? await this.#route({ ...query, amount: terms.amount }) : undefined;
    const account = chosen?.account ?? named;
    requireFeature(providers.get(account), 'payments.createPayment');
    const now = clock.now();
    const record: PaymentRecord = {
      id: recordId('pay', clock, random),
      account,
      reference,
      fingerprint: asked.fingerprint,
      state: 'opening',
      revision: 1,
      creator,
      client,
      terms,
      route: chosen && keptRoute(chosen),
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
      trace: telemetry?.activeTrace?.(),
    };
    const draft = PaymentDraft.create(record, { actor: creator, source: 'api', at: now });
    const routed = chosen && {
      route: { rule: chosen.rule, account, because: chosen.because, costs: chosen.costs, country, tags },
    };
    draft.log('created', 'opening', { terms, client, ...routed });
    const names = [
      ...(chosen === undefined ? [] : [routeName('payment', reference)]),
      ...(router === undefined ? [] : [paymentName(account, reference)]),
    ];
    // As one commit with its acceptance, as a payout is.
    this.#begin(draft.by({ actor: 'worker', source: 'poll' }).lease(policy.leaseMs));
    const result = await store.commit([...draft.changes(), ...names.map((name) => keepName(name, record, now))]);
    if (result.committed) return this.#goOn(await this.#deliver({ row: draft.record, fence: FIRST_FENCE }));
    const known = await this.#knownBy(asked, request.account);
    // Ours, whose answer was lost on the way.
    if (known?.id === record.id && known.revision === record.revision) {
      return this.#goOn(await this.#deliver({ row: known, fence: FIRST_FENCE }));
    }
    if (known === undefined) throw new TypeError(`Payment "${reference}" is neither new nor known.`);
    return this.#repeated(known, asked);
  }

  /**
   * Reads a payment by its id, or by its reference: that of the account, or without one that which was routed, else that
   * of any account.
   */
  async findPayment(
    query: { readonly id: string } | { readonly reference: string; readonly account?: string | undefined },
  ): Promise<PaymentRecord | undefined> {
    if ('id' in query) return this.#dependencies.store.payment(query.id);
    return this.#knownBy({ reference: query.reference }, query.account);
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
  async step(claimed: Claimed<PaymentRecord>): Promise<PaymentRecord> {
    return this.#goOn(await this.#step(claimed));
  }

  async #goOn(left: PaymentRecord): Promise<PaymentRecord> {
    const { policy, store } = this.#dependencies;
    let row = left;
    // Whoever waits for the answer of one account waits for that of the next one, too.
    while (isLeaving(row)) {
      const [again] = await store.claim('payments', { id: row.id, limit: 1, leaseMs: policy.leaseMs });
      if (again === undefined) return row;
      row = await this.#step(again);
    }
    return row;
  }

  async #step({ fence, row }: Claimed<PaymentRecord>): Promise<PaymentRecord> {
    if (isLeaving(row)) return this.#leave(row, fence);
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

  /** Where a new payment goes; asks for costs first where the rule goes by them. */
  async #route(query: RouteQuery): Promise<Route | undefined> {
    const { costs, router } = this.#dependencies;
    return router?.route(query, await costs?.of(query));
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

  /** The payment that has a reference, wherever it is by now. See `PayoutService`. */
  async #knownBy(
    { fingerprint: ours, reference }: { readonly reference: string; readonly fingerprint?: string },
    account: string | undefined,
  ): Promise<PaymentRecord | undefined> {
    const { defaultAccount, providers, router, store } = this.#dependencies;
    if (router === undefined) return store.paymentByReference(account ?? defaultAccount, reference);
    const id = await keptId(
      store,
      account === undefined ? routeName('payment', reference) : paymentName(account, reference),
    );
    if (id !== undefined) return this.#current({ id });
    if (account !== undefined) return store.paymentByReference(account, reference);
    const accounts = [defaultAccount, ...providers.ids.filter((other) => other !== defaultAccount)];
    const found = await Promise.all(accounts.map((other) => store.paymentByReference(other, reference)));
    return found.find((record) => record?.fingerprint === ours) ?? found.find((record) => record !== undefined);
  }

  /** The same request again: the payment there is, once its first sending is over. */
  async #repeated(
    known: PaymentRecord,
    asked: { readonly reference: string; readonly fingerprint: string },
  ): Promise<PaymentRecord> {
    if (known.fingerprint !== asked.fingerprint) {
      throw new IdempotencyConflictError(asked.reference, known.fingerprint, asked.fingerprint, {
        operation: 'createPayment',
      });
    }
    this.#dependencies.telemetry?.measure?.('paymux.idempotency.replays', 1, { operation: 'createPayment' });
    return this.#settled(known);
  }

  /** Takes a payment of which nothing reached its account to the next one. See `PayoutFollowUp`. */
  async #leave(row: PaymentRecord, fence: number): Promise<PaymentRecord> {
    const { health, policy, providers, store } = this.#dependencies;
    const { leaving, ...kept } = row.route ?? { fallback: [] };
    const possible = kept.fallback.filter((account) => providers.find(account)?.payments !== undefined);
    const isOver = leaving?.isOver === true;
    const to = possible.find((account) => health?.mayUse(account) !== false) ?? (isOver ? possible[0] : undefined);
    const { account: from } = row;
    if (leaving === undefined || row.route === undefined) return this.#send(row, fence);
    const route = { ...row.route, leaving: undefined };
    if (to === undefined) {
      return this.#apply(row, fence, (draft) => {
        if (!isLeaving(draft.record)) return;
        draft.set({ route });
        if (isOver) fail(draft, 'no_account_left', leaving.reason);
        else {
          const waitMs = backOffMs(row.sends, policy.retryMs, policy.checkEveryMs);
          draft.set({ failureReason: undefined, dueAt: new Date(draft.at.getTime() + waitMs) });
        }
      });
    }
    const draft = this.#draft(row);
    draft
      .set({ account: to, sends: 0, openSends: [], firstSentAt: undefined, absences: 0, firstAbsentAt: undefined })
      .set({ failureReason: undefined, checks: 0, failedChecks: 0, dueAt: draft.at })
      .set({ route: { ...route, fallback: kept.fallback.filter((account) => account !== to) } })
      .log('failed_over', 'opening', { from, to, rule: row.route.rule, reason: leaving.reason });
    const name = keepName(paymentName(to, row.reference), row, draft.at);
    const result = await store.commit([...draft.changes(), name]);
    if (result.committed) {
      this.#dependencies.logger.warn('payment.failed_over', { payment: row.id, from, to });
      return this.#send(draft.record, fence);
    }
    if (result.conflict === 'stale') return this.#current(row);
    return this.#apply(row, fence, (after) => {
      if (!isLeaving(after.record)) return;
      fail(after.set({ route }), 'reference_in_use', `${leaving.reason}; its reference is in use at ${to}`);
    });
  }

  async #send(row: PaymentRecord, fence: number): Promise<PaymentRecord> {
    if (this.#payments(row) === undefined) return this.#noAccount(row, fence);
    const draft = this.#draft(row);
    this.#begin(draft);
    const stored = await this.#dependencies.store.commit(draft.changes());
    return stored.committed ? this.#deliver({ row: draft.record, fence }) : this.#current(row);
  }

  /** Notes that a payment is about to be sent. See `PayoutFollowUp`. */
  #begin(draft: PaymentDraft): void {
    const { firstSentAt, openSends, sends } = withSend(draft.record, draft.at);
    draft.log('sending', 'opening', { send: sends });
    draft.set({
      sends,
      openSends,
      firstSentAt,
      dueAt: new Date(draft.at.getTime() + this.#dependencies.policy.leaseMs),
    });
  }

  async #deliver({ fence, row: sent }: Claimed<PaymentRecord>): Promise<PaymentRecord> {
    const { clock, health, policy, providers, webhookAddresses } = this.#dependencies;
    // See `PayoutFollowUp`.
    if (sent.dueAt !== undefined && clock.now() >= sent.dueAt) return this.#current(sent);
    let answer: Payment | { readonly error: unknown };
    try {
      const webhookUrl = sent.terms.webhookUrl ?? webhookAddresses?.(sent.account, providers.get(sent.account));
      const request = { ...sent.terms, webhookUrl, reference: sent.reference };
      const { payments } = requireFeature(providers.get(sent.account), 'payments.createPayment');
      answer = await payments.createPayment(request, { deadlineMs: policy.callTimeoutMs });
    } catch (error) {
      answer = { error };
    }
    const outcome = 'error' in answer ? healthOutcomeOf(answer.error) : 'answered';
    if (outcome !== undefined) health?.note(sent.account, outcome);
    return this.#apply(sent, fence, (after) => {
      if (after.record.account !== sent.account) {
        if (!('error' in answer)) observeEarlierPayment(after, answer, sent.account, 'answered');
      } else if ('error' in answer) this.#noAnswer(after, sent.sends, answer.error);
      else observePayment(after, answer, 'answered', policy);
    });
  }

  /** Its account may be missing from the configuration of this process alone, or for a while. */
  async #noAccount(row: PaymentRecord, fence: number): Promise<PaymentRecord> {
    const { policy } = this.#dependencies;
    return this.#apply(row, fence, (draft) => {
      const { failedChecks, firstSentAt, requestedAt, state } = draft.record;
      if (state !== 'opening' && state !== 'unknown') return;
      const error = new UnsupportedOperationError('payments.createPayment', { provider: row.account });
      if (draft.at.getTime() - (firstSentAt ?? requestedAt).getTime() < policy.giveUpMs) {
        if (failedChecks === 0) draft.log('sending', undefined, { error });
        draft.set({ failedChecks: failedChecks + 1, dueAt: new Date(draft.at.getTime() + policy.checkEveryMs) });
        return;
      }
      const lost = { error, outcome: 'not_sent', isOver: true, isDown: false } as const;
      const leaving = leavingFor(draft.record, lost);
      const { route } = draft.record;
      if (leaving === undefined || route === undefined) {
        fail(draft, 'sending', 'the account takes no payments any more');
        return;
      }
      draft.log('sending', 'unknown', { error });
      draft.set({ route: { ...route, leaving }, failureReason: leaving.reason, dueAt: draft.at });
    });
  }

  #noAnswer(draft: PaymentDraft, number: number, error: unknown): void {
    const { policy } = this.#dependencies;
    const { record } = draft;
    if (record.state !== 'opening' && record.state !== 'unknown') return;
    const isOurs = PaymentsError.isInstance(error);
    if (isOurs && error.code === 'reference_conflict') {
      draft
        .set({ openSends: [], everUnknown: true })
        .review('mismatch', 'answered', { error })
        .set({ dueAt: undefined });
      return;
    }
    const outcome = isOurs ? error.outcome : 'unknown';
    if (outcome === 'unknown') draft.set({ everUnknown: true });
    else draft.set({ openSends: withoutSend(record, number).openSends });
    const isOpen = draft.record.openSends.length > 0;
    const isPermanent = isOurs && ['invalid_request', 'misconfigured', 'unsupported_operation'].includes(error.code);
    const age = draft.at.getTime() - (record.firstSentAt ?? draft.at).getTime();
    const isOver = outcome === 'rejected' || isPermanent || age >= policy.giveUpMs;
    const isDown = this.#dependencies.health?.of(record.account).state === 'open';
    const leaving = outcome === 'unknown' ? undefined : leavingFor(draft.record, { error, outcome, isOver, isDown });
    if (leaving !== undefined && draft.record.route !== undefined) {
      const route = { ...draft.record.route, leaving };
      draft.log(outcome, 'unknown', { error }).set({ route, failureReason: leaving.reason, dueAt: draft.at });
      return;
    }
    if (!isOpen && isOver) {
      fail(draft, outcome, isOurs ? `${error.code}: ${error.message}` : 'an error without a name', error);
      return;
    }
    const firstMs = isOpen ? policy.firstLookUpMs : policy.retryMs;
    const waitMs = Math.max(backOffMs(record.sends - 1, firstMs, policy.checkEveryMs), retryAfterMsOf(error));
    draft.log(outcome, 'unknown', { error }).set({ dueAt: new Date(draft.at.getTime() + waitMs) });
  }

  async #ask(claimed: PaymentRecord, fence: number): Promise<PaymentRecord> {
    const { clock, policy } = this.#dependencies;
    // Every sending provably had no effect: there is nothing to be found.
    if (claimed.openSends.length === 0) return this.#send(claimed, fence);
    // Whoever sent it did not live to say what came of it.
    const row: PaymentRecord = { ...claimed, everUnknown: true };
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
      draft.set({ absences, firstAbsentAt, everUnknown: true });
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

  async #current({ id }: Pick<PaymentRecord, 'id'>): Promise<PaymentRecord> {
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

/** Whether its next step is to be taken to another account. */
function isLeaving({ route, state }: PaymentRecord): boolean {
  return state === 'unknown' && route?.leaving !== undefined;
}

/** Ends a payment of which nothing reached the provider. */
function fail(draft: PaymentDraft, type: string, failureReason: string, error?: unknown): void {
  draft.log(type, 'failed', error === undefined ? { reason: failureReason } : { error });
  draft.set({ failureReason, final: true, dueAt: undefined });
}
