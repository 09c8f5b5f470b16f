import { compareDecimals } from '@paymux/core';
import type { RoutedOperation, RoutingChoice, RoutingConditions, RoutingRule } from './routing-rule.js';

/** Something about rules that is not an error, and hardly meant. */
export interface RoutingFinding {
  readonly rule: string;
  /**
   * - `dead`: nothing can fit it;
   * - `shadowed`: an earlier rule takes all that fits it;
   * - `conflicting`: some things fit it and an earlier one, and the two send them to different accounts;
   * - `incomparable`: it chooses the cheapest of accounts of which fewer than two tell what they cost.
   */
  readonly kind: 'dead' | 'shadowed' | 'conflicting' | 'incomparable';
  readonly finding: string;
}

/** What about rules is hardly meant. What is called dead or shadowed never decides anything. */
export function analyseRules(
  rules: readonly RoutingRule[],
  offersFees: (account: string, operation: RoutedOperation) => boolean = () => true,
): readonly RoutingFinding[] {
  return [...conditionFindings(rules), ...rules.flatMap((rule) => costFindings(rule, offersFees))];
}

/** What about a rule that chooses the cheapest cannot work. */
function costFindings(
  { accounts, choose, id, when }: RoutingRule,
  offersFees: (account: string, operation: RoutedOperation) => boolean,
): readonly RoutingFinding[] {
  if (choose !== 'cheapest') return [];
  const operations = when?.operations ?? (['payment', 'payout'] as const);
  return operations.flatMap((operation): readonly RoutingFinding[] => {
    const silent = accounts.map(({ account }) => account).filter((account) => !offersFees(account, operation));
    if (accounts.length - silent.length >= 2) return [];
    const why = silent.length === 0 ? 'there is one account alone' : `${silent.join(', ')} quotes nothing`;
    return [{ rule: id, kind: 'incomparable', finding: `for a ${operation} there is nothing to compare: ${why}` }];
  });
}

function conditionFindings(rules: readonly RoutingRule[]): readonly RoutingFinding[] {
  return rules.flatMap((rule, index): readonly RoutingFinding[] => {
    const { id, when = {} } = rule;
    const dead = deadReason(when);
    if (dead !== undefined) return [{ rule: id, kind: 'dead', finding: dead }];
    const before = rules.slice(0, index).filter((earlier) => deadReason(earlier.when ?? {}) === undefined);
    const shadow = before.find((earlier) => covers(earlier.when ?? {}, when));
    if (shadow !== undefined) return [{ rule: id, kind: 'shadowed', finding: `${shadow.id} takes all that fits it` }];
    // An exception before the rule that it is an exception to is meant.
    const rival = before.find(
      (earlier) =>
        !covers(when, earlier.when ?? {}) &&
        overlaps(earlier.when ?? {}, when) &&
        !(earlier.choose === rule.choose && sameAccounts(earlier.accounts, rule.accounts)),
    );
    if (rival === undefined) return [];
    return [{ rule: id, kind: 'conflicting', finding: `what fits both goes where ${rival.id} says: it comes first` }];
  });
}

function sameAccounts(one: readonly RoutingChoice[], other: readonly RoutingChoice[]): boolean {
  const names = (choices: readonly RoutingChoice[]): string =>
    JSON.stringify(choices.map(({ account, weight = 1 }) => [account, weight]).sort());
  return names(one) === names(other);
}

/** Why nothing can fit, or `undefined`. */
function deadReason(when: RoutingConditions): string | undefined {
  const empty = LISTS.find((list) => when[list]?.length === 0);
  if (empty !== undefined) return `${empty} is an empty list, so nothing is in it`;
  const { atLeast, below } = when.amount ?? {};
  if (atLeast !== undefined && below !== undefined && compareDecimals(atLeast, below) >= 0) {
    return `no amount is at least ${atLeast} and below ${below}`;
  }
  const { amount, currencies } = when;
  if (
    amount !== undefined &&
    currencies?.every((code) => code.toLowerCase() !== amount.currency.toLowerCase()) === true
  ) {
    return `its amount is in ${amount.currency}, which is not among its currencies`;
  }
  return undefined;
}

const LISTS = ['operations', 'currencies', 'networks', 'countries', 'tags', 'customers'] as const;

/** Whether everything that fits `inner` fits `outer`, as far as can be told for sure. */
function covers(outer: RoutingConditions, inner: RoutingConditions): boolean {
  const lists = LISTS.every((list) => {
    const [wide, narrow] = [outer[list], inner[list]];
    if (wide === undefined) return true;
    if (narrow === undefined) return false;
    const names = new Set(wide.map((name) => plain(list, name)));
    return narrow.every((name) => names.has(plain(list, name)));
  });
  if (!lists) return false;
  if (outer.hours !== undefined && JSON.stringify(outer.hours) !== JSON.stringify(inner.hours)) return false;
  if (outer.amount === undefined) return true;
  if (inner.amount === undefined || !sameCode(outer.amount.currency, inner.amount.currency)) return false;
  return (
    atLeastAsLow(outer.amount.atLeast, inner.amount.atLeast) && atLeastAsHigh(outer.amount.below, inner.amount.below)
  );
}

/** Whether something can fit both. */
function overlaps(one: RoutingConditions, other: RoutingConditions): boolean {
  const lists = LISTS.every((list) => {
    const [left, right] = [one[list], other[list]];
    // A thing has several tags, so that two lists of tags always have something in common.
    if (left === undefined || right === undefined || list === 'tags') return true;
    const names = new Set(left.map((name) => plain(list, name)));
    return right.some((name) => names.has(plain(list, name)));
  });
  if (!lists) return false;
  if (one.amount === undefined || other.amount === undefined) return true;
  if (!sameCode(one.amount.currency, other.amount.currency)) return false;
  const isApart = (low: string | undefined, high: string | undefined): boolean =>
    low !== undefined && high !== undefined && compareDecimals(low, high) >= 0;
  return !isApart(one.amount.atLeast, other.amount.below) && !isApart(other.amount.atLeast, one.amount.below);
}

function plain(list: (typeof LISTS)[number], name: string): string {
  return list === 'tags' || list === 'customers' ? name : name.toLowerCase();
}

function sameCode(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function atLeastAsLow(outer: string | undefined, inner: string | undefined): boolean {
  return outer === undefined || (inner !== undefined && compareDecimals(outer, inner) <= 0);
}

function atLeastAsHigh(outer: string | undefined, inner: string | undefined): boolean {
  return outer === undefined || (inner !== undefined && compareDecimals(outer, inner) >= 0);
}
