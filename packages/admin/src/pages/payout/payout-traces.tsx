import { type ReactNode, useMemo } from 'react';
import type { Attempt, PayoutHistory, Transfer } from '../../api/types.js';
import { useLanguage } from '../../language/language.js';
import { Short } from '../../parts/address.js';
import { Amount } from '../../parts/amount.js';
import { type Column, DataTable } from '../../parts/data-table.js';
import { Panel } from '../../parts/panel.js';
import { StateBadge } from '../../parts/state-badge.js';
import { When } from '../../parts/when.js';
import { attemptState } from './attempt-state.js';

/** What a payout left elsewhere: attempts, and entries in the books. */
export function PayoutTraces({ history }: { readonly history: PayoutHistory }): ReactNode {
  const { t, word } = useLanguage();
  const attempts = useMemo(
    (): readonly Column<Attempt>[] => [
      { id: 'number', header: t('attempt.number'), cell: ({ number }) => number },
      {
        id: 'state',
        header: t('payouts.state'),
        cell: (each) => <StateBadge state={attemptState(each, history.attempts)} />,
      },
      { id: 'account', header: t('payout.account'), cell: ({ account }) => account },
      {
        id: 'wire',
        header: t('attempt.wireReference'),
        cell: ({ wireReference }) => <span className="exact">{wireReference}</span>,
      },
      {
        id: 'provider',
        header: t('attempt.providerId'),
        cell: ({ providerId }) => <Short of={providerId ?? '–'} />,
      },
      { id: 'status', header: t('attempt.providerStatus'), cell: ({ providerStatus }) => providerStatus ?? '–' },
      {
        id: 'transaction',
        header: t('attempt.transaction'),
        cell: ({ transactionId }) => <Short of={transactionId ?? '–'} />,
      },
      { id: 'sent', header: t('attempt.sentAt'), cell: ({ firstSentAt }) => <When at={firstSentAt} /> },
    ],
    [t, history.attempts],
  );
  const transfers = useMemo(
    (): readonly Column<Transfer>[] => [
      { id: 'at', header: t('at'), cell: ({ at }) => <When at={at} /> },
      { id: 'kind', header: t('transfer.kind'), cell: ({ kind }) => word('transfer', kind) },
      { id: 'from', header: t('transfer.from'), cell: ({ from }) => word('book', from) },
      { id: 'to', header: t('transfer.to'), cell: ({ to }) => word('book', to) },
      { id: 'amount', header: t('payout.amount'), cell: ({ amount }) => <Amount of={amount} />, isNumber: true },
    ],
    [t, word],
  );
  return (
    <>
      <Panel title={t('payout.attempts')}>
        <DataTable caption={t('payout.attempts')} columns={attempts} rows={history.attempts} />
      </Panel>
      <Panel title={t('payout.transfers')}>
        <DataTable
          caption={t('payout.transfers')}
          columns={transfers}
          rows={history.transfers}
          empty={t('payout.noTransfers')}
        />
      </Panel>
    </>
  );
}
