import {
  type Clock,
  hexDigest,
  InvalidRequestError,
  isPositive,
  isReference,
  type Logger,
  moneyProblems,
  normaliseCurrency,
  normaliseDecimal,
  type Problem,
  type ProviderRegistry,
  type RandomSource,
  REFERENCE_RULE,
  requireFeature,
  type Telemetry,
} from '@paymux/core';
import {
  type ApprovalNeed,
  approvalExpiry,
  type ApprovalPolicy,
  checkApprovalPolicy,
  neededApprovals,
  type RolesOf,
} from '../approval/approval-policy.js';
import { type ApprovalRefusal, approvalRefusals, noteRefusal } from '../approval/approval-refusals.js';
import {
  type ApprovalRefusalReason,
  approve,
  isApproved,
  type PayoutApproval,
  REFUSAL_SENTENCES,
} from '../approval/payout-approval.js';
import {
  type Change,
  type DurableStore,
  FIRST_FENCE,
  type PayoutFigure,
  type PayoutRecordQuery,
  type RecordPage,
} from '../durable/durable-store.js';
import { NO_HISTORY } from '../durable/history.js';
import { lookAgainMs } from '../durable/look-again.js';
import { recordId } from '../durable/record-id.js';
import type { Transfer } from '../durable/transfer.js';
import type { WalletProfile } from '../profile/wallet-profile.js';
import { keepName, keptId, routeName } from '../routing/kept-name.js';
import { keptRoute, type Route } from '../routing/route.js';
import type { RouteCosts } from '../routing/route-costs.js';
import type { RouteQuery } from '../routing/routing-rule.js';
import type { RouteExplanation, Router } from '../routing/router.js';
import { beginSend } from './begin-send.js';
import { newAttempt } from './new-attempt.js';
import { observePayout } from './observe-payout.js';
import { type Cause, PayoutDraft } from './payout-draft.js';
import { IdempotencyConflictError, NotCoveredError, PayoutStateError } from './payout-errors.js';
import { payoutFingerprint } from './payout-fingerprint.js';
import type { PayoutFollowUp } from './payout-follow-up.js';
import { count, countToday, holdBounds, limitProblem, type PayoutRules, uncount } from './payout-limits.js';
import type { PayoutPolicy } from './payout-policy.js';
import type {
  ChangeSource,
  PayoutAttempt,
  PayoutEvent,
  PayoutOrigin,
  PayoutRecord,
  PayoutState,
  PayoutTerms,
} from './payout-record.js';
import { type ClientCheck, receiverProblems } from './receiver-problems.js';
import { release } from './settle-send.js';

/** What to pay out, for whom, and who says so. */
export interface PayoutRequest extends PayoutTerms {
  /**
   * The business fact this payout is for: 1 to 100 letters, digits, `_` or `-`, unique within the account. The same
   * request under the same reference is the same payout, also years later.
   */
  readonly reference: string;
  /** @defaultValue what the routing rules say, else the default account */
  readonly account?: string | undefined;
  /** Where its receiver is, for the routing rules: an ISO 3166-1 alpha-2 code. */
  readonly country?: string | undefined;
  /** What the routing rules may go by. */
  readonly tags?: readonly string[] | undefined;
  /** @defaultValue `manual` */
  readonly origin?: PayoutOrigin | undefined;
  /** The person or program that asks for it. Whoever it is cannot approve it. */
  readonly creator: string;
  /** Whom it is for. */
  readonly client?: string | undefined;
  readonly walletProfileId?: string | undefined;
  /** What the trigger wants remembered: plan, period, campaign. */
  readonly trigger?: Readonly<Record<string, string>> | undefined;
  /** Sends it no earlier than this. */
  readonly sendAt?: Date | undefined;
  /** Waits for a second person, also where no rule says so. @defaultValue `false` */
  readonly needsApproval?: boolean | undefined;
}

/** Names a payout, the revision that was looked at, and who acts. */
export interface PayoutDecision {
  readonly id: string;
  /** The revision that the decision is about. It binds to that one: what changed since has to be looked at again. */
  readonly revision: number;
  readonly actor: string;
  readonly note?: string | undefined;
}

/** What would come of a request for a payout. */
export interface PayoutForecast {
  /** What keeps it from being accepted, apart from the balance and what others ask for meanwhile. */
  readonly problems: readonly Problem[];
  /** Whose approval it would wait for; empty where it would not. */
  readonly needs: readonly ApprovalNeed[];
  /** Where it would go, unless the request says so itself, or there is one account alone. */
  readonly route?: RouteExplanation | undefined;
  /** The payout that has its reference already. */
  readonly known?: PayoutRecord | undefined;
}

