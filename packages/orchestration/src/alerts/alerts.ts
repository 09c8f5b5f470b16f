import { isDecimalText, type Logger, MisconfiguredError, PaymentsError, type Problem } from '@paymux/core';
import type { Change, Claimed, RecordPage } from '../durable/durable-store.js';
import { fingerprint } from '../durable/fingerprint.js';
import { backOffMs } from '../durable/sending.js';
import type { StoredDocument } from '../durable/stored-document.js';
import type { Step } from '../worker/worker.js';
import type { Alert, AlertCondition, AlertMessage } from './alert.js';
import type { AlertChannel } from './alert-channel.js';
import { AlertConditions, type ConditionDependencies } from './alert-conditions.js';
import type { AlertRule } from './alert-rule.js';
import { nameProblems } from './channel-options.js';

/** How alerts are found and delivered. Every time is in milliseconds. */
export interface AlertPolicy {
  /** From one look at the rules to the next. @defaultValue 1 minute */
  readonly everyMs: number;
  /** Time for one delivery: shorter than the worker's lease. @defaultValue 20 seconds */
  readonly timeoutMs: number;
  /** From a failed delivery to the next try; doubles with each. @defaultValue 5 seconds */
  readonly retryMs: number;
  /** The longest wait. @defaultValue 1 hour */
  readonly retryAtMostMs: number;
  /** Tries before a delivery is given up. @defaultValue 24 */
  readonly tries: number;
  /** Deliveries under way in this process. @defaultValue 8 */
  readonly deliveries: number;
  /** New alerts of one rule that are told one by one at a time; what is more is told as a number. @defaultValue 20 */
  readonly singly: number;
}

/** What applies where nothing else is said. */
export const ALERT_POLICY: AlertPolicy = {
  everyMs: 60_000,
  timeoutMs: 20_000,
  retryMs: 5000,
  retryAtMostMs: 3_600_000,
  tries: 24,
  deliveries: 8,
  singly: 20,
};

/** What {@link Alerts} work with. */
export interface AlertsDependencies extends ConditionDependencies {
  readonly logger: Logger;
  readonly policy: AlertPolicy;
  readonly rules: readonly AlertRule[];
  readonly channels: readonly AlertChannel[];
}

/** What came of a look at the rules. */
export interface AlertEvaluation {
  /** Alerts that began. */
  readonly fired: number;
  /** Alerts that are over. */
  readonly cleared: number;
}

/** What a delivery is kept as. */
interface Delivery {
  readonly channel: string;
  readonly message: AlertMessage;
  readonly attempts: number;
  /** Code or name of the last failure. */
  readonly problem?: string | undefined;
}

const ALERT = 'alert';
/** The query for what is firing. */
export const FIRING_ALERTS = { kind: ALERT, states: ['firing'] } as const;
const DELIVERY = 'alert_delivery';
const WATCH = 'alert_watch';
const WATCH_ID = 'rules';
const PAGE = 500;
const NO_ROOM_MS = 1000;

/**
 * Tells somebody what somebody has to know: looks at the rules by time, keeps each alert for as long as its condition
 * holds, and delivers it once to each channel. An alert is told again only when its condition was gone and is back.
 */
export class Alerts {
  readonly #dependencies: AlertsDependencies;
  readonly #conditions: AlertConditions;
  readonly #channels: ReadonlyMap<string, AlertChannel>;
  readonly #underWay = new Set<Promise<void>>();

  /** @throws {@link MisconfiguredError} Names every problem of every rule and channel at once. */
  constructor(dependencies: AlertsDependencies) {
    this.#dependencies = dependencies;
    this.#conditions = new AlertConditions(dependencies);
    this.#channels = new Map(dependencies.channels.map((channel) => [channel.id, channel]));
    const problems = ruleProblems(dependencies);
    if (problems.length > 0) throw new MisconfiguredError('the alerts', problems);
  }

