import {
  type Clock,
  type Logger,
  type ObjectQuery,
  type OperationCapability,
  type Payout,
  type PayoutProcessor,
  type ProviderRegistry,
  requireFeature,
  UnsupportedOperationError,
} from '@paymux/core';
import type { Claimed, DurableStore } from '../durable/durable-store.js';
import { backOffMs, canLookUp, canRepeat, isAbsent, withAbsence } from '../durable/sending.js';
import { expireApproval } from '../approval/expire-approval.js';
import { mayBeSent } from '../approval/payout-approval.js';
import type { HealthMonitor } from '../routing/account-health.js';
import { healthOutcomeOf, leavingFor } from '../routing/failover.js';
import { beginSend } from './begin-send.js';
import { failOver, withoutFallback } from './fail-over.js';
import type { WebhookAddresses } from '../webhook/webhook-addresses.js';
import { observePayout } from './observe-payout.js';
import { PayoutDraft, type TransferBounds } from './payout-draft.js';
import { holdBounds, limitProblem, type PayoutRules } from './payout-limits.js';
import type { PayoutPolicy } from './payout-policy.js';
import type { PayoutRecord, PayoutReviewReason, PayoutTerms } from './payout-record.js';
import { type ClientCheck, receiverProblems } from './receiver-problems.js';
import { fail, leave, type SendResult, settleSend } from './settle-send.js';

/** What following payouts up works with. */
export interface PayoutFollowUpDependencies {
  readonly store: DurableStore;
  readonly providers: ProviderRegistry;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly policy: PayoutPolicy;
  readonly rules: PayoutRules;
  /** Where webhooks go of requests that name no `webhookUrl`. @defaultValue they say nothing, and most providers send none */
  readonly webhookAddresses?: WebhookAddresses | undefined;
  /** Is asked again when the time of a payout has come. @defaultValue every client is paid */
  readonly checkClient?: ClientCheck | undefined;
  /** Is told what sendings came to, and says which account is left alone. @defaultValue none is */
  readonly health?: HealthMonitor | undefined;
}

/** What a request without an answer needs next, when nothing was found. */
type Unanswered = 'repeat' | 'wait' | PayoutReviewReason;

/**
 * Takes one leased payout one step further: sends it, asks what became of it, or checks how it stands.
 *
 * Every step first stores what it is about to do and then what came of it, so that it can be broken off anywhere: the
 * next one, wherever it runs, begins with a question to the provider.
 *
 * @see docs/decisions/2026-11-21-a-payout-is-never-guessed.md
 */
export class PayoutFollowUp {
  readonly #dependencies: PayoutFollowUpDependencies;

  constructor(dependencies: PayoutFollowUpDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * One step. Resolves to the payout as it then stands, or as somebody else left it meanwhile.
   *
   * @throws {@link StoreUnavailableError} The lease runs out, and the step is taken again.
   */
  async step(claimed: Claimed<PayoutRecord>): Promise<PayoutRecord> {
    return this.#goOn(await this.#step(claimed));
  }

  /** What is asked of the account that a payout is at: its terms, and where webhooks go. */
  termsAt({ account, terms }: PayoutRecord): PayoutTerms {
    const { providers, webhookAddresses } = this.#dependencies;
    if (terms.webhookUrl !== undefined || webhookAddresses === undefined) return terms;
    return { ...terms, webhookUrl: webhookAddresses(account, providers.get(account)) };
  }

  /** Sends a payout of which it is stored that it is about to be sent. Resolves and throws as {@link step}. */
  async deliver(claimed: Claimed<PayoutRecord>): Promise<PayoutRecord> {
    return this.#goOn(await this.#deliver(claimed));
  }

  async #goOn(left: PayoutRecord): Promise<PayoutRecord> {
    const { policy, store } = this.#dependencies;
    let row = left;
    // Whoever waits for the answer of one account waits for that of the next one, too.
    while (isLeaving(row)) {
      const [again] = await store.claim('payouts', { id: row.id, limit: 1, leaseMs: policy.leaseMs });
      if (again === undefined) return row;
      row = await this.#step(again);
    }
    return row;
  }