/** What a {@link PayoutService} works with. */
export interface PayoutServiceDependencies {
  readonly store: DurableStore;
  readonly providers: ProviderRegistry;
  readonly followUp: PayoutFollowUp;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
  readonly policy: PayoutPolicy;
  readonly rules: PayoutRules;
  readonly defaultAccount: string;
  /** Chooses the account where a request names none. @defaultValue the default account is used */
  readonly router?: Router | undefined;
  /** Tells costs to the router. @defaultValue rules that choose the cheapest choose in the order of their accounts */
  readonly costs?: RouteCosts | undefined;
  /** @defaultValue every client is paid */
  readonly checkClient?: ClientCheck | undefined;
  /** @defaultValue nothing waits for approval unless its request says so */
  readonly approvals?: ApprovalPolicy | undefined;
  /** @defaultValue the `roles` of `approvals` */
  readonly rolesOf?: RolesOf | undefined;
  /** Is told of repeats, and says in which trace a record is made. Throws nothing. @defaultValue nobody is told */
  readonly telemetry?: Pick<Telemetry, 'measure' | 'activeTrace'> | undefined;
}

const NO_APPROVALS: ApprovalPolicy = { rules: [] };

/** A payout, and whether this request made it. */
interface Accepted {
  readonly record: PayoutRecord;
  readonly isNew: boolean;
}

/**
 * Sends payouts that survive: each is written down before its provider hears of it, and followed until it is paid,
 * failed, or a person has to look.
 *
 * @see docs/decisions/2026-11-21-a-payout-is-never-guessed.md
 */
export class PayoutService {
  readonly #dependencies: PayoutServiceDependencies;

  /** @throws {@link MisconfiguredError} Names everything that is wrong with the approval policy. */
  constructor(dependencies: PayoutServiceDependencies) {
    const { approvals, providers } = dependencies;
    if (approvals !== undefined) checkApprovalPolicy(approvals, providers.ids);
    this.#dependencies = dependencies;
  }

  /**
   * Accepts a payout, puts its money on hold, and sends it. Resolves once the provider has answered, or its answer is
   * lost: `state` tells. A payout that is scheduled, or waits for approval, resolves as soon as it is stored.
   *
   * The same request under the same reference resolves to the payout there is, wherever and whenever it was made, and
   * sends nothing.
   *
   * @throws {@link InvalidRequestError} Names every problem at once. Nothing was stored or sent.
   * @throws {@link IdempotencyConflictError} The reference belongs to another request. Nothing was stored or sent.
   * @throws {@link NotCoveredError} The balance or a limit does not allow it. Nothing was stored or sent.
   * @throws {@link StoreUnavailableError} It may be stored. Make the same call again.
   */
  async createPayout(request: PayoutRequest): Promise<PayoutRecord> {
    const { isNew, record } = await this.#accept(request, 'send');
    if (!isNew) return this.#settled(record);
    if (record.state !== 'submitting') return record;
    return this.#dependencies.followUp.deliver({ row: record, fence: FIRST_FENCE });
  }