  /** What the documents of this part are worked on with, by their kind. */
  get steps(): Readonly<Record<string, Step<StoredDocument>>> {
    return { [WATCH]: (claimed) => this.#watch(claimed), [DELIVERY]: (claimed) => this.#take(claimed) };
  }

  /** Has the workers look at the rules from now on. A second call does nothing. */
  async start(): Promise<void> {
    const { clock, store } = this.#dependencies;
    if ((await store.document(WATCH, WATCH_ID)) !== undefined) return;
    const at = clock.now();
    const document = { kind: WATCH, id: WATCH_ID, revision: 1, state: 'active', at, dueAt: at, body: { since: at } };
    await store.commit([{ change: 'document_insert', document }]);
  }

  /**
   * Looks at every rule once. Workers do so by themselves.
   *
   * @param since - Payouts asked for since then are judged by their amount. @defaultValue an hour ago
   */
  async evaluate(since?: Date): Promise<AlertEvaluation> {
    const { clock, logger, rules } = this.#dependencies;
    const from = since ?? new Date(clock.now().getTime() - 3_600_000);
    let fired = 0;
    let cleared = 0;
    for (const rule of rules) {
      try {
        const result = await this.#evaluate(rule, from);
        fired += result.fired;
        cleared += result.cleared;
      } catch (error) {
        // One rule that cannot be looked at keeps no other from being.
        logger.error('alert.rule_failed', { rule: rule.id, error });
      }
    }
    return { fired, cleared };
  }

  /** A page of alerts, the latest first. */
  async list(query: {
    readonly rule?: string | undefined;
    /** @defaultValue those that fire */
    readonly states?: readonly Alert['state'][] | undefined;
    readonly limit?: number | undefined;
    readonly after?: string | undefined;
  }): Promise<RecordPage<Alert>> {
    const { after, limit, rule, states = ['firing'] } = query;
    const page = await this.#dependencies.store.listDocuments({ kind: ALERT, group: rule, states, limit, after });
    return { records: page.records.map(bodyOf), next: page.next };
  }

  /** Resolves once the deliveries under way in this process have ended, one way or another. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  async #watch({ fence, row }: Claimed<StoredDocument>): Promise<void> {
    const { clock, policy, store } = this.#dependencies;
    const { since } = row.body as { readonly since: Date };
    const at = clock.now();
    await this.evaluate(since);
    const dueAt = new Date(clock.now().getTime() + policy.everyMs);
    const document = { ...row, revision: row.revision + 1, dueAt, body: { since: at } };
    await store.commit([{ change: 'document_update', document, fence }]);
  }

  async #evaluate(rule: AlertRule, since: Date): Promise<AlertEvaluation> {
    const { policy } = this.#dependencies;
    const holding = new Set<string>();
    let fired = 0;
    for await (const condition of this.#conditions.of(rule, since)) {
      const id = alertId(rule, condition.key);
      if (holding.has(id)) continue;
      holding.add(id);
      if (await this.#fire(rule, id, condition, fired < policy.singly)) fired += 1;
    }
    if (fired > policy.singly) await this.#tellMore(rule, fired - policy.singly);
    return { fired, cleared: await this.#clear(rule, holding) };
  }

  /** Whether the alert is new, or back. */
  async #fire(rule: AlertRule, id: string, condition: AlertCondition, isTold: boolean): Promise<boolean> {
    const { clock, logger, store } = this.#dependencies;
    for (;;) {
      const kept = await store.document(ALERT, id);
      const before = kept === undefined ? undefined : bodyOf(kept);
      if (before?.state === 'firing') return false;
      const at = clock.now();
      const times = (before?.times ?? 0) + 1;
      const alert: Alert = { ...condition, id, rule: rule.id, type: rule.type, state: 'firing', firedAt: at, times };
      const revision = (kept?.revision ?? 0) + 1;
      const document: StoredDocument = { kind: ALERT, id, revision, group: rule.id, state: 'firing', at, body: alert };
      const changes: readonly Change[] = [
        { change: kept === undefined ? 'document_insert' : 'document_update', document },
        ...(isTold ? this.#deliveries(rule, condition, `${id}#${String(times)}`, at) : []),
      ];
      const result = await store.commit(changes);
      if (!result.committed) continue;
      const { account, subject } = condition;
      logger.warn('alert.fired', { rule: rule.id, type: rule.type, account, subject });
      return true;
    }
  }

  async #tellMore(rule: AlertRule, count: number): Promise<void> {
    const { clock, store } = this.#dependencies;
    const at = clock.now();
    const condition = {
      key: 'more',
      subject: `rule ${rule.id}`,
      account: rule.account,
      what: `${String(count)} more alerts of the same rule began at the same time.`,
      toDo: 'list the alerts that fire; when so many begin at once, look for the one thing behind them',
    };
    await store.commit(this.#deliveries(rule, condition, JSON.stringify([rule.id, 'more', at]), at));
  }

  #deliveries(rule: AlertRule, condition: AlertCondition, name: string, at: Date): readonly Change[] {
    const { account, subject, toDo, what } = condition;
    const channels = rule.channels ?? [...this.#channels.keys()];
    const id = `alert_${fingerprint(name).slice(0, 32)}`;
    const message: AlertMessage = { id, rule: rule.id, type: rule.type, account, subject, what, toDo, at };
    return channels.map((channel) => {
      const body: Delivery = { channel, message, attempts: 0 };
      const place = { kind: DELIVERY, id: `${id}:${channel}`, revision: 1, group: channel };
      return { change: 'document_insert', document: { ...place, state: 'waiting', at, dueAt: at, body } };
    });
  }

  async #clear(rule: AlertRule, holding: ReadonlySet<string>): Promise<number> {
    const { clock, store } = this.#dependencies;
    let cleared = 0;
    let after: string | undefined;
    do {
      const page = await store.listDocuments({ kind: ALERT, group: rule.id, states: ['firing'], limit: PAGE, after });
      for (const document of page.records) {
        if (holding.has(document.id)) continue;
        const body: Alert = { ...bodyOf(document), state: 'cleared', clearedAt: clock.now() };
        const change = { ...document, revision: document.revision + 1, state: 'cleared', body };
        const result = await store.commit([{ change: 'document_update', document: change }]);
        if (result.committed) cleared += 1;
      }
      after = page.next;
    } while (after !== undefined);
    return cleared;
  }

