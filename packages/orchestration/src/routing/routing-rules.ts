import { type Clock, InvalidRequestError, type Logger, MisconfiguredError } from '@paymux/core';
import type { DurableStore } from '../durable/durable-store.js';
import type { StoredDocument } from '../durable/stored-document.js';
import type { RoutingRule } from './routing-rule.js';
import { ruleProblems } from './rule-problems.js';

/** The rules that accounts are chosen by. */
export interface CurrentRules {
  readonly rules: readonly RoutingRule[];
  /** Counts the changes by people. 0: the rules are those of the configuration. */
  readonly revision: number;
  readonly changedAt?: Date | undefined;
  readonly changedBy?: string | undefined;
}

/** What {@link RoutingRules} works with. */
export interface RoutingRulesDependencies {
  readonly store: DurableStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The accounts that there are. */
  readonly accounts: readonly string[];
  /** The rules of the configuration, which hold until others are stored. */
  readonly configured: readonly RoutingRule[];
}

const KIND = 'routing_rules';
const ID = 'rules';

interface RulesBody {
  readonly rules: readonly RoutingRule[];
  readonly changedBy: string;
  readonly changedAt: Date;
}

/** The routing rules, in the store: a change counts for every process from its next request on. */
export class RoutingRules {
  readonly #dependencies: RoutingRulesDependencies;

  constructor(dependencies: RoutingRulesDependencies) {
    this.#dependencies = dependencies;
  }

  /** @throws {@link MisconfiguredError} The stored ones do not fit the accounts of this process: nothing is routed. */
  async current(): Promise<CurrentRules> {
    const { accounts, configured, store } = this.#dependencies;
    const document = await store.document(KIND, ID);
    if (document === undefined) return { rules: configured, revision: 0 };
    const { changedAt, changedBy, rules } = document.body as RulesBody;
    const problems = ruleProblems(rules, accounts);
    if (problems.length > 0) throw new MisconfiguredError('the routing rules in the store', problems);
    return { rules, revision: document.revision, changedAt, changedBy };
  }

  /**
   * Replaces all rules, those of the configuration included, for all processes and for good.
   *
   * @throws {@link InvalidRequestError} Names everything that is wrong with the rules, or they were changed since
   *   `revision`.
   */
  async replace(change: {
    readonly rules: readonly RoutingRule[];
    readonly revision: number;
    readonly actor: string;
  }): Promise<CurrentRules> {
    const { accounts, clock, logger, store } = this.#dependencies;
    const { actor, revision, rules } = change;
    const problems = ruleProblems(rules, accounts);
    if (problems.length > 0) throw new InvalidRequestError(problems, { operation: 'replaceRules' });
    const changedAt = clock.now();
    const document: StoredDocument = {
      kind: KIND,
      id: ID,
      revision: revision + 1,
      state: 'current',
      at: changedAt,
      body: { rules, changedBy: actor, changedAt } satisfies RulesBody,
    };
    const made = revision === 0 ? 'document_insert' : 'document_update';
    const result = await store.commit([{ change: made, document }]);
    if (!result.committed) {
      throw new InvalidRequestError([{ path: 'revision', message: 'is not the latest: look at the rules again' }]);
    }
    logger.warn('routing.changed', { actor, revision: document.revision, rules: rules.length });
    return { rules, revision: document.revision, changedAt, changedBy: actor };
  }
}
