import { type ReactNode, useState } from 'react';
import type { Account, Page, ReconciliationRun } from '../../api/types.js';
import { useAnswer } from '../../api/use-answer.js';
import { useWrite } from '../../api/use-write.js';
import { useLanguage } from '../../language/language.js';
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { SelectField, TextField } from '../../parts/field.js';
import { ProblemNote } from '../../parts/problem-note.js';

/** Starts a comparison of one account with its provider. */
export function StartRun({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { t } = useLanguage();
  const accounts = useAnswer<Page<Account>>('accounts', '/v1/accounts').data?.items ?? [];
  const [chosen, setChosen] = useState<string>();
  const [since, setSince] = useState('');
  const account = chosen ?? accounts.find(({ isDefault }) => isDefault)?.id ?? accounts[0]?.id;
  const { error, isBusy, run } = useWrite<object, ReconciliationRun>(
    (body) => ({ path: '/v1/reconciliations', body }),
    ['reconciliations', 'findings'],
  );
  const start = async (): Promise<void> => {
    const answer = await run({ account, ...(since !== '' && { since: new Date(since).toISOString() }) });
    if (answer !== undefined) onClose();
  };
  return (
    <Dialog title={t('run.start')} onClose={onClose}>
      <p>{t('run.start.explain')}</p>
      <SelectField
        label={t('payout.account')}
        value={account ?? ''}
        onChange={setChosen}
        options={accounts.map(({ id }) => ({ value: id, label: id }))}
      />
      <TextField
        label={t('run.from')}
        hint={t('run.from.hint')}
        type="datetime-local"
        value={since}
        onChange={setSince}
      />
      <ProblemNote error={error} />
      <div className="actions">
        <Button onClick={onClose}>{t('back')}</Button>
        <Button kind="main" isBusy={isBusy} isDisabled={account === undefined} onClick={() => void start()}>
          {t('run.start.do')}
        </Button>
      </div>
    </Dialog>
  );
}
