import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo, useState } from 'react';
import { ask } from '../../api/client.js';
import { newKey } from '../../api/intent.js';
import type { OccurrencePreview, Page, Schedule, ScheduleRun } from '../../api/types.js';
import { useAnswer } from '../../api/use-answer.js';
import { usePagedList } from '../../api/use-paged-list.js';
import { useWrite } from '../../api/use-write.js';
import { useLanguage } from '../../language/language.js';
import { Button } from '../../parts/button.js';
import type { Column } from '../../parts/data-table.js';
import { Dialog } from '../../parts/dialog.js';
import { Facts } from '../../parts/facts.js';
import { TextField } from '../../parts/field.js';
import { Loading } from '../../parts/loading.js';
import { PageHead } from '../../parts/page-head.js';
import { PagedTable } from '../../parts/paged-table.js';
import { Panel } from '../../parts/panel.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { StateBadge } from '../../parts/state-badge.js';
import { Timeline } from '../../parts/timeline.js';
import { When } from '../../parts/when.js';
import { useMay } from '../../session/use-session.js';
import { useNames } from '../access/use-names.js';
import { amountRuleText } from './amount-rule-text.js';
import { Occurrences } from './occurrences.js';
import { recurrenceText } from './recurrence-text.js';

type Step = 'pause' | 'resume' | 'end';

/** One schedule: what it pays and when, what comes next, what came of it, and who changed it. */
export function SchedulePage({ id }: { readonly id: string }): ReactNode {
  const language = useLanguage();
  const { t } = language;
  const nameOf = useNames();
  const mayWrite = useMay('schedules:write');
  const [step, setStep] = useState<Step>();
  const path = `/v1/schedules/${encodeURIComponent(id)}`;
  const { data, error } = useAnswer<Schedule>('schedule', path);
  if (data === undefined) {
    return (
      <>
        <PageHead title={id} />
        {error === null ? <Loading /> : <ProblemNote error={error} />}
      </>
    );
  }
  const { changes, next, request, state } = data;
  const steps: readonly Step[] = state === 'ended' ? [] : [state === 'active' ? 'pause' : 'resume', 'end'];
  return (
    <>
      <PageHead title={request.id}>
        <StateBadge state={state} />
      </PageHead>
      <ProblemNote error={error} />
      <Panel title={t('schedule.what')}>
        <p className="big-amount">{amountRuleText(request.amount, language)}</p>
        <Facts
          facts={[
            [t('schedule.when'), recurrenceText(request.recurrence, language)],
            [t('schedule.paysTo'), <code key="to">{request.walletProfileId ?? request.recipients}</code>],
            [t('schedule.next'), <When key="next" at={next?.at} />],
            [t('schedule.from'), request.from],
            [t('schedule.until'), request.until],
            [t('schedule.catchUp'), t(`catchUp.${request.catchUp ?? 'all'}`)],
            [t('schedule.plan'), request.plan],
            [t('payout.description'), request.description],
            [t('newPayout.needsApproval'), request.needsApproval === true ? t('yes') : t('no')],
            [t('payout.creator'), nameOf(request.creator)],
          ]}
        />
        <div className="row">
          {steps.map((each) => (
            <Button
              key={each}
              kind={each === 'end' ? 'grave' : 'plain'}
              isDisabled={!mayWrite}
              onClick={() => setStep(each)}
            >
              {t(`schedule.${each}`)}
            </Button>
          ))}
        </div>
      </Panel>
      {state === 'active' && mayWrite && <Ahead id={id} />}
      <Runs path={path} />
      <Panel title={t('schedule.changes')}>
        <Timeline
          entries={changes.map(({ actor, at, note, type }, index) => ({
            id: String(index),
            at,
            tone: type === 'ended' ? 'bad' : type === 'paused' ? 'wait' : 'good',
            said: `${t(`scheduleChange.${type}`, { who: nameOf(actor) })}${note === undefined ? '' : ` ${t('event.note', { note })}`}`,
          }))}
        />
      </Panel>
      {step !== undefined && <StepDialog schedule={data} step={step} path={path} onClose={() => setStep(undefined)} />}
    </>
  );
}

function Ahead({ id }: { readonly id: string }): ReactNode {
  const { t } = useLanguage();
  const { data: ahead, error } = useQuery({
    queryKey: ['schedule', id, 'ahead'],
    queryFn: ({ signal }) => {
      const body = { id, occurrences: 5 };
      return ask<Page<OccurrencePreview>>('/v1/schedules/preview', { method: 'POST', body, key: newKey(), signal });
    },
  });
  return (
    <Panel title={t('schedule.preview')}>
      <ProblemNote error={error} />
      {ahead === undefined ? error === null && <Loading /> : <Occurrences of={ahead.items} />}
    </Panel>
  );
}

function Runs({ path }: { readonly path: string }): ReactNode {
  const { number, t } = useLanguage();
  const list = usePagedList<ScheduleRun>('schedule', `${path}/runs`);
  const columns = useMemo(
    (): readonly Column<ScheduleRun>[] => [
      { id: 'date', header: t('schedule.date'), cell: ({ date }) => date },
      { id: 'state', header: t('payouts.state'), cell: ({ state }) => <StateBadge state={state} /> },
      { id: 'accepted', header: t('import.accepted'), cell: ({ accepted }) => number(accepted), isNumber: true },
      { id: 'refused', header: t('import.refused'), cell: ({ refused }) => number(refused), isNumber: true },
      {
        id: 'problems',
        header: t('import.wrong'),
        cell: ({ problems }) =>
          problems
            .flatMap((each) =>
              each.problems.map(({ message, path: at }) => `${each.walletProfileId}: ${at} ${message}`),
            )
            .join('; ') || '–',
      },
    ],
    [number, t],
  );
  return (
    <Panel title={t('schedule.runs')}>
      <PagedTable caption={t('schedule.runs')} columns={columns} list={list} empty={t('schedule.noRuns')} />
    </Panel>
  );
}

function StepDialog({
  schedule,
  step,
  path,
  onClose,
}: {
  readonly schedule: Schedule;
  readonly step: Step;
  readonly path: string;
  readonly onClose: () => void;
}): ReactNode {
  const language = useLanguage();
  const { t } = language;
  const [note, setNote] = useState('');
  const { error, isBusy, run } = useWrite<object, Schedule>(
    (body) => ({ path: `${path}/${step}`, body }),
    ['schedule', 'schedules'],
  );
  const decide = async (): Promise<void> => {
    const body = { revision: schedule.revision, ...(note.trim() !== '' && { note: note.trim() }) };
    if ((await run(body)) !== undefined) onClose();
  };
  return (
    <Dialog title={t(`schedule.${step}.title`)} onClose={onClose}>
      <p>{t(`schedule.${step}.explain`)}</p>
      <div className="recap">
        <p className="big-amount">{amountRuleText(schedule.request.amount, language)}</p>
        <p>{recurrenceText(schedule.request.recurrence, language)}</p>
      </div>
      <TextField isLong label={t('decision.note')} value={note} onChange={setNote} />
      <ProblemNote error={error} />
      <div className="actions">
        <Button onClick={onClose}>{t('back')}</Button>
        <Button kind={step === 'end' ? 'grave' : 'main'} isBusy={isBusy} onClick={() => void decide()}>
          {t(`schedule.${step}`)}
        </Button>
      </div>
    </Dialog>
  );
}
