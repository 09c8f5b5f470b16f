import { isDecimalText, type Problem } from '@paymux/core';
import type { AccountPayoutRules, PayoutPolicy } from '@paymux/orchestration';
import { PAYOUT_POLICY } from '@paymux/orchestration/direct';
import type { DurablePaymuxConfig } from './open-paymux.js';

const LIMITS: readonly string[] = ['perPayout', 'atLeast', 'perDay', 'perClientAndDay'];

/** What is wrong with that part of a configuration which `createPaymux` does not know. Nothing in it holds a value. */
export function durableProblems({
  accounts,
  payoutPolicy = {},
  payoutRules = {},
  store,
}: DurablePaymuxConfig): readonly Problem[] {
  // Whoever reads a configuration from a file may have anything in it; the accounts are checked elsewhere.
  const ids = Array.isArray(accounts)
    ? accounts.map((account: { readonly id?: unknown } | undefined) => account?.id)
    : [];
  return [
    ...(store === '' ? [{ path: 'store', message: 'must be a folder, or the address of a database' }] : []),
    ...Object.entries(payoutRules).flatMap(([account, rules]) =>
      ids.includes(account)
        ? ruleProblems(`payoutRules.${account}`, rules)
        : [{ path: `payoutRules.${account}`, message: `must be one of ${ids.join(', ')}` }],
    ),
    ...Object.entries(payoutPolicy).flatMap(([name, value]) => policyProblems(name, value)),
    ...leaseProblems({ ...PAYOUT_POLICY, ...payoutPolicy }),
  ];
}

/** A rule that is not understood would bound nothing, and nobody would notice. */
function ruleProblems(
  path: string,
  { cover = 'unchecked', limits = {}, ...others }: AccountPayoutRules,
): readonly Problem[] {
  const amountsByLimit = Object.entries(
    limits as Readonly<Record<string, Readonly<Record<string, string>> | undefined>>,
  );
  return [
    ...unknownNames(path, others, []),
    ...(cover === 'unchecked' || cover === 'ledger' || typeof cover === 'function'
      ? []
      : [{ path: `${path}.cover`, message: 'must be "unchecked", "ledger" or a function' }]),
    ...unknownNames(`${path}.limits`, limits, LIMITS),
    ...amountsByLimit.flatMap(([name, amounts]) =>
      Object.entries(amounts ?? {}).flatMap(([currency, amount]) => [
        ...(currency === currency.toUpperCase()
          ? []
          : [{ path: `${path}.limits.${name}.${currency}`, message: 'must be in capital letters' }]),
        ...(isDecimalText(amount)
          ? []
          : [{ path: `${path}.limits.${name}.${currency}`, message: 'must be decimal text, such as "500.00"' }]),
      ]),
    ),
  ];
}

function policyProblems(name: string, value: unknown): readonly Problem[] {
  const path = `payoutPolicy.${name}`;
  if (!Object.hasOwn(PAYOUT_POLICY, name)) return [{ path, message: 'is not known' }];
  const isMeant = value === undefined || (typeof value === 'number' && Number.isSafeInteger(value) && value > 0);
  return isMeant ? [] : [{ path, message: 'must be a whole number above zero' }];
}

/** A lease that ends during a call would let a second worker take the payout meanwhile. */
function leaseProblems({ callTimeoutMs, leaseMs }: PayoutPolicy): readonly Problem[] {
  return leaseMs <= callTimeoutMs ? [{ path: 'payoutPolicy.leaseMs', message: 'must be more than callTimeoutMs' }] : [];
}

function unknownNames(path: string, given: object, known: readonly string[]): readonly Problem[] {
  return Object.keys(given).flatMap((name) =>
    known.includes(name) ? [] : [{ path: `${path}.${name}`, message: 'is not known' }],
  );
}