  /**
   * The same as {@link createPayout}, but resolves as soon as the payout is stored: a worker sends it.
   *
   * @throws As for {@link createPayout}.
   */
  async acceptPayout(request: PayoutRequest): Promise<PayoutRecord> {
    return (await this.#accept(request, 'store')).record;
  }

  /** What keeps a request from being accepted, apart from the balance and what others ask for meanwhile. */
  async problemsOf(request: PayoutRequest): Promise<readonly Problem[]> {
    const { defaultAccount, providers, router } = this.#dependencies;
    const named = request.account ?? defaultAccount;
    const form = this.#formProblems(request, named);
    if (form.length > 0) return [...form, ...(await this.#ruleProblems(request, named))];
    if (request.account === undefined && router?.mayChange === true) await router.refresh();
    const chosen = request.account === undefined ? router?.explain(queryOf(request, termsOf(request))) : undefined;
    const account = chosen?.account ?? named;
    const problems = await this.#ruleProblems(request, account);
    if (providers.get(account).payouts !== undefined) return problems;
    return [...problems, { path: 'account', message: 'sends no payouts' }];
  }

  /** What would come of a request, as things are now. Nothing is stored or sent. */
  async foresee(request: PayoutRequest): Promise<PayoutForecast> {
    const { clock, costs, defaultAccount, router } = this.#dependencies;
    const problems = await this.problemsOf(request);
    const named = request.account ?? defaultAccount;
    if (this.#formProblems(request, named).length > 0) return { problems, needs: [] };
    const terms = termsOf(request);
    const origin = request.origin ?? 'manual';
    const { creator, needsApproval, reference } = request;
    const asked = { reference, fingerprint: payoutFingerprint({ ...request, terms, origin }) };
    const known = await this.#knownBy(asked, request.account);
    const query = queryOf(request, terms);
    const { destination, feeFrom } = terms;
    const route =
      request.account === undefined
        ? router?.explain(query, await costs?.of({ ...query, destination, feeFrom }))
        : undefined;
    const account = route?.account ?? named;
    const approval = await this.#neededApproval(
      { account, origin, terms, creator, route: route && keptRoute(route), needsApproval },
      clock.now(),
    );
    return { problems, needs: approval?.needs ?? [], route, known };
  }

  async #accept(request: PayoutRequest, then: 'send' | 'store'): Promise<Accepted> {
    const accepted = await this.#acceptOnce(request, then);
    if (!accepted.isNew) {
      this.#dependencies.telemetry?.measure?.('paymux.idempotency.replays', 1, { operation: 'createPayout' });
    }
    return accepted;
  }

  async #acceptOnce(request: PayoutRequest, then: 'send' | 'store'): Promise<Accepted> {
    const { clock, defaultAccount, followUp, policy, providers, random, rules, store, telemetry } = this.#dependencies;
    const named = request.account ?? defaultAccount;
    const form = this.#formProblems(request, named);
    if (form.length > 0) throw invalid([...form, ...(await this.#ruleProblems(request, named))]);
    const terms = termsOf(request);
    const origin = request.origin ?? 'manual';
    const asked = { reference: request.reference, fingerprint: payoutFingerprint({ ...request, terms, origin }) };
    const known = await this.#knownBy(asked, request.account);
    if (known !== undefined) return { record: sameRequest(known, asked), isNew: false };
    const chosen = request.account === undefined ? await this.#route(request, terms) : undefined;
    const account = chosen?.account ?? named;
    const problems = await this.#ruleProblems(request, account);
    if (problems.length > 0) throw invalid(problems);
    requireFeature(providers.get(account), 'payouts.createPayout');
    const now = clock.now();
    const route = chosen && keptRoute(chosen);
    const { creator, needsApproval } = request;
    const approval = await this.#neededApproval({ account, origin, terms, creator, route, needsApproval }, now);
    const state: PayoutState = approval === undefined ? startOf(request, now) : 'awaiting_approval';
    const record: PayoutRecord = {
      id: recordId('po', clock, random),
      account,
      reference: request.reference,
      fingerprint: asked.fingerprint,
      state,
      status: 'pending',
      revision: 1,
      origin,
      creator,
      client: request.client,
      walletProfileId: request.walletProfileId,
      walletDailyLimit: dailyLimitOf(await this.#profileOf(request), terms),
      trigger: request.trigger,
      ...hintsOf(request),
      terms,
      sendAt: request.sendAt,
      needsApproval,
      approval,
      route,
      attempt: 1,
      wireReference: request.reference,
      sends: 0,
      openSends: [],
      absences: 0,
      hold: state === 'ready' ? 'held' : 'none',
      checks: 0,
      failedChecks: 0,
      dueAt: state === 'ready' ? now : state === 'scheduled' ? request.sendAt : approval?.expiresAt,
      requestedAt: now,
      updatedAt: now,
      history: NO_HISTORY,
      trace: telemetry?.activeTrace?.(),
    };
    const draft = PayoutDraft.create(record, { actor: creator, source: 'api', at: now });
    const routed = chosen && {
      route: { rule: chosen.rule, account, because: chosen.because, costs: chosen.costs, ...hintsOf(request) },
    };
    draft.log('created', state, { terms, origin, client: request.client, needs: approval?.needs, ...routed });
    if (state === 'ready') draft.transfer('hold', terms.amount, await holdBounds(rules, record));
    count(draft, rules);
    if (state === 'ready' && then === 'send') {
      // As one commit with its acceptance: there is no payout that nobody sends, and nothing is stored twice.
      draft.by({ actor: 'worker', source: 'job' }).lease(policy.leaseMs);
      beginSend(draft, followUp.termsAt(record), policy);
    }
    const name = chosen && keepName(routeName('payout', request.reference), record, now);
    const changes = [...draft.changes(), ...(name === undefined ? [] : [name])];
    const result = await store.commit(changes);
    if (result.committed) {
      this.#dependencies.logger.info('payout.accepted', { payout: record.id, account, reference: record.reference });
      return { record: draft.record, isNew: true };
    }
    if (result.conflict === 'out_of_bounds') {
      throw notCovered(changes[result.at], `payout "${request.reference}"`);
    }
    const other = await this.#knownBy(asked, request.account);
    // Ours, whose answer was lost on the way.
    if (other?.id === record.id && other.revision === record.revision) return { record: other, isNew: true };
    if (other === undefined) {
      throw new InvalidRequestError([
        { path: 'reference', message: 'is the wire reference of another payout’s attempt' },
      ]);
    }
    return { record: sameRequest(other, asked), isNew: false };
  }

  /**
   * Agrees to a payout that waits for it. The last approval that it needs puts its money on hold and sends it. Whatever
   * is refused here is written down, with who tried it and why: see {@link refusedApprovals}.
   *
   * @throws {@link PayoutStateError} It does not wait, was changed since `revision`, waited for too long, or `actor` asked
   *   for it, approved it before, or has none of the roles that it needs.
   * @throws {@link NotCoveredError} The balance, or a limit of the day, does not allow it. It goes on waiting.
   */
  async approvePayout(decision: PayoutDecision): Promise<PayoutRecord> {
    const { rules, store } = this.#dependencies;
    const { actor, id, revision } = decision;
    if (actor.trim() === '') throw new InvalidRequestError([{ path: 'actor', message: 'must say who approves' }]);
    const record = await this.#get(id);
    if (record.state !== 'awaiting_approval') throw await this.#refused(record, actor, 'not_waiting');
    if (record.revision !== revision) throw await this.#refused(record, actor, 'stale_revision');
    const draft = this.#draft(record, actor, 'person');
    const approval = approve(record, { actor, at: draft.at, roles: await this.#rolesOf(actor) });
    if (typeof approval === 'string') throw await this.#refused(record, actor, approval);
    if ((await this.#receiverProblems(record)).length > 0) throw await this.#refused(record, actor, 'not_payable');
    if (limitProblem(rules, record.account, record.terms.amount) !== undefined) {
      throw await this.#refused(record, actor, 'over_limit');
    }
    draft.set({ approval });
    const isLater = record.sendAt !== undefined && record.sendAt > draft.at;
    if (!isApproved(approval)) draft.log('approved', undefined, noteOf(decision));
    else {
      draft.set({ approvedBy: actor });
      countToday(draft, rules);
      if (isLater) draft.log('approved', 'scheduled', noteOf(decision)).set({ dueAt: record.sendAt });
      else {
        draft.log('approved', 'ready', noteOf(decision)).set({ dueAt: draft.at, hold: 'held' });
        draft.transfer('hold', record.terms.amount, await holdBounds(rules, record));
      }
    }
    const changes = draft.changes();
    const result = await store.commit(changes);
    if (result.committed) return draft.record.state === 'ready' ? this.#advance(draft.record) : draft.record;
    if (result.conflict !== 'out_of_bounds') throw await this.#refused(record, actor, 'stale_revision');
    const error = notCovered(changes[result.at], `payout "${record.reference}"`);
    await this.#refused(record, actor, error.reason === 'balance' ? 'not_covered' : 'over_limit');
    throw error;
  }

  /** The attempts to approve a payout that were refused: who tried it, why not, and how often. */
  async refusedApprovals(id: string): Promise<readonly ApprovalRefusal[]> {
    return approvalRefusals(this.#dependencies.store, id);
  }

  /** Turns down a payout that waits for approval. @throws {@link PayoutStateError} As for {@link approvePayout}. */
  async rejectPayout(decision: PayoutDecision): Promise<PayoutRecord> {
    const record = await this.#decidable(decision, 'reject', ['awaiting_approval']);
    return this.#withdraw(record, decision, 'rejected');
  }

  /**
   * Stops a payout: at once where nothing was sent yet, else by asking the provider, where it can.
   *
   * @throws {@link PayoutStateError} It is over, its outcome is unknown, or it was changed since `revision`.
   * @throws {@link UnsupportedOperationError} It was sent, and the provider cannot be asked to stop one.
   * @throws Whatever the provider's `cancelPayout` throws. It is followed up as before.
   */
  async cancelPayout(decision: PayoutDecision): Promise<PayoutRecord> {
    const { policy, providers } = this.#dependencies;
    const record = await this.#decidable(decision, 'cancel', ['awaiting_approval', 'scheduled', 'ready', 'pending']);
    if (record.state !== 'pending') return this.#withdraw(record, decision, 'cancelled');
    const { payouts } = requireFeature(providers.get(record.account), 'payouts.cancelPayout');
    if (record.providerId === undefined) {
      throw new PayoutStateError('cancel', record.state, 'The provider has not told its id of it.');
    }
    const answered = await payouts.cancelPayout(
      { providerId: record.providerId, reason: decision.note, idempotencyKey: shortKey('cancel', record) },
      { deadlineMs: policy.callTimeoutMs },
    );
    return this.#change(record, { actor: decision.actor, source: 'person' }, (draft) => {
      draft.log('cancel_requested', undefined, noteOf(decision));
      observePayout(draft, answered, record.attempt, 'looked_up', policy);
    });
  }

  /**
   * Tries a payout again that failed, or that the provider cancelled, for good: a new attempt, under a reference of its
   * own on the wire, with the money on hold anew. One that needs approval needs all of it anew, by others than `actor`.
   * What was withdrawn here stays withdrawn: ask for a new one.
   *
   * @throws {@link PayoutStateError} It did not fail, was withdrawn, or was changed since `revision`.
   * @throws {@link InvalidRequestError} Its client or wallet may not be paid any more, or it breaks a limit by now.
   * @throws {@link NotCoveredError} The balance, or a limit of the day, does not allow it.
   */
  async retryPayout(decision: PayoutDecision): Promise<PayoutRecord> {
    const { rules, store } = this.#dependencies;
    const record = await this.#decidable(decision, 'retry', ['failed', 'cancelled']);
    if (record.state === 'cancelled' && record.providerStatus === undefined) {
      throw new PayoutStateError('retry', record.state, 'It was withdrawn before it was sent: ask for a new one.');
    }
    await this.#requirePayable(record, 'retry');
    const { account, attempt, reference } = record;
    const draft = this.#draft(record, decision.actor, 'person');
    const approval = await this.#neededApproval(record, draft.at, decision.actor);
    draft.set(newAttempt(record, { account, wireReference: wireReference(reference, attempt + 1) }));
    if (approval === undefined) {
      draft.log('retried', 'ready', noteOf(decision)).set({ dueAt: draft.at });
      draft.transfer('hold', record.terms.amount, await holdBounds(rules, record));
    } else {
      draft.set({ hold: 'none', approval, approvedBy: undefined });
      draft.log('retried', 'awaiting_approval', noteOf(decision)).set({ dueAt: approval.expiresAt });
    }
    countToday(draft, rules);
    const changes = draft.changes();
    const result = await store.commit(changes);
    if (result.committed) return approval === undefined ? this.#advance(draft.record) : draft.record;
    if (result.conflict === 'taken') {
      throw new PayoutStateError('retry', record.state, 'Its next reference is in use: ask for a new one.');
    }
    if (result.conflict === 'out_of_bounds') throw notCovered(changes[result.at], `payout "${reference}"`);
    throw conflictOf(result.conflict, 'retry', record);
  }

  /**
   * Settles by hand what could not be settled by asking: a person has looked at the provider and says what happened.
   *
   * @throws {@link PayoutStateError} It does not need review, or was changed since `revision`.
   */
  async resolvePayout(
    decision: PayoutDecision & { readonly as: 'confirmed' | 'failed'; readonly note: string },
  ): Promise<PayoutRecord> {
    const record = await this.#decidable(decision, 'resolve', ['needs_review']);
    const draft = this.#draft(record, decision.actor, 'person');
    const { hold, terms } = record;
    draft.log('resolved', decision.as, { note: decision.note, reason: record.reviewReason });
    draft.set({ dueAt: undefined, openSends: [] });
    if (decision.as === 'failed') {
      release(draft);
      if (hold === 'posted') draft.transfer('return', terms.amount).set({ hold: 'returned' });
      draft.set({ confirmedAt: undefined, failureReason: decision.note });
    } else {
      if (hold !== 'held' && hold !== 'posted') draft.transfer('rehold', terms.amount);
      if (hold !== 'posted') draft.transfer('post', terms.amount);
      draft.set({ confirmedAt: draft.at, hold: 'posted', failureReason: undefined });
    }
    const result = await this.#dependencies.store.commit(draft.changes());
    if (!result.committed) throw conflictOf(result.conflict, 'resolve', record);
    return draft.record;
  }

  /**
   * Reads a payout by its id, or by its reference: that of the account, or without one that which was routed, else that
   * of any account.
   */
  async findPayout(
    query: { readonly id: string } | { readonly reference: string; readonly account?: string | undefined },
  ): Promise<PayoutRecord | undefined> {
    if ('id' in query) return this.#dependencies.store.payout(query.id);
    return this.#knownBy({ reference: query.reference }, query.account);
  }

  /** A page of payouts, newest first. */
  async listPayouts(query: PayoutRecordQuery = {}): Promise<RecordPage<PayoutRecord>> {
    return this.#dependencies.store.listPayouts(query);
  }

  /** Everything that happened to a payout, oldest first, with its attempts and what moved in the books. */
  async history(id: string): Promise<{
    readonly events: readonly PayoutEvent[];
    readonly attempts: readonly PayoutAttempt[];
    readonly transfers: readonly Transfer[];
  }> {
    const { store } = this.#dependencies;
    const [events, attempts, transfers] = await Promise.all([
      store.payoutEvents(id),
      store.attempts(id),
      store.transfers({ payoutId: id }),
    ]);
    return { events, attempts, transfers };
  }

  /** How many payouts there are of each status and asset, and what they come to. */
  async figures(
    query: Pick<PayoutRecordQuery, 'account' | 'client' | 'requestedFrom' | 'requestedBefore'> = {},
  ): Promise<readonly PayoutFigure[]> {
    return this.#dependencies.store.payoutFigures(query);
  }

  /**
   * Checks one payout now, whether or not a check is due. Resolves to it as it then stands. What the provider cannot
   * have heard of yet is left as it is.
   */
  async checkPayout(id: string): Promise<PayoutRecord> {
    const record = await this.#get(id);
    return isWaiting(record, this.#dependencies.clock.now()) ? record : this.#advance(record);
  }

  /** What no request may be, whatever is known of clients and limits. */
  #formProblems(request: PayoutRequest, account: string): readonly Problem[] {
    const { providers } = this.#dependencies;
    const problems: Problem[] = [...moneyProblems(request.amount, { path: 'amount' })];
    if (problems.length === 0 && !isPositive(request.amount))
      problems.push({ path: 'amount.amount', message: 'must be above zero' });
    if (!isReference(request.reference)) problems.push({ path: 'reference', message: REFERENCE_RULE });
    if (typeof request.creator !== 'string' || request.creator.trim() === '') {
      problems.push({ path: 'creator', message: 'must say who asks for the payout' });
    }
    // Callers without types may leave it out.
    if ((request.destination as PayoutTerms['destination'] | undefined)?.type === undefined) {
      problems.push({ path: 'destination', message: 'must say where the payout goes' });
    }
    if (request.sendAt !== undefined && Number.isNaN(request.sendAt.getTime())) {
      problems.push({ path: 'sendAt', message: 'must be an instant' });
    }
    if (providers.find(account) === undefined) {
      problems.push({ path: 'account', message: `must be one of ${providers.ids.join(', ')}` });
    }
    return problems;
  }

  /** What a payout may not be by the rules of today. */
  async #ruleProblems(
    request: Pick<PayoutRequest, 'amount' | 'client' | 'walletProfileId'>,
    account: string,
  ): Promise<readonly Problem[]> {
    const isMoney = moneyProblems(request.amount).length === 0;
    const problem = isMoney ? limitProblem(this.#dependencies.rules, account, normalisedMoney(request)) : undefined;
    const problems = await this.#receiverProblems(request);
    return problem === undefined ? problems : [{ path: 'amount.amount', message: problem }, ...problems];
  }

  /** Why a client, or the wallet that is named, cannot be paid at this moment. */
  async #receiverProblems(request: Pick<PayoutRequest, 'client' | 'walletProfileId'>): Promise<readonly Problem[]> {
    return receiverProblems(request, this.#dependencies);
  }

  /** What was true when a payout was accepted may not be true any more when a person lets it go on. */
  async #requirePayable({ account, client, terms, walletProfileId }: PayoutRecord, what: string): Promise<void> {
    const problems = await this.#ruleProblems({ amount: terms.amount, client, walletProfileId }, account);
    if (problems.length > 0) throw new InvalidRequestError(problems, { operation: `${what}Payout` });
  }

  async #profileOf({ walletProfileId }: Pick<PayoutRequest, 'walletProfileId'>): Promise<WalletProfile | undefined> {
    return walletProfileId === undefined ? undefined : this.#dependencies.store.profile(walletProfileId);
  }

  /**
   * The payout that has a reference. Without an account it is the one that was routed under it, wherever it is by now;
   * else one at any account, as it may be older than the rules: the same request before another one.
   */
  async #knownBy(
    { fingerprint: ours, reference }: { readonly reference: string; readonly fingerprint?: string },
    account: string | undefined,
  ): Promise<PayoutRecord | undefined> {
    const { defaultAccount, providers, router, store } = this.#dependencies;
    if (account !== undefined || router === undefined) {
      return store.payoutByReference(account ?? defaultAccount, reference);
    }
    const id = await keptId(store, routeName('payout', reference));
    if (id !== undefined) return this.#get(id);
    const accounts = [defaultAccount, ...providers.ids.filter((other) => other !== defaultAccount)];
    const found = await Promise.all(accounts.map((other) => store.payoutByReference(other, reference)));
    return found.find((record) => record?.fingerprint === ours) ?? found.find((record) => record !== undefined);
  }

  /** Where a new payout goes; asks for costs first where the rule goes by them. */
  async #route(request: PayoutRequest, terms: PayoutTerms): Promise<Route | undefined> {
    const { costs, router } = this.#dependencies;
    if (router?.mayChange === true) await router.refresh();
    const query = queryOf(request, terms);
    const { destination, feeFrom } = terms;
    return router?.route(query, await costs?.of({ ...query, destination, feeFrom }));
  }

  async #advance(record: PayoutRecord): Promise<PayoutRecord> {
    const { followUp, policy, store } = this.#dependencies;
    const [claimed] = await store.claim('payouts', { id: record.id, limit: 1, leaseMs: policy.leaseMs });
    return claimed === undefined ? this.#settled(record) : followUp.step(claimed);
  }

  /** Waits while somebody else is sending a payout for the first time, for as long as that can take. */
  async #settled(record: PayoutRecord): Promise<PayoutRecord> {
    const { clock, policy } = this.#dependencies;
    const until = clock.now().getTime() + policy.leaseMs;
    let latest = record;
    let looks = 0;
    while (isFirstSending(latest)) {
      if (clock.now().getTime() >= until) break;
      await clock.sleep(lookAgainMs(looks));
      looks += 1;
      latest = await this.#get(record.id);
    }
    return latest;
  }

  async #withdraw(record: PayoutRecord, decision: PayoutDecision, type: string): Promise<PayoutRecord> {
    const { rules, store } = this.#dependencies;
    if (record.openSends.length > 0) {
      throw new PayoutStateError(type, record.state, 'It may have been sent: wait until that is known.');
    }
    const draft = this.#draft(record, decision.actor, 'person');
    draft.log(type, 'cancelled', noteOf(decision)).set({ dueAt: undefined });
    release(draft);
    uncount(draft, rules);
    const result = await store.commit(draft.changes());
    if (!result.committed) throw conflictOf(result.conflict, type, record);
    return draft.record;
  }

  /**
   * What a payout has to wait for, if anything: at first, or when `retrier` asks for another attempt of it. It has to
   * satisfy the rules of every account that it may be taken to.
   */
  async #neededApproval(
    payout: Pick<PayoutRecord, 'account' | 'origin' | 'terms' | 'creator' | 'approval' | 'needsApproval' | 'route'>,
    at: Date,
    retrier?: string,
  ): Promise<PayoutApproval | undefined> {
    const { approvals } = this.#dependencies;
    const { account, approval, creator, needsApproval, route } = payout;
    const needs: ApprovalNeed[] = [...(approval?.needs ?? (needsApproval === true ? [{ approvals: 1 }] : []))];
    if (approvals !== undefined) {
      const roles = await this.#rolesOf(creator);
      const ruled = [account, ...(route?.fallback ?? [])].flatMap((possible) =>
        neededApprovals(approvals, { ...payout, account: possible }, roles),
      );
      for (const need of ruled) {
        if (!needs.some((one) => one.approvals === need.approvals && one.by === need.by)) needs.push(need);
      }
    }
    if (needs.length === 0) return undefined;
    return {
      needs,
      askedBy: [...(approval?.askedBy ?? [creator]), ...(retrier === undefined ? [] : [retrier])],
      given: [],
      ...(approvals === undefined ? {} : { expiresAt: approvalExpiry(approvals, at) }),
    };
  }

