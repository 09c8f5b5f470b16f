import { type ReactNode, useMemo, useState } from 'react';
import type { Finding, ReconciliationRun } from '../../api/types.js';
import { usePagedList } from '../../api/use-paged-list.js';
import { useLanguage } from '../../language/language.js';
import { useAddressQuery } from '../../navigation/use-query.js';
import { Button } from '../../parts/button.js';
import { Choices } from '../../parts/choices.js';
import type { Column } from '../../parts/data-table.js';
import { Loading } from '../../parts/loading.js';
import { PageHead } from '../../parts/page-head.js';
import { PagedTable } from '../../parts/paged-table.js';
import { Panel } from '../../parts/panel.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { StateBadge } from '../../parts/state-badge.js';
import { When } from '../../parts/when.js';
import { useMay } from '../../session/use-session.js';
import { FindingCard } from './finding-card.js';
import { StartRun } from './start-run.js';

const FINDING_STATES = ['open', 'closed', 'accepted'] as const;

/** Whether our records agree with the providers': what does not, why that may be, and what to do. */
export function Reconciliation(): ReactNode {
  const { number, t } = useLanguage();
  const mayRun = useMay('reconciliation:run');
  const [isStarting, setIsStarting] = useState(false);
  const runs = usePagedList<ReconciliationRun>('reconciliations', '/v1/reconciliations');
  const columns = useMemo(
    (): readonly Column<ReconciliationRun>[] => [
      { id: 'started', header: t('run.startedAt'), cell: ({ startedAt }) => <When at={startedAt} /> },
      { id: 'account', header: t('payout.account'), cell: ({ account }) => account },
      {
        id: 'state',
        header: t('payouts.state'),
        cell: ({ problem, state }) => (
          <>
            <StateBadge state={state} /> {problem}
          </>
        ),
      },
      {
        id: 'period',
        header: t('run.period'),
        cell: ({ since, until }) => (
          <>
            <When at={since} /> – <When at={until} />
          </>
        ),
      },
      { id: 'checked', header: t('run.checked'), cell: ({ summary }) => number(summary.checked), isNumber: true },
      { id: 'finalized', header: t('run.finalized'), cell: ({ summary }) => number(summary.finalized), isNumber: true },
      { id: 'alerts', header: t('run.alerts'), cell: ({ summary }) => number(summary.alerts), isNumber: true },
      { id: 'errors', header: t('run.errors'), cell: ({ summary }) => number(summary.errors), isNumber: true },
    ],
    [number, t],
  );
  return (
    <>
      <PageHead title={t('reconciliation.title')}>
        {mayRun && (
          <Button kind="main" onClick={() => setIsStarting(true)}>
            {t('run.start')}
          </Button>
        )}
      </PageHead>
      <Findings />
      <Panel title={t('run.all')}>
        <PagedTable caption={t('run.all')} columns={columns} list={runs} empty={t('run.none')} />
      </Panel>
      {isStarting && <StartRun onClose={() => setIsStarting(false)} />}
    </>
  );
}

function Findings(): ReactNode {
  const { t } = useLanguage();
  const [query, change] = useAddressQuery();
  const state = FINDING_STATES.find((each) => each === query.get('finding')) ?? 'open';
  const list = usePagedList<Finding>('findings', '/v1/findings', { state });
  return (
    <Panel title={t('finding.all')}>
      <Choices
        isSingle
        label={t('payouts.state')}
        options={FINDING_STATES.map((each) => ({ value: each, label: t(`finding.state.${each}`) }))}
        chosen={[state]}
        onChange={([chosen]) => change({ finding: chosen })}
      />
      {list.rows === undefined && (list.error === null ? <Loading /> : <ProblemNote error={list.error} />)}
      {list.rows?.length === 0 && <p>{t(`finding.none.${state}`)}</p>}
      {list.rows?.map((finding) => (
        <FindingCard key={finding.id} finding={finding} />
      ))}
      {list.hasMore && (
        <div>
          <Button onClick={list.more} isBusy={list.isBusy}>
            {t('table.more')}
          </Button>
        </div>
      )}
    </Panel>
  );
}
