import { type ReactNode, useState } from 'react';
import type { Finding } from '../../api/types.js';
import { useWrite } from '../../api/use-write.js';
import { useDraft } from '../../drafts/use-draft.js';
import { useLanguage } from '../../language/language.js';
import { Link } from '../../navigation/link.js';
import { Amount } from '../../parts/amount.js';
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { Facts } from '../../parts/facts.js';
import { TextField } from '../../parts/field.js';
import { Note } from '../../parts/note.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { When } from '../../parts/when.js';
import { useMay } from '../../session/use-session.js';
import { useNames } from '../access/use-names.js';

/** One disagreement: both sides of it, its likely cause, and the next step. */
export function FindingCard({ finding }: { readonly finding: Finding }): ReactNode {
  const { t } = useLanguage();
  const nameOf = useNames();
  const mayAccept = useMay('reconciliation:run');
  const [isAccepting, setIsAccepting] = useState(false);
  const {
    acceptedBy,
    account,
    cause,
    foundAt,
    kind,
    nextStep,
    note,
    ours,
    recordId,
    reference,
    state,
    subject,
    theirs,
  } = finding;
  const named = reference ?? recordId ?? finding.providerId ?? account;
  return (
    <Note tone={state === 'open' ? 'wait' : 'plain'} title={t(`finding.kind.${kind}`)}>
      <p>
        {recordId !== undefined && subject === 'payout' ? (
          <Link to={`/payouts/${encodeURIComponent(recordId)}`}>{named}</Link>
        ) : (
          <span className="exact">{named}</span>
        )}{' '}
        <span className="quiet">
          · {account} · <When at={foundAt} />
        </span>
      </p>
      <Facts
        facts={[
          [t('finding.ours'), <Side key="ours" of={ours} />],
          [t('finding.theirs'), <Side key="theirs" of={theirs} />],
          [t('finding.cause'), cause],
          [t('finding.next'), nextStep],
          [t('finding.acceptedBy'), acceptedBy === undefined ? undefined : nameOf(acceptedBy)],
          [t('decision.note'), note],
        ]}
      />
      {state === 'open' && (
        <div className="row">
          <Button isSmall isDisabled={!mayAccept} onClick={() => setIsAccepting(true)}>
            {t('finding.accept')}
          </Button>
        </div>
      )}
      {isAccepting && <AcceptDialog finding={finding} onClose={() => setIsAccepting(false)} />}
    </Note>
  );
}

function Side({ of }: { readonly of: Finding['ours'] }): ReactNode {
  const { t } = useLanguage();
  if (of === undefined) return t('finding.nothing');
  const { amount, at, fee, id, status, transactionId } = of;
  return (
    <>
      {status} {amount !== undefined && <Amount of={amount} />}{' '}
      {fee !== undefined && (
        <>
          {t('payout.fee')} <Amount of={fee} />{' '}
        </>
      )}
      {at !== undefined && <When at={at} />} <span className="exact">{transactionId ?? id}</span>
    </>
  );
}

const NO_NOTE = { note: '' };

function AcceptDialog({ finding, onClose }: { readonly finding: Finding; readonly onClose: () => void }): ReactNode {
  const { t } = useLanguage();
  const [draft, change, drop] = useDraft(`finding.${finding.id}`, NO_NOTE);
  const { error, isBusy, run } = useWrite<{ note: string }, Finding>(
    (body) => ({ path: `/v1/findings/${encodeURIComponent(finding.id)}/accept`, body }),
    ['findings', 'reconciliations'],
  );
  const accept = async (): Promise<void> => {
    if ((await run({ note: draft.note.trim() })) === undefined) return;
    drop();
    onClose();
  };
  return (
    <Dialog title={t('finding.accept.title')} onClose={onClose}>
      <p>{t('finding.accept.explain')}</p>
      <TextField
        isLong
        label={t('decision.note.needed')}
        value={draft.note}
        onChange={(note) => change({ note })}
        isRequired
      />
      <ProblemNote error={error} />
      <div className="actions">
        <Button onClick={onClose}>{t('back')}</Button>
        <Button kind="main" isBusy={isBusy} isDisabled={draft.note.trim() === ''} onClick={() => void accept()}>
          {t('finding.accept')}
        </Button>
      </div>
    </Dialog>
  );
}
