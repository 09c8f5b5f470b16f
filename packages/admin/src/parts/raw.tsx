import type { ReactNode } from 'react';
import { useLanguage } from '../language/language.js';

/** What the service said, word for word, folded away. */
export function Raw({ of, label }: { readonly of: unknown; readonly label?: string }): ReactNode {
  const { t } = useLanguage();
  if (of === undefined) return null;
  return (
    <details>
      <summary>{label ?? t('raw')}</summary>
      <pre tabIndex={0}>{JSON.stringify(of, null, 2)}</pre>
    </details>
  );
}
