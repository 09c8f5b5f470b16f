import { type ReactNode, useMemo } from 'react';
import type { OccurrencePreview } from '../../api/types.js';
import { useLanguage } from '../../language/language.js';
import { Amount } from '../../parts/amount.js';
import { type Column, DataTable } from '../../parts/data-table.js';
import { When } from '../../parts/when.js';

/** What the next occurrences of a schedule would pay. */
export function Occurrences({ of }: { readonly of: readonly OccurrencePreview[] }): ReactNode {
  const { t } = useLanguage();
  const columns = useMemo(
    (): readonly Column<OccurrencePreview>[] => [
      { id: 'date', header: t('schedule.date'), cell: ({ date }) => date },
      { id: 'at', header: t('at'), cell: ({ at }) => <When at={at} /> },
      {
        id: 'payouts',
        header: t('schedule.pays'),
        cell: ({ payouts }) => (
          <ul>
            {payouts.map(({ amount, problems, walletProfileId }) => (
              <li key={walletProfileId}>
                <span className="exact">{walletProfileId}</span>{' '}
                {amount === undefined ? (
                  problems.map(({ message, path }) => `${path} ${message}`).join(', ')
                ) : (
                  <Amount of={amount} />
                )}
              </li>
            ))}
          </ul>
        ),
      },
    ],
    [t],
  );
  return <DataTable caption={t('schedule.preview')} columns={columns} rows={of} empty={t('schedule.noneAhead')} />;
}
