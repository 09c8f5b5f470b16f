import { expect, test } from 'vitest';
import { checkApprovalPolicy, neededApprovals, type ApprovalPolicy } from './approval-policy.js';

const POLICY: ApprovalPolicy = {
  rules: [
    { account: 'main', currency: 'usdt', above: '500', role: 'operator', approvals: 1 },
    { account: 'main', currency: 'USDT', above: '5000', approvals: 2, by: 'approver' },
    { origin: 'bonus', approvals: 1, by: 'marketing' },
  ],
};

test.each([
  ['main', 'manual', '500.000', ['operator'], []],
  ['main', 'manual', '500.000001', ['operator'], [{ approvals: 1 }]],
  ['main', 'manual', '501', ['other'], []],
  ['other', 'manual', '9000', ['operator'], []],
  ['main', 'manual', '5001', ['operator'], [{ approvals: 1 }, { approvals: 2, by: 'approver' }]],
  ['main', 'scheduled', '5001', [], [{ approvals: 2, by: 'approver' }]],
  ['other', 'bonus', '1', [], [{ approvals: 1, by: 'marketing' }]],
] as const)('%s %s of %s by %j needs %j', (account, origin, amount, roles, needs) => {
  const destination = { type: 'crypto_address' as const, address: 'T' };
  const terms = { amount: { amount, currency: 'USDT' }, destination };

  expect(neededApprovals(POLICY, { account, origin, terms }, roles)).toEqual(needs);
});

test('everything that is wrong with a policy is named at once, also an account that there is not', () => {
  const wrong: ApprovalPolicy = {
    rules: [
      { account: 'mian', above: '5', approvals: 0 },
      { currency: '?', above: '-1', approvals: 11 },
    ],
    expireAfterMs: 0.5,
  };

  expect(() => {
    checkApprovalPolicy(wrong, ['main']);
  }).toThrow(
    expect.objectContaining({
      code: 'misconfigured',
      problems: [
        { path: 'rules.0.approvals', message: 'must be a whole number from 1 to 10' },
        { path: 'rules.0.currency', message: 'must say of what `above` is' },
        { path: 'rules.0.account', message: 'must be one of main' },
        { path: 'rules.1.approvals', message: 'must be a whole number from 1 to 10' },
        { path: 'rules.1.currency', message: 'must be a currency code' },
        { path: 'rules.1.above', message: 'must be decimal text, such as "500.00"' },
        { path: 'expireAfterMs', message: 'must be a whole number of milliseconds above zero' },
      ],
    }),
  );
  expect(() => {
    checkApprovalPolicy(POLICY, ['main']);
  }).not.toThrow();
});
