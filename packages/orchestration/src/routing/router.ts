import { createHash } from 'node:crypto';
import { type Clock, compareDecimals, MisconfiguredError, type Problem } from '@paymux/core';
import type { AccountHealth, HealthMonitor } from './account-health.js';
import { analyseRules, type RoutingFinding } from './analyse-rules.js';
import { misfits } from './fits.js';
import type { Route } from './route.js';
import type { AccountCost } from './route-costs.js';
import { ruleProblems } from './rule-problems.js';
import type { RoutedOperation, RouteQuery, RoutingChoice, RoutingRule } from './routing-rule.js';

/** What one rule said to a query. */
export interface RuleVerdict {
  readonly rule: string;
  /** `decided`: the first that fits; `passed_over`: one before it decided; else why it does not fit. */
  readonly verdict: 'decided' | 'passed_over' | 'does_not_fit';
  readonly because: readonly string[];
}

/** A {@link Route} with everything that led to it. */
export interface RouteExplanation extends Route {
  readonly rules: readonly RuleVerdict[];
  /**
   * The accounts of the rule that decided, with their health, and the share of each where all are well. Nothing is
   * shared where the cheapest is chosen.
   */
  readonly accounts: readonly (AccountHealth & { readonly share: number })[];
}

/** What a {@link Router} works with. */
export interface RouterDependencies {
  readonly rules: readonly RoutingRule[];
  /** The accounts that there are. */
  readonly accounts: readonly string[];
  readonly defaultAccount: string;
  readonly clock: Clock;
  readonly health: HealthMonitor;
  /** The rules as they are by now, for {@link Router.refresh}. @defaultValue they stay as they are */
  readonly current?: (() => Promise<readonly RoutingRule[]>) | undefined;
  /** Whether an account tells fees of an operation at all, for what is said about rules. @defaultValue nobody knows */
  readonly offersFees?: ((account: string, operation: RoutedOperation) => boolean) | undefined;
}

/** The accounts that are compared by cost, and what is asked of their quotes. */
export interface CostComparison {
  readonly accounts: readonly string[];
  readonly withinMs: number;
  readonly maxAgeMs: number;
}

const QUOTES_WITHIN_MS = 2000;
const QUOTES_MAX_AGE_MS = 60_000;
const FAILOVER_AFTER = 3;

/**
 * Chooses an account for a payment or payout: by the first rule that fits, by weight within it, and by how the accounts
 * are doing. The same reference gets the same account as long as rules and health stay as they are.
 */
export class Router {
  readonly #dependencies: RouterDependencies;
  #rules: readonly RoutingRule[];

  /** @throws {@link MisconfiguredError} Names everything that is wrong with the rules at once. */
  constructor(dependencies: RouterDependencies) {
    const { accounts, defaultAccount, rules } = dependencies;
    const problems: Problem[] = [...ruleProblems(rules, accounts)];
    if (!accounts.includes(defaultAccount)) {
      problems.push({ path: 'defaultAccount', message: `must be one of ${accounts.join(', ')}` });
    }
    if (problems.length > 0) throw new MisconfiguredError('the routing rules', problems);
    this.#dependencies = dependencies;
    this.#rules = rules;
  }

  /** Whether the rules may be others by now, so that they have to be asked for. */
  get mayChange(): boolean {
    return this.#dependencies.current !== undefined;
  }

  /** Takes in rules that were changed meanwhile. @throws Whatever asking for them throws: nothing is routed then. */
  async refresh(): Promise<void> {
    const { current } = this.#dependencies;
    if (current !== undefined) this.#rules = await current();
  }

  /**
   * Where something goes. An account on trial is used up by being chosen: it gets no other request until it is known
   * what came of this one.
   *
   * @param costs - What it would cost, for a rule that chooses the cheapest: see {@link comparisonFor}. Without them it
   *   chooses in the order of its accounts.
   */
  route(query: RouteQuery, costs?: readonly AccountCost[]): Route {
    const { clock, health } = this.#dependencies;
    return this.#choose(this.#ruleFor(query, clock.now()), query, costs, (account) => health.mayUse(account));
  }

  /** Which accounts have to be asked for their cost before something is routed; `undefined` where none has to be. */
  comparisonFor(query: RouteQuery): CostComparison | undefined {
    const rule = this.#ruleFor(query, this.#dependencies.clock.now());
    if (rule.choose !== 'cheapest' || rule.accounts.length < 2) return undefined;
    const { maxAgeMs = QUOTES_MAX_AGE_MS, withinMs = QUOTES_WITHIN_MS } = rule.quotes ?? {};
    return { accounts: rule.accounts.map(({ account }) => account), maxAgeMs, withinMs };
  }

