import {
  type Clock,
  compareDecimals,
  compareMoney,
  type Money,
  multiplyMoney,
  normaliseCurrency,
  type ProviderRegistry,
} from '@paymux/core';
import type { DurableStore } from '../durable/durable-store.js';
import type { PaymentState } from '../payment/payment-record.js';
import type { PayoutRecord, PayoutState } from '../payout/payout-record.js';
import { FindingShelf } from '../reconciliation/finding-shelf.js';
import type { BalanceSource } from '../reconciliation/reconciliation.js';
import { DEAD_NOTICE } from '../worker/notice-worker.js';
import type { AlertCondition } from './alert.js';
import type { AlertRule, AlertRuleBase } from './alert-rule.js';
import { webhookKeys } from './webhook-keys.js';

/** What rules are looked at with. */
export interface ConditionDependencies {
  readonly store: DurableStore;
  readonly providers: ProviderRegistry;
  readonly clock: Clock;
  readonly balanceOf?: BalanceSource | undefined;
}

type RuleOf<Type extends AlertRule['type']> = Extract<AlertRule, { readonly type: Type }>;

const PAGE = 500;
const LONGEST = 1000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** A payout may be stored a little after it was asked for. */
const OVERLAP_MS = 10 * MINUTE_MS;

const OPEN_PAYOUTS: readonly PayoutState[] = ['submitting', 'unknown', 'pending', 'broadcast'];
const OPEN_PAYMENTS: readonly PaymentState[] = [
  'opening',
  'unknown',
  'pending',
  'requires_action',
  'processing',
  'authorized',
];

/** Finds what the rules speak of, a page at a time. */
export class AlertConditions {
  readonly #dependencies: ConditionDependencies;

  constructor(dependencies: ConditionDependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * Everything that a rule finds now.
   *
   * @param since - When the rules were looked at last: payouts are judged once, soon after they were asked for.
   */
  of(rule: AlertRule, since: Date): AsyncIterable<AlertCondition> {
    switch (rule.type) {
      case 'needs_review':
        return this.#needsReview(rule);
      case 'failed_checks':
        return this.#failedChecks(rule);
      case 'unusual_amount':
        return this.#unusualAmount(rule, since);
      case 'unusual_rate':
        return this.#unusualRate(rule);
      case 'signature_failures':
        return this.#signatureFailures(rule);
      case 'old_webhook_key':
        return this.#oldWebhookKey(rule);
      case 'retries_exhausted':
        return this.#retriesExhausted(rule);
      case 'low_balance':
        return this.#lowBalance(rule);
      case 'findings':
        return this.#findings(rule);
    }
  }

  async *#needsReview({ account }: AlertRuleBase): AsyncIterable<AlertCondition> {
    const { store } = this.#dependencies;
    for await (const payout of this.#payouts({ account, states: ['needs_review'] })) {
      const { id, reviewReason = 'unknown' } = payout;
      yield {
        key: `payout:${id}:${reviewReason}`,
        subject: subjectOf('payout', payout),
        account: payout.account,
        what: `A payout needs review: ${reviewReason}.`,
        toDo: 'look at the provider what became of it, then resolve the payout; do not pay it again before',
      };
    }
    for await (const payment of this.#payments({ account, states: ['needs_review'] })) {
      const { id, reviewReason = 'unknown' } = payment;
      yield {
        key: `payment:${id}:${reviewReason}`,
        subject: subjectOf('payment', payment),
        account: payment.account,
        what: `A payment needs review: ${reviewReason}.`,
        toDo: 'look at the provider what became of it before anything is delivered',
      };
    }
    for (const message of await store.listInbox({ account, states: ['review'], limit: LONGEST })) {
      yield {
        key: `webhook:${message.account}:${message.key}`,
        subject: `webhook ${message.key} (${message.account})`,
        account: message.account,
        what: `A webhook needs review: ${message.problem ?? 'unknown'}.`,
        toDo: 'compare what it says with the provider; it had no effect here',
      };
    }
  }

