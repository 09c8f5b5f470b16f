import { type ReactNode, useMemo } from 'react';
import type { Schedule } from '../../api/types.js';
import { usePagedList } from '../../api/use-paged-list.js';
import { useLanguage } from '../../language/language.js';
import { Link } from '../../navigation/link.js';
import type { Column } from '../../parts/data-table.js';
import { PageHead } from '../../parts/page-head.js';
import { PagedTable } from '../../parts/paged-table.js';
import { StateBadge } from '../../parts/state-badge.js';
import { When } from '../../parts/when.js';
import { useMay } from '../../session/use-session.js';
import { amountRuleText } from './amount-rule-text.js';
import { recurrenceText } from './recurrence-text.js';

export function Schedules(): ReactNode {
  const language = useLanguage();
  const { t } = language;
  const mayWrite = useMay('schedules:write');
  const list = usePagedList<Schedule>('schedules', '/v1/schedules');
  const columns = useMemo(
    (): readonly Column<Schedule>[] => [
      {
        id: 'id',
        header: t('schedule.name'),
        cell: ({ request }) => <Link to={`/schedules/${encodeURIComponent(request.id)}`}>{request.id}</Link>,
      },
      { id: 'state', header: t('payouts.state'), cell: ({ state }) => <StateBadge state={state} /> },
      { id: 'amount', header: t('payout.amount'), cell: ({ request }) => amountRuleText(request.amount, language) },
      { id: 'when', header: t('schedule.when'), cell: ({ request }) => recurrenceText(request.recurrence, language) },
      { id: 'next', header: t('schedule.next'), cell: ({ next }) => <When at={next?.at} /> },
    ],
    [language, t],
  );
  return (
    <>
      <PageHead title={t('schedules.title')}>
        {mayWrite && (
          <Link to="/schedules/new" className="button main">
            {t('schedule.new')}
          </Link>
        )}
      </PageHead>
      <PagedTable caption={t('schedules.title')} columns={columns} list={list} empty={t('schedules.empty')} />
    </>
  );
}
