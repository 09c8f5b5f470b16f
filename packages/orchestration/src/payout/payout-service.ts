import {
  type Clock,
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
} from '@paymux/core';
import { createHash } from 'node:crypto';
import type { Change, DurableStore, PayoutFigure, PayoutRecordQuery, RecordPage } from '../durable/durable-store.js';
import { fingerprint } from '../durable/fingerprint.js';
import { NO_HISTORY } from '../durable/history.js';
import { lookAgainMs } from '../durable/look-again.js';
import { recordId } from '../durable/record-id.js';
import type { Transfer } from '../durable/transfer.js';
import type { WalletProfile } from '../profile/wallet-profile.js';
import { observePayout } from './observe-payout.js';
import { type Cause, PayoutDraft } from './payout-draft.js';
import { IdempotencyConflictError, NotCoveredError, PayoutStateError } from './payout-errors.js';
import type { PayoutFollowUp } from './payout-follow-up.js';
import { dailyTotals, holdBounds, limitProblem, type PayoutRules } from './payout-limits.js';
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
import { release } from './settle-send.js';

/** What to pay out, for whom, and who says so. */
export interface PayoutRequest extends PayoutTerms {
  /**
   * The business fact this payout is for: 1 to 100 letters, digits, `_` or `-`, unique within the account. The same
   * request under the same reference is the same payout, also years later.
   */
  readonly reference: string;
  /** @defaultValue the default account */
  readonly account?: string | undefined;
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
  /** Waits for a second person. @defaultValue `false` */
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

/** Says whether payouts may go to a client. */
export type ClientCheck = (client: string) => 'ok' | 'unknown' | 'inactive' | Promise<'ok' | 'unknown' | 'inactive'>;

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
  /** @defaultValue every client is paid */
  readonly checkClient?: ClientCheck | undefined;
}

/**
 * Sends payouts that survive: each is written down before its provider hears of it, and followed until it is paid,
 * failed, or a person has to look.
 *
 * @see docs/decisions/2026-11-21-a-payout-is-never-guessed.md
 */
export class PayoutService {
  readonly #dependencies: PayoutServiceDependencies;