  async *#failedChecks({ account, after = 3 }: RuleOf<'failed_checks'>): AsyncIterable<AlertCondition> {
    for await (const payout of this.#payouts({ account, states: OPEN_PAYOUTS })) {
      const { alertedAt, failedChecks } = payout;
      const isSilent = failedChecks > 0 && alertedAt !== undefined;
      if (failedChecks >= after || isSilent) yield failedCheck('payout', payout);
    }
    for await (const payment of this.#payments({ account, states: OPEN_PAYMENTS })) {
      if (payment.failedChecks >= after) yield failedCheck('payment', payment);
    }
  }

  async *#unusualAmount(rule: RuleOf<'unusual_amount'>, since: Date): AsyncIterable<AlertCondition> {
    const { store } = this.#dependencies;
    const { account, atLeast = 5, last = 20, times = '5' } = rule;
    const requestedFrom = new Date(since.getTime() - OVERLAP_MS);
    for await (const payout of this.#payouts({ account, requestedFrom })) {
      const { client, requestedAt, terms } = payout;
      if (client === undefined) continue;
      const { currency } = terms.amount;
      const query = { account: payout.account, client, currency, requestedBefore: requestedAt, limit: last };
      const { records } = await store.listPayouts(query);
      const median = medianOf(records.map((each) => each.terms.amount));
      if (median === undefined || records.length < atLeast) continue;
      if (compareMoney(terms.amount, multiplyMoney(median, times)) <= 0) continue;
      yield {
        key: `payout:${payout.id}`,
        subject: subjectOf('payout', payout),
        account: payout.account,
        what:
          `An unusual amount: ${terms.amount.amount} ${currency}, more than ${times} times ${median.amount}, ` +
          `the median of the last ${String(records.length)} payouts to client ${client}.`,
        toDo: 'ask whoever requested it, and cancel the payout if it is not as it should be',
      };
    }
  }

  async *#unusualRate(rule: RuleOf<'unusual_rate'>): AsyncIterable<AlertCondition> {
    const { account, atLeast = 5, last = 7, times = 3, withinMs } = rule;
    const now = this.#dependencies.clock.now().getTime();
    const recent = new Map<string, { readonly account: string; readonly client: string; count: number }>();
    for await (const payout of this.#payouts({ account, requestedFrom: new Date(now - withinMs + 1) })) {
      if (payout.client === undefined) continue;
      const key = JSON.stringify([payout.account, payout.client]);
      const counted = recent.get(key) ?? { account: payout.account, client: payout.client, count: 0 };
      recent.set(key, counted);
      counted.count += 1;
    }
    for (const [key, { account: of, client, count }] of recent) {
      if (count < atLeast) continue;
      const usual = await this.#usualCount(of, client, { now, withinMs, last });
      if (count <= times * Math.max(1, usual)) continue;
      yield {
        key,
        subject: `client ${client} (${of})`,
        account: of,
        what: `Unusually many payouts: ${String(count)} within ${duration(withinMs)}, where ${String(usual)} are usual.`,
        toDo: 'look at the latest payouts to this client, and hold back those that nobody can explain',
      };
    }
  }

  /** The median of how many there were in each of the times before. */
  async #usualCount(
    account: string,
    client: string,
    { last, now, withinMs }: { readonly now: number; readonly withinMs: number; readonly last: number },
  ): Promise<number> {
    const counts = Array.from({ length: last }, () => 0);
    const requestedFrom = new Date(now - (last + 1) * withinMs + 1);
    const requestedBefore = new Date(now - withinMs + 1);
    for await (const { requestedAt } of this.#payouts({ account, client, requestedFrom, requestedBefore })) {
      const index = Math.floor((now - requestedAt.getTime()) / withinMs) - 1;
      counts[index] = (counts[index] ?? 0) + 1;
    }
    counts.sort((one, other) => one - other);
    return counts[Math.floor((counts.length - 1) / 2)] ?? 0;
  }

  async *#signatureFailures(rule: RuleOf<'signature_failures'>): AsyncIterable<AlertCondition> {
    const { clock, store } = this.#dependencies;
    const { account, atLeast, withinMs } = rule;
    const from = new Date(clock.now().getTime() - withinMs);
    const counts = new Map<string, { count: number; readonly reasons: string[] }>();
    for (const refusal of await store.refusals({ account, from })) {
      const counted = counts.get(refusal.account) ?? { count: 0, reasons: [] };
      counts.set(refusal.account, counted);
      counted.count += refusal.count;
      counted.reasons.push(`${refusal.reason} ${String(refusal.count)}`);
    }
    for (const [of, { count, reasons }] of counts) {
      if (count < atLeast) continue;
      yield {
        key: of,
        subject: `account ${of}`,
        account: of,
        what: `${String(count)} webhooks proved nothing within ${duration(withinMs)}: ${reasons.join(', ')}.`,
        toDo: 'compare the webhook secret with the one at the provider; if it is right, somebody sends forgeries',
      };
    }
  }

  async *#oldWebhookKey(rule: RuleOf<'old_webhook_key'>): AsyncIterable<AlertCondition> {
    const { clock, store } = this.#dependencies;
    const { current, provider, withinMs = DAY_MS } = rule;
    const from = clock.now().getTime() - withinMs;
    for await (const { keyId, seenAt } of webhookKeys(store, provider)) {
      if (current.includes(keyId) || seenAt.getTime() < from) continue;
      yield {
        key: JSON.stringify([provider, keyId]),
        subject: `webhook key ${keyId} (${provider})`,
        what: `A webhook was signed with the key ${keyId}, which is not one of ${current.join(', ')}.`,
        toDo: 'have the provider sign with the current key before the old one is removed here',
      };
    }
  }

  async *#retriesExhausted({ account }: AlertRuleBase): AsyncIterable<AlertCondition> {
    const { store } = this.#dependencies;
    for (const message of await store.listInbox({ account, states: ['dead'], limit: LONGEST })) {
      yield {
        key: `webhook:${message.account}:${message.key}`,
        subject: `webhook ${message.key} (${message.account})`,
        account: message.account,
        what: `A webhook was given up after ${String(message.attempts)} tries: ${message.problem ?? 'unknown'}.`,
        toDo: 'mend what the problem names, then have the provider deliver it again',
      };
    }
    let after: string | undefined;
    do {
      const page = await store.listDocuments({ kind: DEAD_NOTICE, states: ['dead'], limit: PAGE, after });
      for (const { body } of page.records) {
        const { notice: id } = body as { readonly notice: string };
        const notice = await store.notice(id);
        if (notice?.state !== 'dead' || (account !== undefined && notice.record.account !== account)) continue;
        yield {
          key: `notice:${id}`,
          subject: `notice ${id} of ${notice.subject} ${notice.subjectId} (${notice.record.account})`,
          account: notice.record.account,
          what: `A change to ${notice.to} was not taken in after ${String(notice.attempts)} tries: ${notice.problem ?? 'unknown'}.`,
          toDo: 'mend the handler that throws, and tell the application of this change by hand',
        };
      }
      after = page.next;
    } while (after !== undefined);
  }

  async *#lowBalance({ account, below, currency }: RuleOf<'low_balance'>): AsyncIterable<AlertCondition> {
    const { balanceOf, store } = this.#dependencies;
    const told = await balanceOf?.(account);
    const amounts =
      told ?? (await store.balances(account)).filter(({ book }) => book === 'available').map(({ amount }) => amount);
    const code = normaliseCurrency(currency);
    const left = amounts.find((amount) => normaliseCurrency(amount.currency) === code)?.amount ?? '0';
    if (compareDecimals(left, below) >= 0) return;
    yield {
      key: JSON.stringify([account, code]),
      subject: `balance in ${code} (${account})`,
      account,
      what: `The balance is low: ${left} ${code}, less than ${below}.`,
      toDo: 'top the account up, and book it with ledger.fund',
    };
  }

  async *#findings({ account }: AlertRuleBase): AsyncIterable<AlertCondition> {
    const { providers, store } = this.#dependencies;
    const shelf = new FindingShelf(store);
    for (const of of account === undefined ? providers.ids : [account]) {
      let after: string | undefined;
      do {
        const page = await shelf.list({ account: of, limit: PAGE, after });
        for (const { cause, id, kind, nextStep, providerId, recordId, reference, subject } of page.records) {
          const name = recordId ?? providerId ?? reference ?? of;
          yield {
            key: id,
            subject: `${subject} ${name} (${of}${reference === undefined ? '' : `/${reference}`})`,
            account: of,
            what: `Reconciliation found ${kind}: probably ${cause}.`,
            toDo: nextStep,
          };
        }
        after = page.next;
      } while (after !== undefined);
    }
  }

  async *#payouts(query: Parameters<DurableStore['listPayouts']>[0]): AsyncIterable<PayoutRecord> {
    let after: string | undefined;
    do {
      const page = await this.#dependencies.store.listPayouts({ ...query, limit: PAGE, after });
      yield* page.records;
      after = page.next;
    } while (after !== undefined);
  }

  async *#payments(query: Parameters<DurableStore['listPayments']>[0]) {
    let after: string | undefined;
    do {
      const page = await this.#dependencies.store.listPayments({ ...query, limit: PAGE, after });
      yield* page.records;
      after = page.next;
    } while (after !== undefined);
  }
}

interface Named {
  readonly id: string;
  readonly account: string;
  readonly reference: string;
}

function failedCheck(subject: 'payout' | 'payment', record: Named & { readonly failedChecks: number }): AlertCondition {
  return {
    key: `${subject}:${record.id}`,
    subject: subjectOf(subject, record),
    account: record.account,
    what: `The status of a ${subject} could not be had ${String(record.failedChecks)} times one after another.`,
    toDo: 'look whether the provider can be reached and knows it; it is checked on meanwhile',
  };
}

function subjectOf(subject: string, { account, id, reference }: Named): string {
  return `${subject} ${id} (${account}/${reference})`;
}

function medianOf(amounts: readonly Money[]): Money | undefined {
  const sorted = [...amounts].sort(compareMoney);
  return sorted[Math.floor((sorted.length - 1) / 2)];
}

function duration(ms: number): string {
  return ms % MINUTE_MS === 0 ? `${String(ms / MINUTE_MS)} minutes` : `${String(ms / 1000)} seconds`;
}