  async #rolesOf(actor: string): Promise<readonly string[]> {
    const { approvals = NO_APPROVALS, rolesOf } = this.#dependencies;
    if (rolesOf !== undefined) return rolesOf(actor);
    return Object.entries(approvals.roles ?? {}).find(([name]) => name === actor)?.[1] ?? [];
  }

  /** Writes down that an approval was refused. */
  async #refused(record: PayoutRecord, actor: string, reason: ApprovalRefusalReason): Promise<PayoutStateError> {
    const { clock, logger, store } = this.#dependencies;
    await noteRefusal(store, record, actor, reason, clock.now());
    logger.warn('payout.approval_refused', { payout: record.id, account: record.account, actor, reason });
    return new PayoutStateError('approve', record.state, REFUSAL_SENTENCES[reason]);
  }

  /** Makes a change that is true whatever else happened meanwhile. */
  async #change(
    record: PayoutRecord,
    { actor, source }: Pick<Cause, 'actor' | 'source'>,
    change: (draft: PayoutDraft) => void,
  ): Promise<PayoutRecord> {
    let latest = record;
    for (;;) {
      const draft = this.#draft(latest, actor, source);
      change(draft);
      const result = await this.#dependencies.store.commit(draft.changes());
      if (result.committed) return draft.record;
      if (result.conflict !== 'stale') throw conflictOf(result.conflict, 'change', latest);
      latest = await this.#get(record.id);
    }
  }

  async #decidable(decision: PayoutDecision, what: string, states: readonly PayoutState[]): Promise<PayoutRecord> {
    const record = await this.#get(decision.id);
    if (decision.actor.trim() === '')
      throw new InvalidRequestError([{ path: 'actor', message: 'must say who decides' }]);
    if (!states.includes(record.state)) {
      throw new PayoutStateError(what, record.state, `Only one that is ${states.join(' or ')} can be.`);
    }
    if (record.revision !== decision.revision) throw conflictOf('stale', what, record);
    return record;
  }

  async #get(id: string): Promise<PayoutRecord> {
    const record = await this.#dependencies.store.payout(id);
    if (record === undefined) throw new InvalidRequestError([{ path: 'id', message: 'names no payout' }]);
    return record;
  }

  #draft(record: PayoutRecord, actor: string, source: ChangeSource): PayoutDraft {
    return PayoutDraft.change(record, { actor, source, at: this.#dependencies.clock.now() });
  }
}

