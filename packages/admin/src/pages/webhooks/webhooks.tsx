import { type ReactNode, useMemo, useState } from 'react';
import type { Page, RefusedWebhooks, WebhookMessage } from '../../api/types.js';
import { useAnswer } from '../../api/use-answer.js';
import { usePagedList } from '../../api/use-paged-list.js';
import { useWrite } from '../../api/use-write.js';
import { useLanguage } from '../../language/language.js';
import { useAddressQuery } from '../../navigation/use-query.js';
import { Button } from '../../parts/button.js';
import { Choices } from '../../parts/choices.js';
import { type Column, DataTable } from '../../parts/data-table.js';
import { Dialog } from '../../parts/dialog.js';
import { Facts } from '../../parts/facts.js';
import { TextField } from '../../parts/field.js';
import { Loading } from '../../parts/loading.js';
import { PageHead } from '../../parts/page-head.js';
import { PagedTable } from '../../parts/paged-table.js';
import { Panel } from '../../parts/panel.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { Raw } from '../../parts/raw.js';
import { StateBadge } from '../../parts/state-badge.js';
import { When } from '../../parts/when.js';
import { useMay } from '../../session/use-session.js';

const STATES = ['waiting', 'done', 'review', 'dead'] as const;

/** What providers delivered: what was accepted, what became of it, and what was refused and why. */
export function Webhooks(): ReactNode {
  const { t } = useLanguage();
  const [query, change] = useAddressQuery();
  const [open, setOpen] = useState<string>();
  const states = STATES.filter((state) => query.getAll('state').includes(state));
  const account = query.get('account') ?? '';
  const list = usePagedList<WebhookMessage>('webhooks', '/v1/webhooks', { state: states, account });
  const columns = useMemo(
    (): readonly Column<WebhookMessage>[] => [
      { id: 'at', header: t('webhook.receivedAt'), cell: ({ receivedAt }) => <When at={receivedAt} /> },
      { id: 'account', header: t('payout.account'), cell: ({ account: from }) => from },
      {
        id: 'type',
        header: t('webhook.type'),
        cell: ({ kind, type }) => `${kind} · ${type}`,
      },
      { id: 'state', header: t('payouts.state'), cell: ({ state }) => <StateBadge state={state} /> },
      { id: 'problem', header: t('webhook.problem'), cell: ({ problem }) => problem ?? '–' },
      {
        id: 'open',
        header: t('webhook.open'),
        cell: ({ id }) => (
          <Button isSmall onClick={() => setOpen(id)}>
            {t('webhook.show')}
          </Button>
        ),
      },
    ],
    [t],
  );
  return (
    <>
      <PageHead title={t('webhooks.title')} />
      <div className="panel">
        <Choices
          label={t('payouts.state')}
          options={STATES.map((state) => ({ value: state, label: t(`state.${state}`) }))}
          chosen={states}
          onChange={(state) => change({ state })}
        />
        <div className="filters">
          <TextField label={t('payout.account')} value={account} onChange={(value) => change({ account: value })} />
        </div>
      </div>
      <PagedTable caption={t('webhooks.title')} columns={columns} list={list} empty={t('webhooks.empty')} />
      <Refused />
      {open !== undefined && <WebhookDialog id={open} onClose={() => setOpen(undefined)} />}
    </>
  );
}

function Refused(): ReactNode {
  const { number, t, word } = useLanguage();
  const { data, error } = useAnswer<Page<RefusedWebhooks>>('webhooks', '/v1/webhooks/refusals');
  const columns = useMemo(
    (): readonly Column<RefusedWebhooks>[] => [
      { id: 'reason', header: t('webhook.reason'), cell: ({ reason }) => word('webhookReason', reason) },
      { id: 'account', header: t('payout.account'), cell: ({ account }) => account },
      { id: 'count', header: t('webhook.count'), cell: ({ count }) => number(count), isNumber: true },
      { id: 'last', header: t('webhook.last'), cell: ({ lastAt }) => <When at={lastAt} /> },
    ],
    [number, t, word],
  );
  return (
    <Panel title={t('webhook.refused')}>
      <p className="quiet">{t('webhook.refused.explain')}</p>
      <ProblemNote error={error} />
      {data === undefined ? (
        error === null && <Loading />
      ) : (
        <DataTable
          caption={t('webhook.refused')}
          columns={columns}
          rows={data.items}
          empty={t('webhook.refused.none')}
        />
      )}
    </Panel>
  );
}

function WebhookDialog({ id, onClose }: { readonly id: string; readonly onClose: () => void }): ReactNode {
  const { number, t } = useLanguage();
  const mayReplay = useMay('webhooks:replay');
  const path = `/v1/webhooks/${encodeURIComponent(id)}`;
  const { data, error } = useAnswer<WebhookMessage>('webhooks', path);
  const replay = useWrite<undefined, WebhookMessage>(
    () => ({ path: `${path}/replay` }),
    ['webhooks', 'payout', 'payouts'],
  );
  const [isReplayed, setIsReplayed] = useState(false);
  return (
    <Dialog title={t('webhook.title')} onClose={onClose}>
      {data === undefined ? (
        error === null ? (
          <Loading />
        ) : (
          <ProblemNote error={error} />
        )
      ) : (
        <>
          <Facts
            facts={[
              [t('payouts.state'), <StateBadge key="state" state={data.state} />],
              [t('payout.account'), data.account],
              [t('webhook.type'), `${data.kind} · ${data.type}`],
              [t('webhook.receivedAt'), <When key="at" at={data.receivedAt} />],
              [t('webhook.doneAt'), data.doneAt === undefined ? undefined : <When at={data.doneAt} />],
              [t('webhook.attempts'), number(data.attempts)],
              [t('webhook.problem'), data.problem],
            ]}
          />
          <p className="quiet">{data.canReplay ? t('webhook.replay.explain') : t('webhook.noReplay')}</p>
          <Raw of={data} />
        </>
      )}
      {isReplayed && <p role="status">{t('webhook.replayed')}</p>}
      <ProblemNote error={replay.error} />
      <div className="actions">
        <Button onClick={onClose}>{t('close')}</Button>
        {data !== undefined && data.canReplay && (
          <Button
            kind="main"
            isBusy={replay.isBusy}
            isDisabled={!mayReplay || isReplayed}
            onClick={() => void replay.run(undefined).then((answer) => setIsReplayed(answer !== undefined))}
          >
            {t('webhook.replay')}
          </Button>
        )}
      </div>
    </Dialog>
  );
}