  /** Begins a delivery and does not wait for it: a channel that hangs must not keep the worker from its work. */
  async #take(claimed: Claimed<StoredDocument>): Promise<void> {
    const { clock, policy, store } = this.#dependencies;
    const { fence, row } = claimed;
    if (this.#underWay.size >= policy.deliveries) {
      const dueAt = new Date(clock.now().getTime() + NO_ROOM_MS);
      const document = { ...row, revision: row.revision + 1, dueAt };
      await store.commit([{ change: 'document_update', document, fence }]);
      return;
    }
    const delivering = this.#deliver(claimed).finally(() => this.#underWay.delete(delivering));
    this.#underWay.add(delivering);
  }

  async #deliver({ fence, row }: Claimed<StoredDocument>): Promise<void> {
    const { clock, logger, policy, store } = this.#dependencies;
    const delivery = row.body as Delivery;
    const fields = { alert: delivery.message.id, rule: delivery.message.rule, channel: delivery.channel };
    let next: StoredDocument;
    try {
      await this.#send(delivery);
      next = { ...row, revision: row.revision + 1, state: 'done', dueAt: undefined };
      logger.info('alert.delivered', fields);
    } catch (error) {
      const attempts = delivery.attempts + 1;
      const isDead = attempts >= policy.tries;
      const waitMs = backOffMs(delivery.attempts, policy.retryMs, policy.retryAtMostMs);
      const body: Delivery = { ...delivery, attempts, problem: problemOf(error) };
      const dueAt = isDead ? undefined : new Date(clock.now().getTime() + waitMs);
      next = { ...row, revision: row.revision + 1, state: isDead ? 'dead' : 'waiting', dueAt, body };
      // What a channel throws may name its address, which can be a secret.
      logger[isDead ? 'error' : 'warn']('alert.not_delivered', { ...fields, attempts, problem: body.problem });
    }
    try {
      await store.commit([{ change: 'document_update', document: next, fence }]);
    } catch (error) {
      // The lease runs out, and the message is sent once more under the same id.
      logger.error('alert.delivery_not_stored', { ...fields, error });
    }
  }

  async #send({ channel: id, message }: Delivery): Promise<void> {
    const { clock, policy } = this.#dependencies;
    const channel = this.#channels.get(id);
    if (channel === undefined) throw new ChannelMissingError(`No channel is called ${id} in this process.`);
    const [over, sent] = [new AbortController(), new AbortController()];
    const timeout = clock.sleep(policy.timeoutMs, sent.signal).then(
      () => {
        const error = new DeliveryTimeoutError('The channel did not answer in time.');
        over.abort(error);
        throw error;
      },
      () => undefined,
    );
    try {
      await Promise.race([
        channel.send(message, { signal: over.signal }),
        timeout.then(() => new Promise<never>(() => undefined)),
      ]);
    } finally {
      sent.abort('over');
    }
  }
}

