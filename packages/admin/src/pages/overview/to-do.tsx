import { type ReactNode, useMemo } from 'react';
import { withQuery } from '../../api/client.js';
import type { Alert, Page, Payout, WebhookFigures } from '../../api/types.js';
import { useAnswer } from '../../api/use-answer.js';
import { useLanguage } from '../../language/language.js';
import { Link } from '../../navigation/link.js';
import { Amount } from '../../parts/amount.js';
import { Loading } from '../../parts/loading.js';
import { Panel } from '../../parts/panel.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { StateBadge } from '../../parts/state-badge.js';
import { When } from '../../parts/when.js';
import { isOverdue } from './overdue.js';
import { periodOf } from './period.js';

const SHOWN = 5;

/** What waits for a person: approvals, reviews, what is overdue, refused webhooks, and alerts. */
export function ToDo(): ReactNode {
  const { t } = useLanguage();
  const week = useMemo(() => periodOf(7, new Date()), []);
  const waiting = useAnswer<Page<Payout>>(
    'payouts',
    withQuery('/v1/payouts', { state: 'awaiting_approval', limit: 50 }),
  );
  const review = useAnswer<Page<Payout>>('payouts', withQuery('/v1/payouts', { state: 'needs_review', limit: 50 }));
  const open = useAnswer<Page<Payout>>(
    'payouts',
    withQuery('/v1/payouts', { state: ['unknown', 'submitting', 'pending', 'broadcast'], limit: 200 }),
  );
  const webhooks = useAnswer<WebhookFigures>('figures', withQuery('/v1/figures/webhooks', { ...week }));
  const alerts = useAnswer<Page<Alert>>('alerts', '/v1/alerts');
  const error = waiting.error ?? review.error ?? open.error ?? webhooks.error ?? alerts.error;

  const now = new Date();
  const overdue = open.data?.items.filter((payout) => isOverdue(payout, now)) ?? [];
  const firing = alerts.data?.items.filter(({ state }) => state === 'firing') ?? [];
  const refused = webhooks.data?.refusals.reduce((sum, { count }) => sum + count, 0) ?? 0;
  const lists = [
    { name: t('todo.approvals'), payouts: waiting.data?.items ?? [], all: '/payouts?state=awaiting_approval' },
    { name: t('todo.reviews'), payouts: review.data?.items ?? [], all: '/payouts?state=needs_review' },
    { name: t('todo.overdue'), payouts: overdue, all: '/payouts?state=unknown&state=pending&state=broadcast' },
  ].filter(({ payouts }) => payouts.length > 0);
  const isLoading = waiting.data === undefined || review.data === undefined;
  const isNothing = lists.length === 0 && firing.length === 0 && refused === 0;

  return (
    <Panel title={t('todo.title')}>
      <ProblemNote error={error} />
      {isLoading && error === null && <Loading />}
      {!isLoading && isNothing && <p>{t('todo.nothing')}</p>}
      {lists.map(({ all, name, payouts }) => (
        <div key={name} className="stack tight">
          <div className="row apart">
            <h3>
              {name} ({payouts.length})
            </h3>
            {payouts.length > SHOWN && <Link to={all}>{t('todo.all')}</Link>}
          </div>
          <ul className="todo">
            {payouts.slice(0, SHOWN).map((payout) => (
              <li key={payout.id} className="row">
                <Link to={`/payouts/${encodeURIComponent(payout.id)}`}>{payout.reference}</Link>
                <Amount of={payout.terms.amount} />
                <StateBadge state={payout.state} />
                <span className="small quiet">
                  <When at={payout.requestedAt} />
                </span>
              </li>
            ))}
          </ul>
        </div>
      ))}
      {refused > 0 && (
        <p>
          <Link to="/webhooks">{t('todo.refusedWebhooks', { count: refused })}</Link>
        </p>
      )}
      {firing.length > 0 && (
        <div className="stack tight">
          <h3>{t('todo.alerts')}</h3>
          <ul className="todo">
            {firing.slice(0, SHOWN).map((alert) => (
              <li key={alert.id} className="stack tight">
                <span>
                  <StateBadge state="firing" /> {alert.what} <span className="exact">{alert.subject}</span>
                </span>
                <span className="small quiet">{t('todo.alertNext', { toDo: alert.toDo })}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </Panel>
  );
}
