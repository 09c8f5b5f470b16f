import type { ReactNode } from 'react';
import { useLanguage } from '../../language/language.js';
import { PageHead } from '../../parts/page-head.js';
import { People } from './people.js';
import { Tokens } from './tokens.js';

export function Access(): ReactNode {
  const { t } = useLanguage();
  return (
    <>
      <PageHead title={t('access.title')} />
      <People />
      <Tokens />
    </>
  );
}