class ChannelMissingError extends Error {
  override readonly name = 'ChannelMissingError';
}

class DeliveryTimeoutError extends Error {
  override readonly name = 'DeliveryTimeoutError';
}

function alertId({ id }: AlertRule, key: string): string {
  return JSON.stringify([id, key]);
}

function bodyOf({ body }: StoredDocument): Alert {
  return body as Alert;
}

/** A code or name, never a message. */
function problemOf(error: unknown): string {
  if (PaymentsError.isInstance(error)) return error.code;
  return error instanceof Error ? error.name : 'an error without a name';
}

function ruleProblems({ channels, providers, rules }: AlertsDependencies): readonly Problem[] {
  const problems: Problem[] = [];
  for (const [index, { id }] of channels.entries()) {
    problems.push(...nameProblems(id, `channels.${String(index)}.id`));
    if (channels.findIndex((other) => other.id === id) !== index) {
      problems.push({ path: `channels.${String(index)}.id`, message: 'must not be that of another channel' });
    }
  }
  for (const [index, rule] of rules.entries()) {
    const at = `rules.${String(index)}`;
    problems.push(...nameProblems(rule.id, `${at}.id`));
    if (rules.findIndex((other) => other.id === rule.id) !== index) {
      problems.push({ path: `${at}.id`, message: 'must not be that of another rule' });
    }
    if (rule.account !== undefined && providers.find(rule.account) === undefined) {
      problems.push({ path: `${at}.account`, message: 'must be one that is configured' });
    }
    const missing = (rule.channels ?? []).filter((name) => !channels.some(({ id }) => id === name));
    if (missing.length > 0) problems.push({ path: `${at}.channels`, message: 'must be ids of channels' });
    problems.push(...numberProblems(rule).map(({ message, path }) => ({ path: `${at}.${path}`, message })));
  }
  return problems;
}

/** Whole numbers above zero, where a rule has any, and decimal text. */
function numberProblems(rule: AlertRule): readonly Problem[] {
  const most: Readonly<Record<string, number>> = { last: rule.type === 'unusual_rate' ? 100 : 1000 };
  const given = Object.entries(rule).filter(([, value]: [string, unknown]) => value !== undefined);
  return given.flatMap(([name, value]: [string, unknown]): readonly Problem[] => {
    if (name === 'below' || (name === 'times' && rule.type === 'unusual_amount')) {
      return isDecimalText(value) && !value.startsWith('-') ? [] : [{ path: name, message: 'must be decimal text' }];
    }
    if (name === 'times') {
      return typeof value === 'number' && value > 0 ? [] : [{ path: name, message: 'must be above zero' }];
    }
    if (!NUMBERS.includes(name)) return [];
    const limit = most[name] ?? Number.MAX_SAFE_INTEGER;
    const isFit = Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= limit;
    const range = limit === Number.MAX_SAFE_INTEGER ? 'above zero' : `from 1 to ${String(limit)}`;
    return isFit ? [] : [{ path: name, message: `must be a whole number ${range}` }];
  });
}

const NUMBERS: readonly string[] = ['after', 'atLeast', 'last', 'withinMs'];
