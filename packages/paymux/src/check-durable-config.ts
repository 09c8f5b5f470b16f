import { type Problem, systemClock } from '@paymux/core';
import { checkApprovalPolicy, HealthMonitor, Router } from '@paymux/orchestration/direct';
import { check } from './check.js';
import { durableProblems } from './durable-problems.js';
import type { DurablePaymuxConfig } from './open-paymux.js';
import { webhookBaseUrlProblems } from './webhook-base-url.js';

const MEMBERS = {
  accounts: true,
  defaultAccount: true,
  directory: true,
  store: true,
  webhookBaseUrl: true,
  payoutRules: true,
  routing: true,
  approvals: true,
  payoutPolicy: true,
  reconciliationPolicy: true,
  alertRules: true,
  alertPolicy: true,
  worker: true,
} as const satisfies Record<keyof DurablePaymuxConfig, true>;

/**
 * Everything that is wrong with a configuration besides its accounts, which are checked where they are connected: rules,
 * policies, and members that nobody knows. Opens nothing and never throws; nothing in the problems holds a value.
 */
export function checkDurableConfig(config: DurablePaymuxConfig): readonly Problem[] {
  const { accounts, approvals, routing } = config;
  // A file may hold anything at all.
  const ids = ((Array.isArray(accounts) ? accounts : []) as readonly unknown[]).map((account) =>
    String((Object(account) as { readonly id?: unknown }).id),
  );
  const [first = ''] = ids;
  const unknown = Object.keys(config)
    .filter((name) => !Object.hasOwn(MEMBERS, name))
    .map((name) => ({ path: name, message: 'is not known' }));
  const routed = check(() => {
    const health = new HealthMonitor({ clock: systemClock, policy: routing?.health });
    return new Router({
      rules: routing?.rules ?? [],
      accounts: ids,
      defaultAccount: first,
      clock: systemClock,
      health,
    });
  }, 'routing');
  const approved = check(() => {
    if (approvals !== undefined) checkApprovalPolicy(approvals, ids);
  }, 'approvals');
  return [
    ...unknown,
    ...webhookBaseUrlProblems(config.webhookBaseUrl),
    ...durableProblems(config),
    ...(routed.ok ? [] : routed.problems.filter(isOfRules)),
    ...(approved.ok ? [] : approved.problems),
  ];
}

/** The default account is checked with the accounts. */
function isOfRules({ path }: Problem): boolean {
  return path !== 'routing.defaultAccount';
}
