import type { ReactNode } from 'react';
import { useLanguage } from '../../language/language.js';
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { useSession } from '../../session/use-session.js';
import { useSignOut } from '../../session/use-sign-out.js';
import { SignInForm } from './sign-in-form.js';

/** Over whatever was being done: it goes on from there once the same person has signed in again. */
export function SignInAgain(): ReactNode {
  const { t } = useLanguage();
  const { person } = useSession();
  const signOut = useSignOut();
  return (
    <Dialog title={t('signIn.again.title')}>
      <p>{t('signIn.again')}</p>
      <SignInForm emailBefore={person.email} />
      <div>
        <Button isSmall onClick={() => void signOut()}>
          {t('signIn.again.leave')}
        </Button>
      </div>
    </Dialog>
  );
}