  /** Where something would go, and why there. Uses up nothing. @param costs - As for {@link route}. */
  explain(query: RouteQuery, costs?: readonly AccountCost[]): RouteExplanation {
    const { clock, health } = this.#dependencies;
    const rules = this.#rules;
    const at = clock.now();
    const rule = this.#ruleFor(query, at);
    const decided = rules.indexOf(rule);
    const total = rule.accounts.reduce((sum, choice) => sum + weightOf(choice), 0);
    return {
      ...this.#choose(rule, query, costs, (account) => health.of(account).state !== 'open'),
      rules: rules.map((other, index): RuleVerdict => {
        if (index === decided) return { rule: other.id, verdict: 'decided', because: ['it is the first that fits'] };
        const because = misfits(other, query, at);
        return because.length === 0
          ? { rule: other.id, verdict: 'passed_over', because: [`${rule.id} comes before it`] }
          : { rule: other.id, verdict: 'does_not_fit', because };
      }),
      accounts: [...new Set([...rule.accounts.map(({ account }) => account), ...(rule.fallback ?? [])])].map(
        (account) => {
          const choice = rule.accounts.find((known) => known.account === account);
          const isShared = choice !== undefined && rule.choose !== 'cheapest';
          return { ...health.of(account), share: isShared ? weightOf(choice) / total : 0 };
        },
      ),
    };
  }

  /** What about the rules is hardly meant. */
  analyse(): readonly RoutingFinding[] {
    return analyseRules(this.#rules, this.#dependencies.offersFees);
  }

  /** How every account is doing, as this process sees it. */
  health(): readonly AccountHealth[] {
    const { accounts, health } = this.#dependencies;
    return accounts.map((account) => health.of(account));
  }

  #ruleFor(query: RouteQuery, at: Date): RoutingRule {
    const { defaultAccount } = this.#dependencies;
    const found = this.#rules.find((rule) => misfits(rule, query, at).length === 0);
    return found ?? { id: 'default', accounts: [{ account: defaultAccount }] };
  }

  /** The account, and those after it. Where none can be used, the first is: a refusal tells more than silence. */
  #choose(
    rule: RoutingRule,
    query: RouteQuery,
    costs: readonly AccountCost[] | undefined,
    mayUse: (account: string) => boolean,
  ): Route {
    const order =
      rule.choose === 'cheapest'
        ? byCost(rule.accounts, costs)
        : { accounts: byWeight(rule.accounts, query.reference), because: undefined };
    const candidates = [...new Set([...order.accounts, ...(rule.fallback ?? [])])];
    const first = candidates[0] ?? this.#dependencies.defaultAccount;
    const usable = candidates.find(mayUse);
    const account = usable ?? first;
    const fits = rule.id === 'default' ? 'no rule fits' : `${rule.id} is the first rule that fits`;
    const why = order.because === undefined ? fits : `${fits}; ${order.because}`;
    const isOnly = candidates.length === 1;
    return {
      rule: rule.id,
      account,
      because:
        usable === undefined && !isOnly
          ? `${why}; all of its accounts are left alone, so the first is tried`
          : account === first
            ? why
            : `${why}; ${candidates.slice(0, candidates.indexOf(account)).join(', ')} fails too often`,
      fallback: candidates.filter((candidate) => candidate !== account),
      failoverOn: rule.failoverOn ?? [],
      failoverAfter: rule.failoverAfter ?? FAILOVER_AFTER,
      ...(rule.choose === 'cheapest' && costs !== undefined ? { costs } : {}),
    };
  }
}

/**
 * The accounts by their cost, those of one cost in their order, and after them those whose cost nobody knows. Where fewer
 * than two costs are known there is nothing to compare, and they stay in their order.
 */
function byCost(
  choices: readonly RoutingChoice[],
  costs: readonly AccountCost[] = [],
): { readonly accounts: readonly string[]; readonly because: string } {
  const accounts = choices.map(({ account }) => account);
  const told = accounts.map((account) => ({ account, ...costs.find((known) => known.account === account) }));
  const known = told.flatMap(({ account, cost }) => (cost === undefined ? [] : [{ account, cost }]));
  const said = told.map(({ account, because, cost }) =>
    cost === undefined ? `${account}: ${because ?? 'not asked'}` : `${account}: ${cost.amount} ${cost.currency}`,
  );
  if (known.length < 2)
    return { accounts, because: `too few quotes to compare, so in their order (${said.join(', ')})` };
  const sorted = known.sort((one, other) => compareDecimals(one.cost.amount, other.cost.amount));
  const rest = told.filter(({ cost }) => cost === undefined);
  return {
    accounts: [...sorted, ...rest].map(({ account }) => account),
    because: `the cheapest (${said.join(', ')})`,
  };
}

/** The accounts in an order that the reference alone decides, each first as often as its weight says. */
function byWeight(accounts: readonly RoutingChoice[], reference: string): readonly string[] {
  // The account with the least -log(u)/weight is first with the probability of its share (weighted rendezvous hashing).
  const scored = accounts.map((choice) => {
    const digest = createHash('sha256').update(`${choice.account}\n${reference}`).digest();
    const uniform = (digest.readUIntBE(0, 6) + 1) / (2 ** 48 + 1);
    return { account: choice.account, score: -Math.log(uniform) / weightOf(choice) };
  });
  return scored.sort((one, other) => one.score - other.score).map(({ account }) => account);
}

function weightOf({ weight = 1 }: RoutingChoice): number {
  return weight;
}