/** What makes a request the one that it is. */
interface Asked {
  readonly reference: string;
  readonly fingerprint: string;
}

function queryOf(request: PayoutRequest, { amount, network }: PayoutTerms): RouteQuery {
  const { client: customer, reference } = request;
  return { operation: 'payout', reference, amount, network, customer, ...hintsOf(request) };
}

function hintsOf({ country, tags }: PayoutRequest): Pick<RouteQuery, 'country' | 'tags'> {
  return { country, tags };
}

function invalid(problems: readonly Problem[]): InvalidRequestError {
  return new InvalidRequestError(problems, { operation: 'createPayout' });
}

/** The same request again: the payout there is. */
function sameRequest(known: PayoutRecord, asked: Asked): PayoutRecord {
  if (known.fingerprint === asked.fingerprint) return known;
  throw new IdempotencyConflictError(asked.reference, known.fingerprint, asked.fingerprint, {
    operation: 'createPayout',
  });
}

function dailyLimitOf(profile: WalletProfile | undefined, { amount }: PayoutTerms): string | undefined {
  return profile?.currency === amount.currency ? profile.dailyLimit : undefined;
}

function startOf(request: PayoutRequest, now: Date): PayoutState {
  return request.sendAt !== undefined && request.sendAt > now ? 'scheduled' : 'ready';
}

