import type { ReactNode } from 'react';
import { useLanguage } from '../language/language.js';

export function Loading(): ReactNode {
  const { t } = useLanguage();
  return (
    <p className="waiting" role="status">
      {t('loading')}
    </p>
  );
}
