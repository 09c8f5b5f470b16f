import { expect, test } from 'vitest';
import { checkDurableConfig } from './check-durable-config.js';
import type { DurablePaymuxConfig } from './open-paymux.js';

const accounts = [
  { id: 'main', provider: 'cryptomus' },
  { id: 'other', provider: 'heleket' },
] as const;

test('finds nothing wrong with rules and policies of accounts that there are', () => {
  const config: DurablePaymuxConfig = {
    accounts,
    store: './data',
    payoutRules: { main: { cover: 'ledger', limits: { perPayout: { USDT: '100' } } } },
    routing: { rules: [{ id: 'all', accounts: [{ account: 'main' }, { account: 'other', weight: 2 }] }] },
    approvals: { rules: [{ account: 'main', above: '50', currency: 'USDT', approvals: 2 }] },
  };

  expect(checkDurableConfig(config)).toEqual([]);
});

test.each([
  ['a member that nobody knows', { payoutRule: {} }, 'payoutRule'],
  ['rules of an account that is none', { payoutRules: { mian: {} } }, 'payoutRules.mian'],
  [
    'a route to an account that is none',
    { routing: { rules: [{ id: 'all', accounts: [{ account: 'mian' }] }] } },
    'routing.rules.0.accounts.0.account',
  ],
  [
    'an approval for an account that is none',
    { approvals: { rules: [{ account: 'mian', approvals: 1 }] } },
    'approvals.rules.0.account',
  ],
  ['a policy that cannot be meant', { payoutPolicy: { leaseMs: -1 } }, 'payoutPolicy.leaseMs'],
  ['no accounts, and a rule', { accounts: undefined, payoutRules: { main: {} } }, 'payoutRules.main'],
])('names %s', (_what, part, path) => {
  const problems = checkDurableConfig({ accounts, ...part } as unknown as DurablePaymuxConfig);

  expect(problems.map((problem) => problem.path)).toContain(path);
});
