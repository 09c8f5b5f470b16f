import { type SubmitEvent, type ReactNode, useState } from 'react';
import { useWrite } from '../../api/use-write.js';
import type { Session } from '../../api/types.js';
import { useLanguage } from '../../language/language.js';
import { Button } from '../../parts/button.js';
import { TextField } from '../../parts/field.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { sessionStore } from '../../session/session-store.js';

/** E-mail address and password. The password is never kept. */
export function SignInForm({ emailBefore = '' }: { readonly emailBefore?: string }): ReactNode {
  const { t } = useLanguage();
  const [email, setEmail] = useState(emailBefore);
  const [password, setPassword] = useState('');
  const { error, isBusy, run } = useWrite<{ email: string; password: string }, Session>((body) => ({
    path: '/v1/session',
    body,
  }));
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const session = await run({ email, password });
    if (session !== undefined) sessionStore.signIn(session);
  };
  return (
    <form className="stack" onSubmit={(event) => void submit(event)}>
      <TextField
        label={t('signIn.email')}
        type="email"
        autoComplete="username"
        value={email}
        onChange={setEmail}
        isRequired
      />
      <TextField
        label={t('signIn.password')}
        type="password"
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
        isRequired
      />
      <ProblemNote error={error} />
      <Button kind="main" type="submit" isBusy={isBusy}>
        {t('signIn.do')}
      </Button>
    </form>
  );
}
