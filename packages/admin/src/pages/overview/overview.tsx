import { type ReactNode, useMemo } from 'react';
import { withQuery } from '../../api/client.js';
import type { FigureReport } from '../../api/types.js';
import { useAnswer } from '../../api/use-answer.js';
import { useLanguage } from '../../language/language.js';
import { Link } from '../../navigation/link.js';
import { useAddressQuery } from '../../navigation/use-query.js';
import { type ChartRow, NameChart, PeriodChart } from '../../parts/chart.js';
import { Choices } from '../../parts/choices.js';
import { Loading } from '../../parts/loading.js';
import { PageHead } from '../../parts/page-head.js';
import { Panel } from '../../parts/panel.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { useMay } from '../../session/use-session.js';
import { KeyFigures } from './key-figures.js';
import { periodFrom, periodOf, PERIODS } from './period.js';
import { ToDo } from './to-do.js';

/** What needs a person, and how payouts are going. */
export function Overview(): ReactNode {
  const { t } = useLanguage();
  const mayWrite = useMay('payouts:write');
  const [query, change] = useAddressQuery();
  const days = periodFrom(query);
  const period = useMemo(() => periodOf(days, new Date()), [days]);
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const { data, error } = useAnswer<FigureReport>(
    'figures',
    withQuery('/v1/figures/payouts', { ...period, per: days > 31 ? 'week' : 'day', timeZone }),
  );
  return (
    <>
      <PageHead title={t('overview.title')}>
        {mayWrite && (
          <Link to="/payouts/new" className="button main">
            {t('newPayout.title')}
          </Link>
        )}
      </PageHead>
      <ToDo />
      <Choices
        isSingle
        label={t('overview.period')}
        options={PERIODS.map((each) => ({ value: String(each), label: t('overview.days', { days: each }) }))}
        chosen={[String(days)]}
        onChange={([chosen]) => change({ days: chosen })}
      />
      {data === undefined ? error === null ? <Loading /> : <ProblemNote error={error} /> : <Figures report={data} />}
    </>
  );
}

function Figures({ report }: { readonly report: FigureReport }): ReactNode {
  const { amount, t } = useLanguage();
  const toRow = (name: string, tally: FigureReport['total']): ChartRow => ({
    name,
    counts: {
      confirmed: tally.groups.confirmed.count,
      pending: tally.groups.pending.count,
      failed: tally.groups.failed.count,
      reversed: tally.groups.reversed.count,
    },
    sums: tally.volume.map((money) => `${amount(money.amount)} ${money.currency}`).join(' · ') || '–',
  });
  return (
    <>
      <KeyFigures report={report} />
      <Panel title={t('overview.overTime')}>
        <PeriodChart title={t('overview.overTime')} rows={report.periods.map((tally) => toRow(tally.period, tally))} />
      </Panel>
      <div className="columns">
        <Panel title={t('overview.byAsset')}>
          <NameChart
            title={t('overview.byAsset')}
            rows={report.byCurrency.map((tally) => toRow(tally.currency, tally))}
          />
        </Panel>
        <Panel title={t('overview.byAccount')}>
          <NameChart
            title={t('overview.byAccount')}
            rows={report.byAccount.map((tally) => toRow(tally.account, tally))}
          />
        </Panel>
      </div>
    </>
  );
}
