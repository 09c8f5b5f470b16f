import type { ReactNode } from 'react';
import type { Money } from '../api/types.js';
import { useLanguage } from '../language/language.js';

/** An amount and its asset, as the language groups digits. */
export function Amount({ of }: { readonly of: Money }): ReactNode {
  const { amount } = useLanguage();
  return (
    <span className="amount">
      {amount(of.amount)} <span className="currency">{of.currency}</span>
    </span>
  );
}

/** Several amounts, one for each asset; a dash where there is none. */
export function Amounts({ of }: { readonly of: readonly Money[] }): ReactNode {
  if (of.length === 0) return <>–</>;
  return of.map((money, index) => (
    <span key={money.currency}>
      {index > 0 && ' · '}
      <Amount of={money} />
    </span>
  ));
}
