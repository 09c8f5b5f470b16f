import { type SubmitEvent, type ReactNode, useState } from 'react';
import type { Session } from '../../api/types.js';
import { ask } from '../../api/client.js';
import { useWrite } from '../../api/use-write.js';
import { useLanguage } from '../../language/language.js';
import { go } from '../../navigation/place.js';
import { Button } from '../../parts/button.js';
import { TextField } from '../../parts/field.js';
import { Note } from '../../parts/note.js';
import { PageHead } from '../../parts/page-head.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { sessionStore } from '../../session/session-store.js';

interface Claim {
  readonly token: string;
  readonly password: string;
  readonly name?: string;
  readonly email?: string;
}

/** Where a one-time link leads: its secret stands behind the `#`, so that it reaches no log, and leaves the address at once. */
export function ClaimLink(): ReactNode {
  const { t } = useLanguage();
  const [token] = useState(takeToken);
  const [fields, setFields] = useState({ name: '', email: '', password: '', again: '' });
  const { error, isBusy, run } = useWrite<Claim, unknown>((body) => ({ path: '/v1/session/claim', body }));
  const isDifferent = fields.again !== '' && fields.again !== fields.password;
  const change = (changes: Partial<typeof fields>): void => setFields((before) => ({ ...before, ...changes }));

  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (fields.again !== fields.password) return;
    const { email, name, password } = fields;
    const claimed = await run({ token, password, ...(name !== '' && { name }), ...(email !== '' && { email }) });
    if (claimed === undefined) return;
    try {
      sessionStore.signIn(await ask<Session>('/v1/session'));
    } catch {
      sessionStore.signOut();
    }
    go('/', { replace: true });
  };

  return (
    <div className="alone">
      <main>
        <PageHead title={t('claim.title')} />
        <form className="panel" onSubmit={(event) => void submit(event)}>
          {token === '' && <Note tone="bad" title={t('claim.noToken')} />}
          <p className="quiet">{t('claim.explain')}</p>
          <TextField
            label={t('claim.name')}
            hint={t('claim.optional')}
            autoComplete="name"
            value={fields.name}
            onChange={(name) => change({ name })}
          />
          <TextField
            label={t('signIn.email')}
            hint={t('claim.optional')}
            type="email"
            autoComplete="username"
            value={fields.email}
            onChange={(email) => change({ email })}
          />
          <TextField
            label={t('claim.password')}
            hint={t('claim.password.hint')}
            type="password"
            autoComplete="new-password"
            value={fields.password}
            onChange={(password) => change({ password })}
            isRequired
          />
          <TextField
            label={t('claim.again')}
            type="password"
            autoComplete="new-password"
            value={fields.again}
            onChange={(again) => change({ again })}
            wrong={isDifferent ? t('claim.different') : undefined}
            isRequired
          />
          <ProblemNote error={error} />
          <Button kind="main" type="submit" isBusy={isBusy} isDisabled={token === ''}>
            {t('claim.do')}
          </Button>
        </form>
      </main>
    </div>
  );
}

function takeToken(): string {
  const { hash, pathname, search } = window.location;
  const token = new URLSearchParams(hash.slice(1)).get('token') ?? hash.slice(1);
  const kept = token === '' ? (new URLSearchParams(search).get('token') ?? '') : token;
  window.history.replaceState(null, '', pathname);
  return kept;
}
