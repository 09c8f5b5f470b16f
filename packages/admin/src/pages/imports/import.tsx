import { type ReactNode, useMemo, useState } from 'react';
import type { ImportedRow, PayoutImport } from '../../api/types.js';
import { useAnswer } from '../../api/use-answer.js';
import { usePagedList } from '../../api/use-paged-list.js';
import { useWrite } from '../../api/use-write.js';
import { useLanguage } from '../../language/language.js';
import { Link } from '../../navigation/link.js';
import { Amount, Amounts } from '../../parts/amount.js';
import { Button } from '../../parts/button.js';
import { type Column, DataTable } from '../../parts/data-table.js';
import { Dialog } from '../../parts/dialog.js';
import { Facts } from '../../parts/facts.js';
import { Loading } from '../../parts/loading.js';
import { Note } from '../../parts/note.js';
import { PageHead } from '../../parts/page-head.js';
import { PagedTable } from '../../parts/paged-table.js';
import { Panel } from '../../parts/panel.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { StateBadge } from '../../parts/state-badge.js';
import { When } from '../../parts/when.js';
import { useMay } from '../../session/use-session.js';
import { useNames } from '../access/use-names.js';

type Step = 'start' | 'cancel';

/** One file of payouts: what it comes to, what is wrong with it, and how far it got. */
export function Import({ id }: { readonly id: string }): ReactNode {
  const { number, t } = useLanguage();
  const nameOf = useNames();
  const mayWrite = useMay('imports:write');
  const [step, setStep] = useState<Step>();
  const path = `/v1/imports/${encodeURIComponent(id)}`;
  const { data, error } = useAnswer<PayoutImport>('import', path);
  if (data === undefined) {
    return (
      <>
        <PageHead title={t('imports.one')} />
        {error === null ? <Loading /> : <ProblemNote error={error} />}
      </>
    );
  }
  const { accepted, refused, repeated } = data.progress;
  const isStartable = ['validated', 'cancelled'].includes(data.state) || (data.state === 'done' && refused > 0);
  const isStoppable = ['validated', 'running'].includes(data.state);
  return (
    <>
      <PageHead title={t('imports.one')}>
        <StateBadge state={data.state} />
      </PageHead>
      <ProblemNote error={error} />
      <Note
        tone={data.state === 'invalid' ? 'bad' : data.state === 'done' ? 'good' : 'calm'}
        title={t(`import.${data.state}`)}
      />
      <Panel title={t('imports.contents')}>
        <p className="big-amount">
          <Amounts of={data.totals} />
        </p>
        <Facts
          facts={[
            [t('imports.id'), <code key="id">{data.id}</code>],
            [t('imports.rows'), number(data.rows)],
            [t('imports.problems'), number(data.problemCount)],
            [t('payout.creator'), nameOf(data.creator)],
            [t('payout.requestedAt'), <When key="at" at={data.requestedAt} />],
          ]}
        />
        <div className="row">
          {isStartable && (
            <Button kind="main" isDisabled={!mayWrite} onClick={() => setStep('start')}>
              {t('import.start')}
            </Button>
          )}
          {isStoppable && (
            <Button kind="grave" isDisabled={!mayWrite} onClick={() => setStep('cancel')}>
              {t('import.cancel')}
            </Button>
          )}
          {['running', 'done', 'cancelled'].includes(data.state) && (
            <a className="button" href={`${path}/result.csv`} download={`${data.id}.csv`}>
              {t('import.result')}
            </a>
          )}
        </div>
        {!mayWrite && <p className="quiet">{t('refusal.permission')}</p>}
      </Panel>
      {['running', 'done', 'cancelled'].includes(data.state) && (
        <Panel title={t('import.progress')}>
          <progress
            aria-label={t('import.progress')}
            value={accepted + repeated + refused}
            max={Math.max(1, data.rows)}
          />
          <Facts
            facts={[
              [t('import.accepted'), number(accepted)],
              [t('import.repeated'), number(repeated)],
              [t('import.refused'), number(refused)],
            ]}
          />
          <p>
            <Link to="/payouts">{t('import.toPayouts')}</Link>
          </p>
        </Panel>
      )}
      {data.problems.length > 0 && <Problems found={data} />}
      {data.state !== 'loading' && <Rows path={path} />}
      {step !== undefined && <StepDialog found={data} step={step} path={path} onClose={() => setStep(undefined)} />}
    </>
  );
}

