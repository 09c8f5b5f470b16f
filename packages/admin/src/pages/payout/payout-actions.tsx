import { type ReactNode, useState } from 'react';
import type { Payout } from '../../api/types.js';
import { useWrite } from '../../api/use-write.js';
import { useDraft } from '../../drafts/use-draft.js';
import { useLanguage } from '../../language/language.js';
import { Address } from '../../parts/address.js';
import { Amount } from '../../parts/amount.js';
import { Button } from '../../parts/button.js';
import { Choices } from '../../parts/choices.js';
import { Dialog } from '../../parts/dialog.js';
import { Facts } from '../../parts/facts.js';
import { TextField } from '../../parts/field.js';
import { Note } from '../../parts/note.js';
import { Panel } from '../../parts/panel.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { useSession } from '../../session/use-session.js';
import { type DecisionName, decisionsOn } from './decisions.js';
import { destinationText } from './destination-text.js';

/** What can be done about a payout. Whoever cannot do something reads why. */
export function PayoutActions({ payout }: { readonly payout: Payout }): ReactNode {
  const { t } = useLanguage();
  const session = useSession();
  const [open, setOpen] = useState<DecisionName>();
  const decisions = decisionsOn(payout, session);
  const refusals = [...new Set(decisions.flatMap(({ refusal }) => (refusal === undefined ? [] : [refusal])))];
  if (decisions.length === 0 && open === undefined) return null;
  return (
    <Panel title={t('payout.actions')}>
      <div className="row">
        {decisions.map(({ name, refusal }) => (
          <Button
            key={name}
            kind={name === 'approve' ? 'main' : name === 'reject' || name === 'cancel' ? 'grave' : 'plain'}
            isDisabled={refusal !== undefined}
            describedBy={refusal === undefined ? undefined : `why-${refusal}`}
            onClick={() => setOpen(name)}
          >
            {t(`decision.${name}`)}
          </Button>
        ))}
      </div>
      {refusals.map((refusal) => (
        <p key={refusal} id={`why-${refusal}`} className="quiet">
          {t(refusal)}
        </p>
      ))}
      {open !== undefined && <DecisionDialog payout={payout} name={open} onClose={() => setOpen(undefined)} />}
    </Panel>
  );
}

const NO_NOTE = { note: '' };

function DecisionDialog({
  payout,
  name,
  onClose,
}: {
  readonly payout: Payout;
  readonly name: DecisionName;
  readonly onClose: () => void;
}): ReactNode {
  const { t } = useLanguage();
  // What is decided about is what was on the page when the dialog opened; a change since then is refused, and said.
  const [seen, setSeen] = useState(payout);
  const [draft, change, drop] = useDraft(`${name}.${payout.id}`, NO_NOTE);
  const [as, setAs] = useState<'confirmed' | 'failed'>();
  const { error, isBusy, run } = useWrite<object, Payout>(
    (body) => ({ path: `/v1/payouts/${encodeURIComponent(payout.id)}/${name}`, body }),
    ['payout', 'payouts', 'figures'],
  );
  const { amount, destination, memo, network } = seen.terms;
  const isChanged = seen.revision !== payout.revision;
  const isNoteNeeded = name === 'settle';
  const isReady = name === 'check' || (!isChanged && (!isNoteNeeded || (as !== undefined && draft.note.trim() !== '')));

  const decide = async (): Promise<void> => {
    const note = draft.note.trim();
    const body =
      name === 'check'
        ? {}
        : { revision: seen.revision, ...(note !== '' && { note }), ...(as !== undefined && { as }) };
    const answer = await run(body);
    if (answer === undefined) return;
    drop();
    onClose();
  };

  return (
    <Dialog title={t(`decision.${name}.title`)} onClose={onClose}>
      <p>{t(`decision.${name}.explain`)}</p>
      <div className="recap">
        <p className="big-amount">
          <Amount of={amount} />
        </p>
        <Facts
          facts={[
            [t('payout.network'), network],
            [t('payout.to'), <Address key="to" of={destinationText(destination)} />],
            [t('payout.memo'), memo],
            [t('payout.client'), seen.client],
            [t('payout.reference'), seen.reference],
          ]}
        />
      </div>
      {isChanged && (
        <Note tone="wait" title={t('decision.changed')}>
          <div>
            <Button isSmall onClick={() => setSeen(payout)}>
              {t('decision.lookAgain')}
            </Button>
          </div>
        </Note>
      )}
      {name === 'settle' && (
        <Choices
          isSingle
          label={t('decision.settle.as')}
          options={[
            { value: 'confirmed', label: t('decision.settle.confirmed') },
            { value: 'failed', label: t('decision.settle.failed') },
          ]}
          chosen={as === undefined ? [] : [as]}
          onChange={([chosen]) => setAs(chosen === 'confirmed' ? 'confirmed' : 'failed')}
        />
      )}
      {name !== 'check' && (
        <TextField
          isLong
          label={isNoteNeeded ? t('decision.note.needed') : t('decision.note')}
          hint={t('decision.note.hint')}
          value={draft.note}
          onChange={(note) => change({ note })}
          isRequired={isNoteNeeded}
        />
      )}
      <ProblemNote error={error} />
      <div className="actions">
        <Button onClick={onClose}>{t('back')}</Button>
        <Button
          kind={name === 'reject' || name === 'cancel' ? 'grave' : 'main'}
          isBusy={isBusy}
          isDisabled={!isReady}
          onClick={() => void decide()}
        >
          {t(`decision.${name}.do`)}
        </Button>
      </div>
    </Dialog>
  );
}
