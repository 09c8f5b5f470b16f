import type { Schedule } from '../../api/types.js';
import type { Language } from '../../language/language.js';

/** How much a schedule pays, in a sentence. */
export function amountRuleText(
  rule: Schedule['request']['amount'],
  { amount, t }: Pick<Language, 'amount' | 't'>,
): string {
  const written = (money: { readonly amount: string; readonly currency: string }): string =>
    `${amount(money.amount)} ${money.currency}`;
  if (rule.type === 'fixed') return written(rule.amount);
  const parts = [
    rule.base === undefined
      ? t('rule.percent', { percent: amount(rule.percent) })
      : t('rule.percentOf', { percent: amount(rule.percent), base: written(rule.base) }),
    ...(rule.minimum === undefined ? [] : [t('rule.minimum', { amount: written(rule.minimum) })]),
    ...(rule.maximum === undefined ? [] : [t('rule.maximum', { amount: written(rule.maximum) })]),
  ];
  return parts.join(', ');
}
