import type { ReactNode } from 'react';
import { useLanguage } from '../language/language.js';

export const GROUPS = ['confirmed', 'pending', 'failed', 'reversed'] as const;
export type Group = (typeof GROUPS)[number];

export interface ChartRow {
  readonly name: string;
  readonly counts: Readonly<Record<Group, number>>;
  /** What the row comes to, in words: sums by asset. */
  readonly sums: string;
}

const HEIGHT = 170;
const BASE = 150;
const WIDTH = 640;

/** Counts by period, stacked by how they ended; the same as a table for those who do not see it. */
export function PeriodChart({
  title,
  rows,
}: {
  readonly title: string;
  readonly rows: readonly ChartRow[];
}): ReactNode {
  const highest = Math.max(1, ...rows.map(({ counts }) => sum(counts)));
  const step = WIDTH / Math.max(1, rows.length);
  const width = Math.max(2, Math.min(40, step * 0.7));
  const labelled = Math.max(1, Math.ceil(rows.length / 7));
  return (
    <figure className="chart">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
        <line className="axis" x1="0" x2={WIDTH} y1={BASE} y2={BASE} />
        <text x="0" y="10">
          {highest}
        </text>
        {rows.map((row, index) => {
          let top = BASE;
          return (
            <g key={row.name}>
              {GROUPS.map((group) => {
                const height = (row.counts[group] / highest) * (BASE - 16);
                top -= height;
                if (height === 0) return null;
                const x = index * step + (step - width) / 2;
                return <rect key={group} className={`fill-${group}`} x={x} y={top} width={width} height={height} />;
              })}
              {index % labelled === 0 && (
                <text
                  x={index === 0 ? 0 : index * step + step / 2}
                  y={HEIGHT - 4}
                  textAnchor={index === 0 ? 'start' : 'middle'}
                >
                  {row.name.slice(5)}
                </text>
              )}
            </g>
          );
        })}
      </svg>
      <Legend />
      <ChartTable title={title} rows={rows} />
    </figure>
  );
}

/** One bar for each name, its parts by how they ended. */
export function NameChart({ title, rows }: { readonly title: string; readonly rows: readonly ChartRow[] }): ReactNode {
  const { number, t } = useLanguage();
  const highest = Math.max(1, ...rows.map(({ counts }) => sum(counts)));
  if (rows.length === 0) return <p className="quiet">{t('chart.nothing')}</p>;
  return (
    <figure className="chart">
      <ul className="bars">
        {rows.map(({ counts, name, sums }) => {
          let from = 0;
          return (
            <li key={name}>
              <div className="row apart small">
                <strong>{name}</strong>
                <span className="quiet">
                  {number(sum(counts))} · {sums}
                </span>
              </div>
              <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
                <rect className="ground" x="0" y="0" width="100" height="4" />
                {GROUPS.map((group) => {
                  const x = from;
                  const width = (counts[group] / highest) * 100;
                  from += width;
                  return <rect key={group} className={`fill-${group}`} x={x} y="0" width={width} height="4" />;
                })}
              </svg>
            </li>
          );
        })}
      </ul>
      <Legend />
      <ChartTable title={title} rows={rows} />
    </figure>
  );
}

function Legend(): ReactNode {
  const { t } = useLanguage();
  return (
    <ul className="legend">
      {GROUPS.map((group) => (
        <li key={group}>
          <svg viewBox="0 0 10 10" aria-hidden="true">
            <rect className={`fill-${group}`} width="10" height="10" rx="2" />
          </svg>
          {t(`group.${group}`)}
        </li>
      ))}
    </ul>
  );
}

function ChartTable({ title, rows }: { readonly title: string; readonly rows: readonly ChartRow[] }): ReactNode {
  const { number, t } = useLanguage();
  return (
    <details>
      <summary>{t('chart.asTable')}</summary>
      <div className="table-frame" role="group" aria-label={title} tabIndex={0}>
        <table className="table">
          <caption>{title}</caption>
          <thead>
            <tr>
              <th scope="col">{t('chart.name')}</th>
              {GROUPS.map((group) => (
                <th key={group} scope="col" className="number">
                  {t(`group.${group}`)}
                </th>
              ))}
              <th scope="col">{t('chart.sums')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ counts, name, sums }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {GROUPS.map((group) => (
                  <td key={group} className="number">
                    {number(counts[group])}
                  </td>
                ))}
                <td>{sums}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function sum(counts: Readonly<Record<Group, number>>): number {
  return GROUPS.reduce((total, group) => total + counts[group], 0);
}