function normalisedMoney({ amount }: Pick<PayoutTerms, 'amount'>): PayoutTerms['amount'] {
  return { amount: normaliseDecimal(amount.amount), currency: normaliseCurrency(amount.currency) };
}

/** What the provider is asked, apart from the reference. */
function termsOf(request: PayoutRequest): PayoutTerms {
  const { description, destination, feeFrom, memo, metadata, network, providerOptions, webhookUrl } = request;
  return {
    amount: normalisedMoney(request),
    destination,
    network,
    memo,
    feeFrom,
    webhookUrl,
    description,
    metadata,
    providerOptions,
  };
}

/** Whether its next step is to be sent, and not yet due. */
function isWaiting({ dueAt, state }: PayoutRecord, now: Date): boolean {
  const isUnsent = state === 'awaiting_approval' || state === 'scheduled' || state === 'ready';
  return isUnsent && (dueAt === undefined || dueAt > now);
}

function isFirstSending({ sends, state }: PayoutRecord): boolean {
  return (state === 'ready' && sends === 0) || (state === 'submitting' && sends === 1);
}

/** The reference of a later attempt on the wire: recognisable, unlike any other, and no longer than one may be. */
function wireReference(reference: string, attempt: number): string {
  const plain = `${reference}-r${String(attempt)}`;
  if (plain.length <= 100) return plain;
  const digest = hexDigest('sha256', reference).slice(0, 24);
  return `${reference.slice(0, 60)}-${digest}-r${String(attempt)}`;
}

function shortKey(what: string, { attempt, id }: PayoutRecord): string {
  return `${what}-${id}-${String(attempt)}`;
}

function noteOf({ note }: PayoutDecision): { readonly note: string } | undefined {
  return note === undefined ? undefined : { note };
}

function notCovered(change: Change | undefined, subject: string): NotCoveredError {
  return new NotCoveredError(change?.change === 'total_add' ? 'daily_limit' : 'balance', subject, {
    operation: 'createPayout',
  });
}

function conflictOf(conflict: string, what: string, record: PayoutRecord): Error {
  return conflict === 'out_of_bounds'
    ? new NotCoveredError('balance', `payout "${record.reference}"`)
    : new PayoutStateError(what, record.state, 'It was changed since it was looked at: look again.');
}
