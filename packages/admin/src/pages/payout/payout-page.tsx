import type { ReactNode } from 'react';
import type { Payout, PayoutHistory } from '../../api/types.js';
import { useAnswer } from '../../api/use-answer.js';
import { useLanguage } from '../../language/language.js';
import { Link } from '../../navigation/link.js';
import { Address } from '../../parts/address.js';
import { Amount } from '../../parts/amount.js';
import { Facts } from '../../parts/facts.js';
import { Loading } from '../../parts/loading.js';
import { PageHead } from '../../parts/page-head.js';
import { Panel } from '../../parts/panel.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { Raw } from '../../parts/raw.js';
import { StateBadge } from '../../parts/state-badge.js';
import { When } from '../../parts/when.js';
import { useNames } from '../access/use-names.js';
import { destinationText } from './destination-text.js';
import { type Knowledge, knowledgeOf, type Line } from './knowledge.js';
import { PayoutActions } from './payout-actions.js';
import { PayoutTimeline } from './payout-timeline.js';
import { PayoutTraces } from './payout-traces.js';

/** One payout: what is known of it, what can be done, and everything that happened. */
export function PayoutPage({ id }: { readonly id: string }): ReactNode {
  const { t } = useLanguage();
  const path = `/v1/payouts/${encodeURIComponent(id)}`;
  const { data: payout, error } = useAnswer<Payout>('payout', path);
  const history = useAnswer<PayoutHistory>('payout', `${path}/history`);
  if (payout === undefined) {
    return (
      <>
        <PageHead title={t('payout.title')} />
        {error === null ? <Loading /> : <ProblemNote error={error} />}
      </>
    );
  }
  return (
    <>
      <PageHead title={t('payout.titleOf', { reference: payout.reference })}>
        <StateBadge state={payout.state} />
      </PageHead>
      <ProblemNote error={error} />
      <Terms payout={payout} />
      <KnowledgePanels payout={payout} />
      <PayoutActions payout={payout} />
      <ProblemNote error={history.error} />
      {history.data === undefined ? (
        <Loading />
      ) : (
        <>
          <PayoutTimeline payout={payout} history={history.data} />
          <PayoutTraces history={history.data} />
        </>
      )}
      <Raw of={payout} label={t('payout.raw')} />
    </>
  );
}

function Terms({ payout }: { readonly payout: Payout }): ReactNode {
  const { t } = useLanguage();
  const nameOf = useNames();
  const { approval, approvedBy, client, creator, fee, terms, trigger } = payout;
  return (
    <section className="panel" aria-label={t('payout.terms')}>
      <p className="big-amount">
        <Amount of={terms.amount} />
      </p>
      <Facts
        facts={[
          [t('payout.to'), <Address key="to" of={destinationText(terms.destination)} />],
          [t('payout.network'), terms.network],
          [t('payout.memo'), terms.memo],
          [
            t('payout.client'),
            client === undefined ? undefined : (
              <Link to={`/payouts?client=${encodeURIComponent(client)}`}>{client}</Link>
            ),
          ],
          [t('payout.account'), payout.account],
          [t('payout.origin'), t(`origin.${payout.origin}`)],
          [t('payout.creator'), nameOf(creator)],
          [
            t('payout.approvals'),
            approval === undefined
              ? undefined
              : t('payout.approvalsOf', {
                  given: approval.given.length,
                  needed: Math.max(...approval.needs.map(({ approvals }) => approvals)),
                }),
          ],
          [t('payout.approvedBy'), approvedBy === undefined ? undefined : nameOf(approvedBy)],
          [t('payout.fee'), fee === undefined ? undefined : <Amount of={fee} />],
          [t('payout.feeFrom'), terms.feeFrom === undefined ? undefined : t(`feeFrom.${terms.feeFrom}`)],
          [t('payout.description'), terms.description],
          [t('payout.requestedAt'), <When key="at" at={payout.requestedAt} />],
          [t('payout.sendAt'), payout.sendAt === undefined ? undefined : <When at={payout.sendAt} />],
          [t('payout.confirmedAt'), payout.confirmedAt === undefined ? undefined : <When at={payout.confirmedAt} />],
          [t('payout.failureReason'), payout.failureReason],
          [
            t('payout.trigger'),
            trigger === undefined
              ? undefined
              : Object.entries(trigger)
                  .map(([name, value]) => `${name}: ${value}`)
                  .join(', '),
          ],
        ]}
      />
    </section>
  );
}

function KnowledgePanels({ payout }: { readonly payout: Payout }): ReactNode {
  const { t, time } = useLanguage();
  const knowledge = knowledgeOf(payout, time);
  return (
    <div className="knowledge">
      {(['known', 'unknown', 'next'] satisfies (keyof Knowledge)[]).map((part) => (
        <Panel key={part} title={t(`knowledge.${part}`)}>
          <ul>
            {knowledge[part].map(({ key, parameters }: Line) => (
              <li key={key}>{t(key, parameters)}</li>
            ))}
          </ul>
        </Panel>
      ))}
    </div>
  );
}
