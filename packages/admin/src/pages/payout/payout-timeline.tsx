import type { ReactNode } from 'react';
import type { Payout, PayoutHistory } from '../../api/types.js';
import { useLanguage } from '../../language/language.js';
import { Panel } from '../../parts/panel.js';
import { Raw } from '../../parts/raw.js';
import { Timeline, type TimelineEntry } from '../../parts/timeline.js';
import { useNames } from '../access/use-names.js';
import { sentenceOf, toneOfEvent } from './sentences.js';

/** Everything that happened to a payout, in the order in which it did: refused approvals among it, which its history leaves out. */
export function PayoutTimeline({
  payout,
  history,
}: {
  readonly payout: Payout;
  readonly history: PayoutHistory;
}): ReactNode {
  const language = useLanguage();
  const { t, word } = language;
  const nameOf = useNames();
  const entries: TimelineEntry[] = [
    ...history.events.map(
      (event): TimelineEntry => ({
        id: `event ${event.number}`,
        at: event.at,
        tone: toneOfEvent(event),
        said: sentenceOf(event, { ...language, nameOf }),
        more: <Raw of={event} />,
      }),
    ),
    ...history.refusedApprovals.map(
      (refusal): TimelineEntry => ({
        id: `refusal ${refusal.actor} ${refusal.reason} ${refusal.revision}`,
        at: refusal.lastAt,
        tone: 'wait',
        said: t('event.approvalRefused', {
          who: nameOf(refusal.actor),
          reason: word('refusal', refusal.reason),
          count: refusal.count,
        }),
      }),
    ),
  ];
  entries.sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
  return (
    <Panel
      title={t('payout.timeline')}
      aside={<span className="small quiet">{t('payout.revision', { revision: payout.revision })}</span>}
    >
      <Timeline entries={entries} />
    </Panel>
  );
}