interface ProblemRow {
  readonly line: number;
  readonly path: string;
  readonly message: string;
}

function Problems({ found }: { readonly found: PayoutImport }): ReactNode {
  const { number, t } = useLanguage();
  const rows = useMemo(
    () => found.problems.flatMap(({ line, problems }) => problems.map((problem): ProblemRow => ({ line, ...problem }))),
    [found.problems],
  );
  const columns = useMemo(
    (): readonly Column<ProblemRow>[] => [
      { id: 'line', header: t('import.line'), cell: ({ line }) => number(line), isNumber: true },
      { id: 'path', header: t('import.field'), cell: ({ path }) => <code>{path}</code> },
      { id: 'message', header: t('import.wrong'), cell: ({ message }) => message },
    ],
    [number, t],
  );
  return (
    <Panel title={t('import.problems', { count: found.problemCount })}>
      <DataTable caption={t('imports.problems')} columns={columns} rows={rows} />
      {found.problemCount > found.problems.length && (
        <p className="quiet">{t('import.firstProblems', { count: found.problems.length })}</p>
      )}
    </Panel>
  );
}

function Rows({ path }: { readonly path: string }): ReactNode {
  const { number, t } = useLanguage();
  const list = usePagedList<ImportedRow>('import', `${path}/rows`);
  const columns = useMemo(
    (): readonly Column<ImportedRow>[] => [
      { id: 'line', header: t('import.line'), cell: ({ line }) => number(line), isNumber: true },
      {
        id: 'key',
        header: t('import.key'),
        cell: ({ key, payoutId }) =>
          payoutId === undefined ? key : <Link to={`/payouts/${encodeURIComponent(payoutId)}`}>{key}</Link>,
      },
      { id: 'state', header: t('payouts.state'), cell: ({ state }) => <StateBadge state={state} /> },
      {
        id: 'amount',
        header: t('payout.amount'),
        cell: ({ amount }) => (amount === undefined ? '–' : <Amount of={amount} />),
        isNumber: true,
      },
      { id: 'client', header: t('payout.client'), cell: ({ client }) => client ?? '–' },
      {
        id: 'problems',
        header: t('import.wrong'),
        cell: ({ problems }) => problems.map(({ message, path: field }) => `${field} ${message}`).join('; ') || '–',
      },
    ],
    [number, t],
  );
  return (
    <Panel title={t('imports.rows')}>
      <PagedTable caption={t('imports.rows')} columns={columns} list={list} />
    </Panel>
  );
}

function StepDialog({
  found,
  step,
  path,
  onClose,
}: {
  readonly found: PayoutImport;
  readonly step: Step;
  readonly path: string;
  readonly onClose: () => void;
}): ReactNode {
  const { number, t } = useLanguage();
  const { error, isBusy, run } = useWrite<{ revision: number }, PayoutImport>(
    (body) => ({ path: `${path}/${step}`, body }),
    ['import', 'imports', 'payouts'],
  );
  const go = async (): Promise<void> => {
    if ((await run({ revision: found.revision })) !== undefined) onClose();
  };
  return (
    <Dialog title={t(`import.${step}.title`)} onClose={onClose}>
      <p>{t(`import.${step}.explain`)}</p>
      <div className="recap">
        <p className="big-amount">
          <Amounts of={found.totals} />
        </p>
        <p>{t('import.countOf', { rows: number(found.rows) })}</p>
      </div>
      <ProblemNote error={error} />
      <div className="actions">
        <Button onClick={onClose}>{t('back')}</Button>
        <Button kind={step === 'start' ? 'main' : 'grave'} isBusy={isBusy} onClick={() => void go()}>
          {t(`import.${step}`)}
        </Button>
      </div>
    </Dialog>
  );
}
