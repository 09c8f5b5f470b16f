import { compareDecimals, isCurrencyCode, isDecimalText, MisconfiguredError, type Problem } from '@paymux/core';
import type { PayoutOrigin, PayoutRecord } from '../payout/payout-record.js';

/** Which payouts need how many approvals, by whom. What is left out applies to all. */
export interface ApprovalRule {
  readonly account?: string | undefined;
  readonly currency?: string | undefined;
  readonly origin?: PayoutOrigin | undefined;
  /** Only payouts that somebody with this role asked for. */
  readonly role?: string | undefined;
  /** Only payouts of more than this, in major units of `currency`. */
  readonly above?: string | undefined;
  /** How many people have to agree, from 1 to 10. */
  readonly approvals: number;
  /** The role that they need to have. */
  readonly by?: string | undefined;
}

/** Which payouts wait for other people. Plain data. */
export interface ApprovalPolicy {
  /** Every rule that fits a payout has to be satisfied. One approval may satisfy several. */
  readonly rules: readonly ApprovalRule[];
  /** The roles of each actor, where the application does not tell them by {@link RolesOf}. */
  readonly roles?: Readonly<Record<string, readonly string[]>> | undefined;
  /** A payout that is not approved within this time is cancelled, in milliseconds. @defaultValue 72 hours */
  readonly expireAfterMs?: number | undefined;
}

/** The roles that an actor has at this moment. */
export type RolesOf = (actor: string) => readonly string[] | Promise<readonly string[]>;

/** How many approvals are needed, by people of which role. */
export interface ApprovalNeed {
  readonly approvals: number;
  readonly by?: string | undefined;
}

const EXPIRE_AFTER_MS = 72 * 3_600_000;
const MOST_APPROVALS = 10;

/**
 * @param accounts - The accounts there are: a rule for another one would never apply.
 * @throws {@link MisconfiguredError} Names everything that is wrong with the policy.
 */
export function checkApprovalPolicy({ expireAfterMs, rules }: ApprovalPolicy, accounts: readonly string[]): void {
  const problems: Problem[] = rules.flatMap((rule, index) => {
    const path = `rules.${String(index)}`;
    if (rule.account === undefined || accounts.includes(rule.account)) return ruleProblems(rule, path);
    return [...ruleProblems(rule, path), { path: `${path}.account`, message: `must be one of ${accounts.join(', ')}` }];
  });
  if (expireAfterMs !== undefined && !(Number.isSafeInteger(expireAfterMs) && expireAfterMs > 0)) {
    problems.push({ path: 'expireAfterMs', message: 'must be a whole number of milliseconds above zero' });
  }
  if (problems.length > 0) throw new MisconfiguredError('approvals', problems);
}

function ruleProblems({ above, approvals, currency }: ApprovalRule, path: string): readonly Problem[] {
  const problems: Problem[] = [];
  if (!(Number.isSafeInteger(approvals) && approvals >= 1 && approvals <= MOST_APPROVALS)) {
    problems.push({ path: `${path}.approvals`, message: `must be a whole number from 1 to ${String(MOST_APPROVALS)}` });
  }
  if (currency !== undefined && !isCurrencyCode(currency)) {
    problems.push({ path: `${path}.currency`, message: 'must be a currency code' });
  }
  if (above === undefined) return problems;
  if (!isDecimalText(above) || above.startsWith('-')) {
    problems.push({ path: `${path}.above`, message: 'must be decimal text, such as "500.00"' });
  }
  if (currency === undefined) problems.push({ path: `${path}.currency`, message: 'must say of what `above` is' });
  return problems;
}

/** What a payout needs under a policy. Nothing: it is sent without anybody's approval. */
export function neededApprovals(
  { rules }: ApprovalPolicy,
  { account, origin, terms }: Pick<PayoutRecord, 'account' | 'origin' | 'terms'>,
  roles: readonly string[],
): readonly ApprovalNeed[] {
  const { amount, currency } = terms.amount;
  return rules
    .filter(
      (rule) =>
        (rule.account === undefined || rule.account === account) &&
        (rule.currency === undefined || rule.currency.toUpperCase() === currency) &&
        (rule.origin === undefined || rule.origin === origin) &&
        (rule.role === undefined || roles.includes(rule.role)) &&
        (rule.above === undefined || compareDecimals(amount, rule.above) > 0),
    )
    .map(({ approvals, by }) => ({ approvals, ...(by === undefined ? {} : { by }) }));
}

/** When a payout that begins to wait at an instant has waited for too long. */
export function approvalExpiry({ expireAfterMs = EXPIRE_AFTER_MS }: ApprovalPolicy, at: Date): Date {
  return new Date(at.getTime() + expireAfterMs);
}
