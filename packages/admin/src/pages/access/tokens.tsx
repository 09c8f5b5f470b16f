import { type SubmitEvent, type ReactNode, useMemo, useState } from 'react';
import type { NewToken, Permission, Token } from '../../api/types.js';
import { usePagedList } from '../../api/use-paged-list.js';
import { useWrite } from '../../api/use-write.js';
import { useLanguage } from '../../language/language.js';
import { Button } from '../../parts/button.js';
import { Choices } from '../../parts/choices.js';
import type { Column } from '../../parts/data-table.js';
import { Dialog } from '../../parts/dialog.js';
import { TextField } from '../../parts/field.js';
import { Note } from '../../parts/note.js';
import { PagedTable } from '../../parts/paged-table.js';
import { Panel } from '../../parts/panel.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { StateBadge } from '../../parts/state-badge.js';
import { When } from '../../parts/when.js';
import { useSession } from '../../session/use-session.js';

const DAYS = 90;

/** A person's own tokens for programs. What is done with one, its person did. */
export function Tokens(): ReactNode {
  const { t } = useLanguage();
  const list = usePagedList<Token>('tokens', '/v1/tokens');
  const [isMaking, setIsMaking] = useState(false);
  const [revoked, setRevoked] = useState<Token>();
  const columns = useMemo(
    (): readonly Column<Token>[] => [
      { id: 'name', header: t('token.name'), cell: ({ name }) => name },
      { id: 'state', header: t('payouts.state'), cell: ({ status }) => <StateBadge state={status} /> },
      {
        id: 'scopes',
        header: t('token.scopes'),
        cell: ({ scopes }) => <span className="exact">{scopes.join(', ')}</span>,
      },
      { id: 'expires', header: t('token.expiresAt'), cell: ({ expiresAt }) => <When at={expiresAt} /> },
      { id: 'used', header: t('token.lastUsedAt'), cell: ({ lastUsedAt }) => <When at={lastUsedAt} /> },
      {
        id: 'revoke',
        header: t('token.revoke'),
        cell: (token) =>
          token.status === 'active' ? (
            <Button isSmall kind="grave" onClick={() => setRevoked(token)}>
              {t('token.revoke')} <span className="only-heard">{token.name}</span>
            </Button>
          ) : (
            '–'
          ),
      },
    ],
    [t],
  );
  return (
    <Panel title={t('access.tokens')} aside={<Button onClick={() => setIsMaking(true)}>{t('token.new')}</Button>}>
      <PagedTable caption={t('access.tokens')} columns={columns} list={list} empty={t('token.none')} />
      {isMaking && <TokenDialog onClose={() => setIsMaking(false)} />}
      {revoked !== undefined && <RevokeDialog token={revoked} onClose={() => setRevoked(undefined)} />}
    </Panel>
  );
}

function TokenDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { t } = useLanguage();
  const { permissions } = useSession();
  const [form, setForm] = useState<{ readonly name: string; readonly scopes: readonly string[]; readonly day: string }>(
    () => ({
      name: '',
      scopes: ['read'],
      day: new Date(Date.now() + DAYS * 86_400_000).toISOString().slice(0, 10),
    }),
  );
  const [made, setMade] = useState<NewToken>();
  const { error, isBusy, run } = useWrite<object, NewToken>((body) => ({ path: '/v1/tokens', body }), ['tokens']);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const { day, name, scopes } = form;
    setMade(await run({ name, scopes, expiresAt: new Date(`${day}T00:00:00`).toISOString() }));
  };
  if (made !== undefined) {
    return (
      <Dialog title={t('token.made')} onClose={onClose}>
        <Note tone="wait" title={t('token.once')} />
        <p className="secret exact">{made.secret}</p>
        <div className="actions">
          <Button kind="main" onClick={onClose}>
            {t('close')}
          </Button>
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title={t('token.new')} onClose={onClose}>
      <form className="stack" onSubmit={(event) => void submit(event)}>
        <TextField
          label={t('token.name')}
          hint={t('token.name.hint')}
          value={form.name}
          onChange={(name) => setForm({ ...form, name })}
          isRequired
        />
        <Choices
          label={t('token.scopes')}
          options={permissions.map((permission: Permission) => ({ value: permission, label: permission }))}
          chosen={form.scopes}
          onChange={(scopes) => setForm({ ...form, scopes })}
        />
        <TextField
          label={t('token.expiresAt')}
          type="date"
          value={form.day}
          onChange={(day) => setForm({ ...form, day })}
          isRequired
        />
        <ProblemNote error={error} />
        <div className="actions">
          <Button onClick={onClose}>{t('back')}</Button>
          <Button kind="main" type="submit" isBusy={isBusy} isDisabled={form.scopes.length === 0}>
            {t('token.make')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function RevokeDialog({ token, onClose }: { readonly token: Token; readonly onClose: () => void }): ReactNode {
  const { t } = useLanguage();
  const { error, isBusy, run } = useWrite<string, null>(
    (id) => ({ path: `/v1/tokens/${encodeURIComponent(id)}`, method: 'DELETE' }),
    ['tokens'],
  );
  const [isDone, setIsDone] = useState(false);
  return (
    <Dialog title={t('token.revoke')} onClose={onClose}>
      <p>{t('token.revoke.explain', { name: token.name })}</p>
      <ProblemNote error={error} />
      {isDone && error === undefined && <p role="status">{t('token.revoked')}</p>}
      <div className="actions">
        <Button onClick={onClose}>{isDone ? t('close') : t('back')}</Button>
        {!isDone && (
          <Button kind="grave" isBusy={isBusy} onClick={() => void run(token.id).then(() => setIsDone(true))}>
            {t('token.revoke')}
          </Button>
        )}
      </div>
    </Dialog>
  );
}