  async #step({ fence, row }: Claimed<PayoutRecord>): Promise<PayoutRecord> {
    switch (row.state) {
      case 'scheduled':
        return this.#start(row, fence);
      case 'ready':
        return isLeaving(row) ? this.#leave(row, fence) : this.#send(row, fence);
      case 'submitting':
      case 'unknown':
        return this.#ask(row, fence);
      case 'awaiting_approval':
        return this.#expire(row, fence);
      case 'pending':
      case 'broadcast':
      case 'confirmed':
      case 'failed':
      case 'cancelled':
      case 'reversed':
      case 'needs_review':
        return this.#check(row, fence);
    }
  }

  /** Its time has come: unless it may not be paid any more, the money is put on hold. */
  async #start(row: PayoutRecord, fence: number): Promise<PayoutRecord> {
    const { clock, policy, rules, store } = this.#dependencies;
    let bounds: TransferBounds;
    let refusal: string | undefined;
    let asked = 'the client';
    try {
      refusal = await this.#refusalNow(row);
      asked = 'the balance';
      bounds = refusal === undefined ? await holdBounds(rules, row) : undefined;
    } catch (error) {
      return this.#apply(row, fence, clock, (draft) => {
        if (draft.record.state !== 'scheduled') return;
        if (draft.at.getTime() - askedAt(row).getTime() < policy.giveUpMs) this.#noteFailure(draft, error);
        else fail(draft, 'started', `${asked} could not be asked for`, error);
      });
    }
    const draft = this.#draft(row, 'job');
    if (refusal !== undefined) {
      fail(draft, 'started', refusal);
      return this.#commit(draft, fence);
    }
    draft.log('started', 'ready').set({ dueAt: draft.at, hold: 'held' }).transfer('hold', row.terms.amount, bounds);
    const result = await store.commit(draft.changes());
    if (result.committed) return this.#send(draft.record, fence);
    if (result.conflict !== 'out_of_bounds') return this.#current(row);
    const failed = this.#draft(row, 'job');
    fail(failed, 'started', 'the balance does not cover it');
    return this.#commit(failed, fence);
  }

  /** What was true when it was accepted may not be true any more: why it cannot be paid now. */
  async #refusalNow(row: PayoutRecord): Promise<string | undefined> {
    const { rules } = this.#dependencies;
    const [problem] = await receiverProblems(row, this.#dependencies);
    if (problem !== undefined) {
      const { message, path } = problem;
      return `${path === 'client' ? 'the client' : 'the wallet'} ${message} when its time came`;
    }
    const limit = limitProblem(rules, row.account, row.terms.amount);
    return limit === undefined ? undefined : `the amount ${limit}, by the limits when its time came`;
  }

  /** Nobody, or too few, approved it in time. Before that nothing is changed: approvals are for one revision. */
  async #expire(row: PayoutRecord, fence: number): Promise<PayoutRecord> {
    const draft = this.#draft(row, 'job');
    return expireApproval(draft, this.#dependencies.rules) ? this.#commit(draft, fence) : row;
  }

  async #send(row: PayoutRecord, fence: number): Promise<PayoutRecord> {
    const { clock, policy, store } = this.#dependencies;
    if (row.openSends.length === 0 && !mayBeSent(row)) {
      const refused = this.#draft(row, 'job');
      fail(refused, 'approval_refused', 'what it says was not approved');
      return this.#commit(refused, fence);
    }
    if (this.#payouts(row) === undefined) {
      // It may be missing from the configuration of this process alone, or for a while.
      return this.#apply(row, fence, clock, (draft) => {
        if (draft.record.state !== 'ready') return;
        const isOver = draft.at.getTime() - askedAt(row).getTime() >= policy.giveUpMs;
        const error = new UnsupportedOperationError('payouts.createPayout', { provider: row.account });
        const lost = { error, outcome: 'not_sent', isOver, isDown: false } as const;
        const leaving = isOver ? leavingFor(draft.record, lost) : undefined;
        if (leaving !== undefined) leave(draft.log('sending', 'ready', { error }), leaving);
        else if (isOver) fail(draft, 'sending', 'the account sends no payouts any more');
        else this.#noteFailure(draft, error);
      });
    }
    const draft = this.#draft(row, 'job');
    beginSend(draft, this.termsAt(row), policy);
    // Without the fence: the lease goes on. If somebody else took the payout over, the revision tells.
    const stored = await store.commit(draft.changes());
    return stored.committed ? this.#deliver({ row: draft.record, fence }) : this.#current(row);
  }

  async #deliver({ fence, row: sent }: Claimed<PayoutRecord>): Promise<PayoutRecord> {
    const { clock, policy } = this.#dependencies;
    // Storing it took as long as its lease: somebody else may be asking for it, and what they find must stay true.
    if (sent.dueAt !== undefined && clock.now() >= sent.dueAt) return this.#current(sent);
    const result = await this.#call(sent);
    const isDown = this.#noteHealth(sent.account, result);
    return this.#apply(sent, fence, clock, (after) => {
      if (after.record.attempt === sent.attempt) settleSend(after, sent.sends, result, policy, isDown);
      else if ('payout' in result) observePayout(after, result.payout, sent.attempt, 'answered', policy);
    });
  }

  /** Tells the health of the account what a sending came to, and answers whether it is left alone now. */
  #noteHealth(account: string, result: SendResult): boolean {
    const { health } = this.#dependencies;
    const outcome = 'payout' in result ? 'answered' : healthOutcomeOf(result.error);
    if (outcome !== undefined) health?.note(account, outcome);
    return health?.of(account).state === 'open';
  }

  /**
   * Takes a payout of which nothing reached its account to the next one: as one commit the hold is given back here, a
   * new attempt begins there, and its money is put on hold there. Where that cannot be, the one after it is tried.
   */
  async #leave(row: PayoutRecord, fence: number): Promise<PayoutRecord> {
    const { clock, policy, rules, store } = this.#dependencies;
    const { route } = row;
    if (route?.leaving === undefined) return this.#send(row, fence);
    const { leaving, ...kept } = route;
    const to = this.#nextAccount(row, leaving.isOver);
    if (to === undefined) {
      return this.#apply(row, fence, clock, (draft) => {
        if (!isLeaving(draft.record)) return;
        draft.set({ route: kept });
        if (leaving.isOver) fail(draft, 'no_account_left', leaving.reason);
        else {
          const waitMs = backOffMs(row.sends, policy.retryMs, policy.checkEveryMs);
          draft.set({ failureReason: undefined, dueAt: new Date(draft.at.getTime() + waitMs) });
        }
      });
    }
    let bounds: TransferBounds;
    try {
      bounds = await holdBounds(rules, { ...row, account: to });
    } catch (error) {
      return this.#passOver(row, fence, to, { reason: 'its balance could not be asked for', error });
    }
    const draft = this.#draft(row, 'job');
    failOver(draft, { to, reason: leaving.reason, bounds, rules });
    // Without the fence: the lease goes on for the sending.
    const result = await store.commit(draft.changes());
    if (result.committed) {
      this.#dependencies.logger.warn('payout.failed_over', { payout: row.id, from: row.account, to });
      return this.#send(draft.record, fence);
    }
    if (result.conflict === 'stale') return this.#current(row);
    if (result.conflict === 'out_of_bounds') {
      return this.#passOver(row, fence, to, { reason: 'its balance or a limit does not allow it' });
    }
    return this.#apply(row, fence, clock, (after) => {
      if (!isLeaving(after.record)) return;
      fail(after.set({ route: kept }), 'reference_in_use', `${leaving.reason}; its reference is in use at ${to}`);
    });
  }

  /** Leaves an account out that the payout cannot go to. */
  async #passOver(row: PayoutRecord, fence: number, account: string, why: object): Promise<PayoutRecord> {
    return this.#apply(row, fence, this.#dependencies.clock, (draft) => {
      const { route } = draft.record;
      if (route === undefined || !isLeaving(draft.record)) return;
      draft.log('passed_over', 'ready', { account, ...why });
      draft.set({ route: withoutFallback(route, account), dueAt: draft.at });
    });
  }

  /** The next account that can be used; one that is left alone only where nothing else is left to do. */
  #nextAccount({ route, terms }: PayoutRecord, isOver: boolean): string | undefined {
    const { health, providers, rules } = this.#dependencies;
    const possible = (route?.fallback ?? []).filter(
      (account) =>
        providers.find(account)?.payouts !== undefined && limitProblem(rules, account, terms.amount) === undefined,
    );
    return possible.find((account) => health?.mayUse(account) !== false) ?? (isOver ? possible[0] : undefined);
  }

  async #call(row: PayoutRecord): Promise<SendResult> {
    const { policy, providers } = this.#dependencies;
    try {
      const { payouts } = requireFeature(providers.get(row.account), 'payouts.createPayout');
      const request = { ...this.termsAt(row), reference: row.wireReference };
      return { payout: await payouts.createPayout(request, { deadlineMs: policy.callTimeoutMs }) };
    } catch (error) {
      return { error };
    }
  }

  /** Asks what became of a request that has no answer; repeats it only where that is safe. */
  async #ask(claimed: PayoutRecord, fence: number): Promise<PayoutRecord> {
    const { clock, policy } = this.#dependencies;
    // Whoever sent it did not live to say what came of it.
    const row: PayoutRecord = { ...claimed, everUnknown: true };
    const payouts = this.#payouts(row);
    const capability = this.#capability(row);
    const query = queryFor(row, capability);
    if (payouts !== undefined && query !== undefined) {
      const found = await this.#find(payouts, query);
      if ('error' in found) {
        return this.#apply(row, fence, clock, (draft) => {
          this.#noteFailure(draft, found.error);
        });
      }
      const { payout } = found;
      if (payout !== undefined) {
        return this.#apply(row, fence, clock, (draft) => {
          draft.set({ everUnknown: true });
          this.#noteFound(draft, payout, row.attempt);
        });
      }
    }
    const now = clock.now();
    const asked = query === undefined ? row : { ...row, ...withAbsence(row, now) };
    const next = this.#next(asked, capability, now, query !== undefined);
    if (next === 'repeat') return this.#send(asked, fence);
    return this.#apply(row, fence, clock, (draft) => {
      const { attempt, state } = draft.record;
      if (attempt !== row.attempt || (state !== 'submitting' && state !== 'unknown')) return;
      const { absences, firstAbsentAt } = asked;
      draft.set({ absences, firstAbsentAt, everUnknown: true, checks: row.checks + 1 });
      if (query !== undefined) draft.set({ failedChecks: 0, lastCheckedAt: draft.at, lastCheckedBy: 'poll' });
      const dueAt = new Date(draft.at.getTime() + backOffMs(absences, policy.firstLookUpMs, policy.checkEveryMs));
      if (next === 'wait') draft.log('not_found', 'unknown', { absences }).set({ dueAt });
      else
        draft
          .review(next, 'not_found', { absences })
          .set({ dueAt: this.#lookBackEnds(row, draft.at) ? undefined : dueAt });
    });
  }

  #next(row: PayoutRecord, capability: OperationCapability, now: Date, isLookedUp: boolean): Unanswered {
    const { policy } = this.#dependencies;
    if (this.#lookBackEnds(row, now)) return 'still_unknown';
    if (canRepeat(row, capability, now, policy)) return 'repeat';
    if (!isLookedUp) return 'cannot_be_looked_up';
    return isAbsent(row, now, policy) ? 'absent' : 'wait';
  }

  /** Asks how a payout stands that its provider knows. */
  async #check(row: PayoutRecord, fence: number): Promise<PayoutRecord> {
    const { clock, policy } = this.#dependencies;
    const payouts = this.#payouts(row);
    const query = queryFor(row, this.#capability(row));
    const found =
      payouts === undefined || query === undefined ? { payout: undefined } : await this.#find(payouts, query);
    return this.#apply(row, fence, clock, (draft) => {
      if ('error' in found) this.#noteFailure(draft, found.error);
      else if (found.payout !== undefined) this.#noteFound(draft, found.payout, row.attempt);
      else {
        const failedChecks = query === undefined ? row.failedChecks : row.failedChecks + 1;
        draft.set({ checks: row.checks + 1, failedChecks });
        this.#again(draft, policy.checkEveryMs);
      }
    });
  }

  async #find(
    payouts: PayoutProcessor,
    query: ObjectQuery,
  ): Promise<{ readonly payout: Payout | undefined } | { readonly error: unknown }> {
    try {
      return { payout: await payouts.findPayout(query, { deadlineMs: this.#dependencies.policy.callTimeoutMs }) };
    } catch (error) {
      return { error };
    }
  }

  #noteFound(draft: PayoutDraft, payout: Payout, attempt: number): void {
    const { checks } = draft.record;
    draft.set({ checks: checks + 1, failedChecks: 0, lastCheckedAt: draft.at, lastCheckedBy: 'poll' });
    observePayout(draft, payout, attempt, 'looked_up', this.#dependencies.policy);
    this.#again(draft, this.#dependencies.policy.checkEveryMs);
  }

  #noteFailure(draft: PayoutDraft, error: unknown): void {
    const { checks, failedChecks } = draft.record;
    draft.set({ checks: checks + 1, failedChecks: failedChecks + 1 });
    if (failedChecks === 0) draft.log('check_failed', undefined, { error });
    this.#again(draft, this.#dependencies.policy.checkEveryMs);
  }

  /** Plans the next check, unless none was planned, or it was looked back for long enough. */
  #again(draft: PayoutDraft, inMs: number): void {
    const { record } = draft;
    if (record.dueAt === undefined) return;
    const { alertAfterFailures, alertAfterMs } = this.#dependencies.policy;
    const dueAt = new Date(draft.at.getTime() + inMs);
    if (!this.#lookBackEnds(record, draft.at)) draft.set({ dueAt });
    else if (record.state === 'confirmed' || record.state === 'needs_review') draft.set({ dueAt: undefined });
    else {
      const reason = record.providerId === undefined ? 'still_unknown' : 'never_final';
      draft.review(reason, 'look_back_ended').set({ dueAt: undefined });
    }
    if (record.alertedAt !== undefined || record.failedChecks === 0) return;
    const silentMs = draft.at.getTime() - (record.lastCheckedAt ?? record.firstSentAt ?? draft.at).getTime();
    if (record.failedChecks >= alertAfterFailures || silentMs >= alertAfterMs) {
      draft.set({ alertedAt: draft.at }).log('alerted', undefined, { failedChecks: record.failedChecks });
    }
  }

  #lookBackEnds(record: PayoutRecord, now: Date): boolean {
    return now.getTime() - askedAt(record).getTime() >= this.#dependencies.policy.lookBackMs;
  }

  /**
   * Stores what came of a call. Whoever changed the payout meanwhile changed it for a reason, so what came of the call
   * is taken in once more, on top of that.
   */
  async #apply(
    row: PayoutRecord,
    fence: number,
    clock: Clock,
    change: (draft: PayoutDraft) => void,
  ): Promise<PayoutRecord> {
    let latest = row;
    let lease: number | undefined = fence;
    for (;;) {
      const draft = PayoutDraft.change(latest, { actor: 'worker', source: 'poll', at: clock.now() });
      change(draft);
      const result = await this.#dependencies.store.commit(draft.changes(lease));
      if (result.committed) return this.#tell(latest, draft.record);
      if (result.conflict !== 'stale') throw new TypeError(`Payout ${row.id} could not be stored: ${result.conflict}.`);
      const current = await this.#current(row);
      // The lease is somebody else's by now; what was learned is true all the same.
      if (current.revision === latest.revision) lease = undefined;
      latest = current;
    }
  }

  async #commit(draft: PayoutDraft, fence: number): Promise<PayoutRecord> {
    const result = await this.#dependencies.store.commit(draft.changes(fence));
    return result.committed ? this.#tell(undefined, draft.record) : this.#current(draft.record);
  }

  async #current({ id }: PayoutRecord): Promise<PayoutRecord> {
    const current = await this.#dependencies.store.payout(id);
    if (current === undefined) throw new TypeError(`The store lost payout ${id}. Restore it before going on.`);
    return current;
  }

  #tell(before: PayoutRecord | undefined, after: PayoutRecord): PayoutRecord {
    const { logger } = this.#dependencies;
    const fields = { payout: after.id, account: after.account, reference: after.reference, state: after.state };
    if (after.state === 'needs_review' && before?.state !== 'needs_review') {
      logger.error('payout.needs_review', { ...fields, reason: after.reviewReason });
    } else if (before?.state !== after.state) logger.info('payout.changed', fields);
    if (after.alertedAt !== undefined && before?.alertedAt === undefined) logger.error('payout.alert', fields);
    return after;
  }

  #draft(row: PayoutRecord, source: 'job' | 'poll'): PayoutDraft {
    return PayoutDraft.change(row, { actor: 'worker', source, at: this.#dependencies.clock.now() });
  }

  #payouts(row: PayoutRecord): PayoutProcessor | undefined {
    return this.#dependencies.providers.find(row.account)?.payouts;
  }

  /** What the account declares. An account that was taken out of the configuration declares nothing. */
  #capability(row: PayoutRecord): OperationCapability {
    const declared = this.#dependencies.providers.find(row.account)?.capabilities.operations['createPayout'];
    return declared ?? { lookup: 'none', deduplicatesForMs: 0 };
  }
}

/** Whether its next step is to be taken to another account. */
function isLeaving({ route, state }: PayoutRecord): boolean {
  return state === 'ready' && route?.leaving !== undefined;
}

/** Since when the provider may know of it. */
function askedAt({ firstSentAt, requestedAt, sendAt }: PayoutRecord): Date {
  return firstSentAt ?? sendAt ?? requestedAt;
}

/** By the provider's id once it is known, else by the reference where that can be looked up. */
function queryFor(row: PayoutRecord, capability: OperationCapability): ObjectQuery | undefined {
  if (row.providerId !== undefined) return { providerId: row.providerId };
  return canLookUp(capability, row.wireReference) ? { reference: row.wireReference } : undefined;
}