  constructor(dependencies: PayoutServiceDependencies) {
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
    const { clock, providers, random, rules, store } = this.#dependencies;
    const account = request.account ?? this.#dependencies.defaultAccount;
    const form = this.#formProblems(request, account);
    if (form.length > 0) throw invalid([...form, ...(await this.#ruleProblems(request, account))]);
    const terms = termsOf(request);
    const now = clock.now();
    const state: PayoutState = startOf(request, now);
    const record: PayoutRecord = {
      id: recordId('po', clock, random),
      account,
      reference: request.reference,
      fingerprint: fingerprintOf(request, terms),
      state,
      status: 'pending',
      revision: 1,
      origin: request.origin ?? 'manual',
      creator: request.creator,
      client: request.client,
      walletProfileId: request.walletProfileId,
      trigger: request.trigger,
      terms,
      sendAt: request.sendAt,
      needsApproval: request.needsApproval,
      attempt: 1,
      wireReference: request.reference,
      sends: 0,
      openSends: [],
      absences: 0,
      hold: state === 'ready' ? 'held' : 'none',
      checks: 0,
      failedChecks: 0,
      dueAt: state === 'awaiting_approval' ? undefined : state === 'scheduled' ? request.sendAt : now,
      requestedAt: now,
      updatedAt: now,
      history: NO_HISTORY,
    };
    const known = await store.payoutByReference(account, request.reference);
    if (known !== undefined) return this.#repeated(known, record);
    const problems = await this.#ruleProblems(request, account);
    if (problems.length > 0) throw invalid(problems);
    requireFeature(providers.get(account), 'payouts.createPayout');
    const profile = await this.#profileOf(record);
    const draft = PayoutDraft.create(record, { actor: request.creator, source: 'api', at: now });
    draft.log('created', state, { terms, origin: record.origin, client: request.client });
    if (state === 'ready') draft.transfer('hold', terms.amount, await holdBounds(rules, record));
    for (const { atMost, total } of dailyTotals(rules, record, profile))
      draft.total(total, terms.amount.amount, atMost);
    const changes = draft.changes();
    const result = await store.commit(changes);
    if (result.committed) {
      this.#dependencies.logger.info('payout.accepted', { payout: record.id, account, reference: record.reference });
      return state === 'ready' ? this.#advance(draft.record) : draft.record;
    }
    if (result.conflict === 'out_of_bounds') {
      throw notCovered(changes[result.at], `payout "${request.reference}"`);
    }
    const other = await store.payoutByReference(account, request.reference);
    if (other === undefined) {
      throw new InvalidRequestError([
        { path: 'reference', message: 'is the wire reference of another payout’s attempt' },
      ]);
    }
    return this.#repeated(other, record);
  }

  /**
   * Agrees to a payout that waits for it, which puts its money on hold and sends it.
   *
   * @throws {@link PayoutStateError} It does not wait, was changed since `revision`, or `actor` is who asked for it.
   * @throws {@link InvalidRequestError} Its client or wallet may not be paid any more, or it breaks a limit by now.
   * @throws {@link NotCoveredError} The balance does not cover it. It goes on waiting.
   */
  async approvePayout(decision: PayoutDecision): Promise<PayoutRecord> {
    const { rules, store } = this.#dependencies;
    const record = await this.#decidable(decision, 'approve', ['awaiting_approval']);
    if (record.creator === decision.actor) {
      throw new PayoutStateError('approve', record.state, 'Somebody other than who asked for it has to.');
    }
    await this.#requirePayable(record, 'approve');
    const draft = this.#draft(record, decision.actor, 'person');
    draft.set({ approvedBy: decision.actor });
    const isLater = record.sendAt !== undefined && record.sendAt > draft.at;
    if (isLater) draft.log('approved', 'scheduled', noteOf(decision)).set({ dueAt: record.sendAt });
    else {
      draft.log('approved', 'ready', noteOf(decision)).set({ dueAt: draft.at, hold: 'held' });
      draft.transfer('hold', record.terms.amount, await holdBounds(rules, record));
    }
    const result = await store.commit(draft.changes());
    if (!result.committed) throw conflictOf(result.conflict, 'approve', record);
    return isLater ? draft.record : this.#advance(draft.record);
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
   * own on the wire, with the money on hold anew. What was withdrawn here stays withdrawn: nobody may have agreed to it.
   *
   * @throws {@link PayoutStateError} It did not fail, was withdrawn, or was changed since `revision`.
   * @throws {@link InvalidRequestError} Its client or wallet may not be paid any more, or it breaks a limit by now.
   * @throws {@link NotCoveredError} The balance does not cover it.
   */
  async retryPayout(decision: PayoutDecision): Promise<PayoutRecord> {
    const { rules, store } = this.#dependencies;
    const record = await this.#decidable(decision, 'retry', ['failed', 'cancelled']);
    if (record.state === 'cancelled' && record.providerStatus === undefined) {
      throw new PayoutStateError('retry', record.state, 'It was withdrawn before it was sent: ask for a new one.');
    }
    if (record.needsApproval === true && record.approvedBy === undefined) {
      throw new PayoutStateError('retry', record.state, 'Nobody has agreed to it: ask for a new one.');
    }
    await this.#requirePayable(record, 'retry');
    const attempt = record.attempt + 1;
    const draft = this.#draft(record, decision.actor, 'person');
    draft
      .set({
        attempt,
        wireReference: wireReference(record.reference, attempt),
        sends: 0,
        openSends: [],
        firstSentAt: undefined,
        absences: 0,
        firstAbsentAt: undefined,
        hold: 'held',
        postedFee: undefined,
        providerId: undefined,
        providerStatus: undefined,
        transactionId: undefined,
        toldAmount: undefined,
        sentAmount: undefined,
        fee: undefined,
        failureReason: undefined,
        checks: 0,
        failedChecks: 0,
        lastCheckedAt: undefined,
        lastCheckedBy: undefined,
        alertedAt: undefined,
      })
      .log('retried', 'ready', noteOf(decision))
      .set({ dueAt: draft.at })
      .transfer('hold', record.terms.amount, await holdBounds(rules, record));
    const result = await store.commit(draft.changes());
    if (!result.committed && result.conflict === 'taken') {
      throw new PayoutStateError('retry', record.state, 'Its next reference is in use: ask for a new one.');
    }
    if (!result.committed) throw conflictOf(result.conflict, 'retry', record);
    return this.#advance(draft.record);
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

  /** Reads a payout by its id, or by its account and reference. */
  async findPayout(
    query: { readonly id: string } | { readonly reference: string; readonly account?: string | undefined },
  ): Promise<PayoutRecord | undefined> {
    const { defaultAccount, store } = this.#dependencies;
    if ('id' in query) return store.payout(query.id);
    return store.payoutByReference(query.account ?? defaultAccount, query.reference);
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

  /** What a new payout may not be by the rules of today. */
  async #ruleProblems(
    request: Pick<PayoutRequest, 'amount' | 'client' | 'walletProfileId'>,
    account: string,
  ): Promise<readonly Problem[]> {
    const { checkClient, rules } = this.#dependencies;
    const problems: Problem[] = [];
    const isMoney = moneyProblems(request.amount).length === 0;
    const problem = isMoney ? limitProblem(rules, account, normalisedMoney(request)) : undefined;
    if (problem !== undefined) problems.push({ path: 'amount.amount', message: problem });
    if (request.client !== undefined && checkClient !== undefined) {
      const client = await checkClient(request.client);
      if (client !== 'ok')
        problems.push({ path: 'client', message: client === 'unknown' ? 'is not known' : 'is not active' });
    }
    if (request.walletProfileId !== undefined) {
      const profile = await this.#profileOf(request);
      if (profile === undefined) problems.push({ path: 'walletProfileId', message: 'is not known' });
      else if (profile.client !== request.client)
        problems.push({ path: 'walletProfileId', message: 'belongs to another client' });
      else if (profile.status !== 'active') problems.push({ path: 'walletProfileId', message: `is ${profile.status}` });
    }
    return problems;
  }

  /** What was true when a payout was accepted may not be true any more when a person lets it go on. */
  async #requirePayable({ account, client, terms, walletProfileId }: PayoutRecord, what: string): Promise<void> {
    const problems = await this.#ruleProblems({ amount: terms.amount, client, walletProfileId }, account);
    if (problems.length > 0) throw new InvalidRequestError(problems, { operation: `${what}Payout` });
  }

  async #profileOf({ walletProfileId }: Pick<PayoutRecord, 'walletProfileId'>): Promise<WalletProfile | undefined> {
    return walletProfileId === undefined ? undefined : this.#dependencies.store.profile(walletProfileId);
  }

  /** The same request again: the payout there is, once its first sending is over. */
  async #repeated(known: PayoutRecord, asked: PayoutRecord): Promise<PayoutRecord> {
    if (known.fingerprint !== asked.fingerprint) {
      throw new IdempotencyConflictError(asked.reference, known.fingerprint, asked.fingerprint, {
        operation: 'createPayout',
      });
    }
    return this.#settled(known);
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
    const profile = await this.#profileOf(record);
    for (const { total } of dailyTotals(rules, record, profile)) draft.total(total, `-${record.terms.amount.amount}`);
    const result = await store.commit(draft.changes());
    if (!result.committed) throw conflictOf(result.conflict, type, record);
    return draft.record;
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

function invalid(problems: readonly Problem[]): InvalidRequestError {
  return new InvalidRequestError(problems, { operation: 'createPayout' });
}

function startOf(request: PayoutRequest, now: Date): PayoutState {
  if (request.needsApproval === true) return 'awaiting_approval';
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

/** Everything that makes two requests the same: what is asked of the provider, for whom, why, and when. */
function fingerprintOf(request: PayoutRequest, terms: PayoutTerms): string {
  const { client, needsApproval = false, origin = 'manual', sendAt, trigger, walletProfileId } = request;
  return fingerprint({ ...terms, client, needsApproval, origin, sendAt, trigger, walletProfileId });
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
  const digest = createHash('sha256').update(reference).digest('hex').slice(0, 24);
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
