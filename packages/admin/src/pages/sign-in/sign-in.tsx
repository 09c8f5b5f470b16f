import type { ReactNode } from 'react';
import { useLanguage } from '../../language/language.js';
import { PageHead } from '../../parts/page-head.js';
import { SignInForm } from './sign-in-form.js';

export function SignIn(): ReactNode {
  const { t } = useLanguage();
  return (
    <div className="alone">
      <main>
        <PageHead title={t('signIn.title')} />
        <div className="panel">
          <SignInForm />
        </div>
      </main>
    </div>
  );
}
