import { type SubmitEvent, type ReactNode, useState } from 'react';
import { withQuery } from '../../api/client.js';
import type { OccurrencePreview, Page, Schedule } from '../../api/types.js';
import { useAnswer } from '../../api/use-answer.js';
import { useWrite } from '../../api/use-write.js';
import { useDraft } from '../../drafts/use-draft.js';
import { useLanguage } from '../../language/language.js';
import { go } from '../../navigation/place.js';
import { Button } from '../../parts/button.js';
import { Dialog } from '../../parts/dialog.js';
import { SelectField, TextField, TickField } from '../../parts/field.js';
import { PageHead } from '../../parts/page-head.js';
import { Panel } from '../../parts/panel.js';
import { ProblemNote } from '../../parts/problem-note.js';
import { useMay } from '../../session/use-session.js';
import { amountRuleText } from './amount-rule-text.js';
import { Occurrences } from './occurrences.js';
import { monthName, recurrenceText, weekdayName } from './recurrence-text.js';
import { emptySchedule, type ScheduleBody, type ScheduleForm, toScheduleBody } from './schedule-form.js';

interface Wallet {
  readonly id: string;
  readonly displayName: string;
  readonly currency: string;
  readonly status: string;
}

/** A new schedule: what it would pay and when is shown before it is made. */
export function NewSchedule(): ReactNode {
  const { t } = useLanguage();
  const mayWrite = useMay('schedules:write');
  const [start] = useState(() => emptySchedule(Intl.DateTimeFormat().resolvedOptions().timeZone));
  const [form, change, drop] = useDraft('new-schedule', start);
  const [shown, setShown] = useState<{ readonly body: ScheduleBody; readonly ahead: readonly OccurrencePreview[] }>();
  const preview = useWrite<ScheduleBody, { readonly items: readonly OccurrencePreview[] }>((body) => ({
    path: '/v1/schedules/preview',
    body: { schedule: body, occurrences: 5 },
  }));
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const body = toScheduleBody(form);
    const answer = await preview.run(body);
    if (answer !== undefined) setShown({ body, ahead: answer.items });
  };
  return (
    <>
      <PageHead title={t('schedule.new')} />
      <form className="stack" onSubmit={(event) => void submit(event)}>
        <Fields form={form} change={change} />
        <ProblemNote error={preview.error} />
        <div className="row">
          <Button kind="main" type="submit" isBusy={preview.isBusy} isDisabled={!mayWrite}>
            {t('schedule.showAhead')}
          </Button>
          <Button onClick={drop}>{t('newPayout.clear')}</Button>
        </div>
      </form>
      {shown !== undefined && <ConfirmSchedule {...shown} onClose={() => setShown(undefined)} onDone={drop} />}
    </>
  );
}

function ConfirmSchedule({
  body,
  ahead,
  onClose,
  onDone,
}: {
  readonly body: ScheduleBody;
  readonly ahead: readonly OccurrencePreview[];
  readonly onClose: () => void;
  readonly onDone: () => void;
}): ReactNode {
  const language = useLanguage();
  const { t } = language;
  const { error, isBusy, run } = useWrite<ScheduleBody, Schedule>(
    (request) => ({ path: '/v1/schedules', body: request }),
    ['schedules'],
  );
  const create = async (): Promise<void> => {
    if ((await run(body)) === undefined) return;
    onDone();
    go(`/schedules/${encodeURIComponent(body.id)}`);
  };
  return (
    <Dialog title={t('schedule.confirm')} onClose={onClose}>
      <div className="recap">
        <p className="big-amount">{amountRuleText(body.amount, language)}</p>
        <p>{recurrenceText(body.recurrence, language)}</p>
        <p>
          {t('schedule.paysTo')} <code>{body.walletProfileId ?? body.recipients}</code>
        </p>
      </div>
      <Occurrences of={ahead} />
      <p>{body.needsApproval === true ? t('schedule.eachWaits') : t('schedule.eachIsSent')}</p>
      <ProblemNote error={error} />
      <div className="actions">
        <Button onClick={onClose}>{t('confirm.change')}</Button>
        <Button kind="main" isBusy={isBusy} onClick={() => void create()}>
          {t('schedule.create')}
        </Button>
      </div>
    </Dialog>
  );
}

interface FieldsProps {
  readonly form: ScheduleForm;
  readonly change: (changes: Partial<ScheduleForm>) => void;
}

