import type { ReactNode } from 'react';
import type { FigureReport } from '../../api/types.js';
import { useLanguage } from '../../language/language.js';
import { Amounts } from '../../parts/amount.js';
import { durationText } from './duration-text.js';

/** A share of pending ones from which the page says so. */
const HIGH_PENDING = 0.5;

/** Counts, volumes and rates, each beside the period before. */
export function KeyFigures({ report }: { readonly report: FigureReport }): ReactNode {
  const { locale, number, share, t } = useLanguage();
  const { timeToConfirm, total, trend } = report;
  const { confirmed, failed, pending } = total.groups;
  const { previous } = trend;
  const isPendingHigh = (total.pendingRate ?? 0) > HIGH_PENDING;
  return (
    <div className="figures">
      <Figure name={t('figures.confirmed')} value={number(confirmed.count)}>
        <p className="sums">
          <Amounts of={confirmed.volume} />
        </p>
        <Change now={confirmed.count} before={previous.groups.confirmed.count} isMoreBetter />
        <p className="sums">
          {t('figures.rate')} {share(total.confirmationRate)}
        </p>
      </Figure>
      <Figure name={t('figures.pending')} value={number(pending.count)}>
        <p className="sums">
          <Amounts of={pending.volume} />
        </p>
        <Change now={pending.count} before={previous.groups.pending.count} />
        <p className="sums">
          {t('figures.rate')} {share(total.pendingRate)}
          {isPendingHigh && <strong> {t('figures.pendingHigh')}</strong>}
        </p>
      </Figure>
      <Figure name={t('figures.failed')} value={number(failed.count)}>
        <p className="sums">
          <Amounts of={failed.volume} />
        </p>
        <Change now={failed.count} before={previous.groups.failed.count} isMoreBetter={false} />
        <p className="sums">
          {t('figures.rate')} {share(total.failureRate)}
        </p>
      </Figure>
      <Figure
        name={t('figures.timeToConfirm')}
        value={timeToConfirm === undefined ? '–' : durationText(timeToConfirm.medianMs, locale)}
      >
        <p className="sums">
          {timeToConfirm !== undefined && t('figures.p95', { time: durationText(timeToConfirm.p95Ms, locale) })}
        </p>
        <p className="sums">
          {t('figures.fees')} <Amounts of={total.fees} />
        </p>
      </Figure>
    </div>
  );
}

function Figure({
  name,
  value,
  children,
}: {
  readonly name: string;
  readonly value: string;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <section className="figure" aria-label={name}>
      <h2>{name}</h2>
      <p className="value">{value}</p>
      {children}
    </section>
  );
}

function Change({
  now,
  before,
  isMoreBetter,
}: {
  readonly now: number;
  readonly before: number;
  /** Absent: neither is. */
  readonly isMoreBetter?: boolean;
}): ReactNode {
  const { number, share, t } = useLanguage();
  if (before === 0) return <p className="trend small quiet">{t('trend.nothingBefore')}</p>;
  const change = (now - before) / before;
  const isBetter = isMoreBetter === undefined || change === 0 ? undefined : change > 0 === isMoreBetter;
  const tone = isBetter === undefined ? 'quiet' : isBetter ? 'better' : 'worse';
  const arrow = change === 0 ? '=' : change > 0 ? '▲' : '▼';
  return (
    <p className={`trend small ${tone}`}>
      <span aria-hidden="true">{arrow}</span>{' '}
      {t(change < 0 ? 'trend.less' : 'trend.more', { change: share(Math.abs(change)), before: number(before) })}
    </p>
  );
}
