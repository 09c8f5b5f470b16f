import { type ReactNode, useMemo } from 'react';
import { withQuery } from '../../api/client.js';
import type { FigureReport, Page, Payout } from '../../api/types.js';
import { useAnswer } from '../../api/use-answer.js';
import { useLanguage } from '../../language/language.js';
import { Amounts } from '../../parts/amount.js';
import { GROUPS } from '../../parts/chart.js';
import { DataTable } from '../../parts/data-table.js';
import { Facts } from '../../parts/facts.js';
import { Loading } from '../../parts/loading.js';
import { Panel } from '../../parts/panel.js';
import { usePayoutColumns } from '../payouts/payout-columns.js';
import { periodOf } from '../overview/period.js';

const DAYS = 90;

/** What was paid out to a client before, beside the form that pays out more. */
export function ClientSoFar({ client }: { readonly client: string }): ReactNode {
  const { number, t } = useLanguage();
  const columns = usePayoutColumns();
  const period = useMemo(() => periodOf(DAYS, new Date()), []);
  const figures = useAnswer<FigureReport>(
    'figures',
    withQuery('/v1/figures/payouts', { client, ...period, per: 'month' }),
  ).data;
  const payouts = useAnswer<Page<Payout>>('payouts', withQuery('/v1/payouts', { client, limit: 5 })).data;
  return (
    <Panel title={t('client.soFar', { client })}>
      {figures !== undefined && (
        <Facts
          facts={GROUPS.map((group) => [
            t(`group.${group}`),
            <span key={group}>
              {number(figures.total.groups[group].count)} · <Amounts of={figures.total.groups[group].volume} />
            </span>,
          ])}
        />
      )}
      {payouts === undefined ? (
        <Loading />
      ) : (
        <DataTable
          caption={t('client.soFar', { client })}
          columns={columns}
          rows={payouts.items}
          empty={t('client.none')}
        />
      )}
    </Panel>
  );
}