function Fields({ form, change }: FieldsProps): ReactNode {
  const { t } = useLanguage();
  const [client, setClient] = useState(form.client);
  const wallets = useAnswer<Page<Wallet>>(
    'wallets',
    client === '' ? undefined : withQuery('/v1/wallet-profiles', { client }),
  ).data;
  const choices = wallets?.items.filter(({ status }) => status === 'active') ?? [];
  return (
    <>
      <Panel title={t('schedule.whom')}>
        <TextField
          label={t('schedule.name')}
          hint={t('schedule.name.hint')}
          isExact
          value={form.id}
          onChange={(id) => change({ id })}
          isRequired
        />
        <TextField
          label={t('payout.client')}
          hint={t('schedule.client.hint')}
          value={form.client}
          onChange={(name) => change({ client: name })}
          onBlur={() => setClient(form.client.trim())}
        />
        {choices.length > 0 ? (
          <SelectField
            label={t('schedule.wallet')}
            value={form.walletProfileId}
            onChange={(walletProfileId) => change({ walletProfileId })}
            options={[
              { value: '', label: t('schedule.wallet.choose') },
              ...choices.map(({ currency, displayName, id }) => ({ value: id, label: `${displayName} (${currency})` })),
            ]}
          />
        ) : (
          <TextField
            label={t('schedule.walletId')}
            isExact
            value={form.walletProfileId}
            onChange={(walletProfileId) => change({ walletProfileId })}
          />
        )}
        <TextField
          label={t('schedule.recipients')}
          hint={t('schedule.recipients.hint')}
          value={form.recipients}
          onChange={(recipients) => change({ recipients })}
        />
      </Panel>
      <AmountFields form={form} change={change} />
      <WhenFields form={form} change={change} />
    </>
  );
}

function AmountFields({ form, change }: FieldsProps): ReactNode {
  const { t } = useLanguage();
  const isShare = form.rule === 'percentage';
  return (
    <Panel title={t('schedule.howMuch')}>
      <div className="columns">
        <SelectField
          label={t('schedule.rule')}
          value={form.rule}
          onChange={(rule) => change({ rule })}
          options={[
            { value: 'fixed', label: t('rule.fixed') },
            { value: 'percentage', label: t('rule.percentage') },
          ]}
        />
        {isShare && (
          <TextField
            label={t('rule.percent.label')}
            inputMode="decimal"
            value={form.percent}
            onChange={(percent) => change({ percent })}
            isRequired
          />
        )}
        <TextField
          label={isShare ? t('rule.base.label') : t('payout.amount')}
          inputMode="decimal"
          value={form.amount}
          onChange={(amount) => change({ amount })}
          isRequired={!isShare}
        />
        <TextField
          label={t('payout.currency')}
          value={form.currency}
          onChange={(currency) => change({ currency })}
          isRequired
        />
        {isShare && (
          <TextField
            label={t('rule.minimum.label')}
            inputMode="decimal"
            value={form.minimum}
            onChange={(minimum) => change({ minimum })}
          />
        )}
        {isShare && (
          <TextField
            label={t('rule.maximum.label')}
            inputMode="decimal"
            value={form.maximum}
            onChange={(maximum) => change({ maximum })}
          />
        )}
      </div>
      <TextField label={t('schedule.plan')} value={form.plan} onChange={(plan) => change({ plan })} />
      <TextField
        label={t('payout.description')}
        value={form.description}
        onChange={(description) => change({ description })}
      />
      <TickField
        label={t('newPayout.needsApproval')}
        isTicked={form.needsApproval}
        onChange={(needsApproval) => change({ needsApproval })}
      />
    </Panel>
  );
}

function WhenFields({ form, change }: FieldsProps): ReactNode {
  const { locale, t } = useLanguage();
  const numbered = (count: number, name: (number: number) => string): { value: string; label: string }[] =>
    Array.from({ length: count }, (_, index) => ({ value: String(index + 1), label: name(index + 1) }));
  return (
    <Panel title={t('schedule.when')}>
      <div className="columns">
        <SelectField
          label={t('schedule.every')}
          value={form.every}
          onChange={(every) => change({ every })}
          options={(['day', 'week', 'month', 'year'] as const).map((every) => ({
            value: every,
            label: t(`every.${every}`),
          }))}
        />
        {form.every === 'week' && (
          <SelectField
            label={t('schedule.weekday')}
            value={form.weekday}
            onChange={(weekday) => change({ weekday })}
            options={numbered(7, (weekday) => weekdayName(weekday, locale))}
          />
        )}
        {form.every === 'year' && (
          <SelectField
            label={t('schedule.month')}
            value={form.month}
            onChange={(month) => change({ month })}
            options={numbered(12, (month) => monthName(month, locale))}
          />
        )}
        {(form.every === 'month' || form.every === 'year') && (
          <SelectField
            label={t('schedule.day')}
            hint={t('schedule.day.hint')}
            value={form.day}
            onChange={(day) => change({ day })}
            options={numbered(31, String)}
          />
        )}
        <TextField
          label={t('schedule.time')}
          type="time"
          value={form.time}
          onChange={(time) => change({ time })}
          isRequired
        />
        <TextField
          label={t('schedule.timeZone')}
          value={form.timeZone}
          onChange={(timeZone) => change({ timeZone })}
          suggestions={['UTC', 'Africa/Luanda', 'Europe/Lisbon', 'America/Sao_Paulo']}
          isRequired
        />
        <TextField label={t('schedule.from')} type="date" value={form.from} onChange={(from) => change({ from })} />
        <TextField label={t('schedule.until')} type="date" value={form.until} onChange={(until) => change({ until })} />
        <SelectField
          label={t('schedule.catchUp')}
          value={form.catchUp}
          onChange={(catchUp) => change({ catchUp })}
          options={(['all', 'latest', 'none'] as const).map((each) => ({ value: each, label: t(`catchUp.${each}`) }))}
        />
      </div>
    </Panel>
  );
}
