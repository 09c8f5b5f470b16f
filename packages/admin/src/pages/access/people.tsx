import { type SubmitEvent, type ReactNode, useMemo, useState } from 'react';
import type { Invitation, OneTimeLink, Person, Role } from '../../api/types.js';
import { usePagedList } from '../../api/use-paged-list.js';
import { useWrite } from '../../api/use-write.js';
import { useDraft } from '../../drafts/use-draft.js';
import { useLanguage } from '../../language/language.js';
import { Button } from '../../parts/button.js';
import type { Column } from '../../parts/data-table.js';
import { Dialog } from '../../parts/dialog.js';
import { SelectField, TextField } from '../../parts/field.js';
import { Note } from '../../parts/note.js';
import { PagedTable } from '../../parts/paged-table.js';
import { Panel } from '../../parts/panel.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { StateBadge } from '../../parts/state-badge.js';
import { When } from '../../parts/when.js';
import { useMay } from '../../session/use-session.js';

const ROLES: readonly Role[] = ['viewer', 'operator', 'approver', 'admin'];

/** Who may sign in, and as what. */
export function People(): ReactNode {
  const { t } = useLanguage();
  const mayManage = useMay('access:manage');
  const list = usePagedList<Person>('people', '/v1/people');
  const [open, setOpen] = useState<Person>();
  const [isInviting, setIsInviting] = useState(false);
  const columns = useMemo(
    (): readonly Column<Person>[] => [
      { id: 'name', header: t('person.name'), cell: ({ name }) => name },
      ...(mayManage ? [{ id: 'email', header: t('signIn.email'), cell: ({ email }: Person) => email ?? '–' }] : []),
      { id: 'role', header: t('person.role'), cell: ({ role }) => t(`role.${role}`) },
      {
        id: 'state',
        header: t('payouts.state'),
        cell: ({ disabled, status }) => <StateBadge state={status ?? (disabled ? 'disabled' : 'active')} />,
      },
      ...(mayManage
        ? [
            {
              id: 'change',
              header: t('person.change'),
              cell: (person: Person) => (
                <Button isSmall onClick={() => setOpen(person)}>
                  {t('person.change')} <span className="only-heard">{person.name}</span>
                </Button>
              ),
            },
          ]
        : []),
    ],
    [mayManage, t],
  );
  return (
    <Panel
      title={t('access.people')}
      aside={mayManage && <Button onClick={() => setIsInviting(true)}>{t('person.invite')}</Button>}
    >
      <PagedTable caption={t('access.people')} columns={columns} list={list} />
      {isInviting && <InviteDialog onClose={() => setIsInviting(false)} />}
      {open !== undefined && <PersonDialog person={open} onClose={() => setOpen(undefined)} />}
    </Panel>
  );
}

const START: { email: string; name: string; role: string } = { email: '', name: '', role: 'operator' };

function InviteDialog({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { t } = useLanguage();
  const [form, change, drop] = useDraft('invite', START);
  const [made, setMade] = useState<OneTimeLink>();
  const { error, isBusy, run } = useWrite<typeof START, Invitation>(
    (body) => ({ path: '/v1/people', body }),
    ['people'],
  );
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const answer = await run(form);
    if (answer === undefined) return;
    drop();
    setMade(answer.link);
  };
  if (made !== undefined) return <LinkDialog link={made} onClose={onClose} />;
  return (
    <Dialog title={t('person.invite')} onClose={onClose}>
      <form className="stack" onSubmit={(event) => void submit(event)}>
        <TextField label={t('person.name')} value={form.name} onChange={(name) => change({ name })} isRequired />
        <TextField
          label={t('signIn.email')}
          type="email"
          value={form.email}
          onChange={(email) => change({ email })}
          isRequired
        />
        <RoleField value={form.role} onChange={(role) => change({ role })} />
        <ProblemNote error={error} />
        <div className="actions">
          <Button onClick={onClose}>{t('back')}</Button>
          <Button kind="main" type="submit" isBusy={isBusy}>
            {t('person.invite.do')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function RoleField({
  value,
  onChange,
}: {
  readonly value: string;
  readonly onChange: (role: string) => void;
}): ReactNode {
  const { t, word } = useLanguage();
  return (
    <SelectField
      label={t('person.role')}
      hint={word('roleHint', value)}
      value={value}
      onChange={onChange}
      options={ROLES.map((role) => ({ value: role, label: t(`role.${role}`) }))}
    />
  );
}

function PersonDialog({ person, onClose }: { readonly person: Person; readonly onClose: () => void }): ReactNode {
  const { t } = useLanguage();
  const [form, setForm] = useState<{ readonly name: string; readonly role: string }>({
    name: person.name,
    role: person.role,
  });
  const [made, setMade] = useState<OneTimeLink>();
  const path = `/v1/people/${encodeURIComponent(person.id)}`;
  const save = useWrite<object, Person>((body) => ({ path, method: 'PATCH', body }), ['people']);
  const link = useWrite<undefined, OneTimeLink>(() => ({ path: `${path}/link` }), ['people']);
  const change = async (body: object): Promise<void> => {
    if ((await save.run(body)) !== undefined) onClose();
  };
  if (made !== undefined) return <LinkDialog link={made} onClose={onClose} />;
  return (
    <Dialog title={person.name} onClose={onClose}>
      <TextField label={t('person.name')} value={form.name} onChange={(name) => setForm({ ...form, name })} />
      <RoleField value={form.role} onChange={(role) => setForm({ ...form, role })} />
      <ProblemNote error={save.error ?? link.error} />
      <div className="row">
        <Button isBusy={link.isBusy} onClick={() => void link.run(undefined).then(setMade)}>
          {t('person.newLink')}
        </Button>
        <Button kind="grave" isBusy={save.isBusy} onClick={() => void change({ disabled: !person.disabled })}>
          {person.disabled ? t('person.enable') : t('person.disable')}
        </Button>
      </div>
      <p className="small quiet">{person.disabled ? t('person.enable.explain') : t('person.disable.explain')}</p>
      <div className="actions">
        <Button onClick={onClose}>{t('back')}</Button>
        <Button kind="main" isBusy={save.isBusy} onClick={() => void change(form)}>
          {t('save')}
        </Button>
      </div>
    </Dialog>
  );
}

/** A one-time link is told once, and never again. */
function LinkDialog({ link, onClose }: { readonly link: OneTimeLink; readonly onClose: () => void }): ReactNode {
  const { t } = useLanguage();
  return (
    <Dialog title={t('link.title')} onClose={onClose}>
      <Note tone="wait" title={t('link.once')}>
        <p>{t('link.explain')}</p>
      </Note>
      <p className="secret exact">{`${window.location.origin}/claim#${link.token}`}</p>
      <p className="small quiet">
        {t('link.until')} <When at={link.expiresAt} />
      </p>
      <div className="actions">
        <Button kind="main" onClick={onClose}>
          {t('close')}
        </Button>
      </div>
    </Dialog>
  );
}
