import { useMemo } from 'react';
import type { Payout } from '../../api/types.js';
import { useLanguage } from '../../language/language.js';
import { Link } from '../../navigation/link.js';
import { Amount } from '../../parts/amount.js';
import { Short } from '../../parts/address.js';
import type { Column } from '../../parts/data-table.js';
import { StateBadge } from '../../parts/state-badge.js';
import { When } from '../../parts/when.js';
import { destinationText } from '../payout/destination-text.js';

/** What a list tells of a payout. */
export function usePayoutColumns(): readonly Column<Payout>[] {
  const { t } = useLanguage();
  return useMemo(
    () => [
      {
        id: 'reference',
        header: t('payout.reference'),
        cell: ({ id, reference }) => <Link to={`/payouts/${encodeURIComponent(id)}`}>{reference}</Link>,
      },
      { id: 'state', header: t('payouts.state'), cell: ({ state }) => <StateBadge state={state} /> },
      { id: 'amount', header: t('payout.amount'), cell: ({ terms }) => <Amount of={terms.amount} />, isNumber: true },
      { id: 'client', header: t('payout.client'), cell: ({ client }) => client ?? '–' },
      { id: 'to', header: t('payout.to'), cell: ({ terms }) => <Short of={destinationText(terms.destination)} /> },
      { id: 'account', header: t('payout.account'), cell: ({ account }) => account },
      { id: 'requested', header: t('payout.requestedAt'), cell: ({ requestedAt }) => <When at={requestedAt} /> },
    ],
    [t],
  );
}
