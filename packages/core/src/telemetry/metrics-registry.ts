import { safeText } from '../logging/safe-text.js';
import { figuresOf } from './figures-of.js';
import { type Label, LABELS, type Metric, type MetricLabels, type MetricName, METRICS } from './metrics.js';
import type { Telemetry } from './telemetry.js';

/** The content type of {@link MetricsRegistry.text}. */
export const METRICS_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** How many sets of labels a metric may have. What comes after is told together. */
const MAX_SERIES = 500;
const MAX_LABEL_LENGTH = 120;
/** What is told of the values whose labels are too many. */
const OVERFLOW = '{otel_metric_overflow="true"}';

interface Series {
  value: number;
  /** How many values fell into each bucket, and above them all. */
  readonly buckets: number[];
}

/**
 * Telemetry that keeps figures in memory, for Prometheus to fetch. Counts begin at zero with each process.
 *
 * Names and labels are those that OpenTelemetry's figures get on their way to Prometheus, so that dashboards fit both.
 *
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 * @example
 * ```ts
 * const metrics = new MetricsRegistry();
 * const paymux = await openPaymux(config, { telemetry: metrics });
 * const answer = new Response(metrics.text(), { headers: { 'content-type': METRICS_CONTENT_TYPE } });
 * ```
 */
export class MetricsRegistry implements Telemetry {
  readonly #series = new Map<MetricName, Map<string, Series>>();
  readonly #figures = figuresOf((metric, value, labels) => {
    this.measure(metric, value, labels);
  });

  readonly startCall: Telemetry['startCall'] = (call) => this.#figures.startCall(call);
  readonly webhook: Telemetry['webhook'] = (verification) => {
    this.#figures.webhook(verification);
  };
  readonly startWork: NonNullable<Telemetry['startWork']> = (work) => this.#figures.startWork(work);

  /** Takes in one value. One that is no finite number, or takes away from a counter, is passed over. */
  measure(name: MetricName, value: number, labels: MetricLabels = {}): void {
    const metric: Metric = METRICS[name];
    if (!Number.isFinite(value) || (metric.type === 'counter' && value < 0)) return;
    const series = this.#seriesOf(name, labelText(metric, labels), metric);
    if (metric.type === 'gauge') series.value = value;
    else series.value += value;
    if (metric.buckets === undefined) return;
    const index = metric.buckets.findIndex((bound) => value <= bound);
    const at = index === -1 ? metric.buckets.length : index;
    series.buckets[at] = (series.buckets[at] ?? 0) + 1;
  }

  /** Everything measured so far, in Prometheus' text format. */
  text(): string {
    return [...this.#series].map(([name, series]) => familyText(prometheusName(name), METRICS[name], series)).join('');
  }

  #seriesOf(name: MetricName, labels: string, { buckets = [] }: Metric): Series {
    const family = this.#series.get(name) ?? new Map<string, Series>();
    this.#series.set(name, family);
    const key = family.has(labels) || family.size < MAX_SERIES ? labels : OVERFLOW;
    const series = family.get(key) ?? { value: 0, buckets: [...buckets, 0].fill(0) };
    family.set(key, series);
    return series;
  }
}

/** What Prometheus calls a metric: its unit at the end, and `_total` for one that only grows. */
export function prometheusName(name: MetricName): string {
  const { type, unit } = METRICS[name];
  return `${name.replaceAll('.', '_')}${unit === 's' ? '_seconds' : ''}${type === 'counter' ? '_total' : ''}`;
}

/** What Prometheus calls a label. */
export function prometheusLabel(label: Label): string {
  return LABELS[label].replaceAll('.', '_');
}

function familyText(name: string, metric: Metric, series: ReadonlyMap<string, Series>): string {
  const lines = [`# HELP ${name} ${metric.help}`, `# TYPE ${name} ${metric.type}`];
  for (const [labels, { buckets, value }] of series) {
    if (metric.buckets === undefined) {
      lines.push(`${name}${labels} ${String(value)}`);
      continue;
    }
    let count = 0;
    buckets.forEach((inBucket, index) => {
      count += inBucket;
      const bound = metric.buckets?.[index];
      lines.push(`${name}_bucket${withBound(labels, bound === undefined ? '+Inf' : String(bound))} ${String(count)}`);
    });
    lines.push(`${name}_sum${labels} ${String(value)}`, `${name}_count${labels} ${String(count)}`);
  }
  return `${lines.join('\n')}\n`;
}

function withBound(labels: string, bound: string): string {
  return labels === '' ? `{le="${bound}"}` : `${labels.slice(0, -1)},le="${bound}"}`;
}

/** Labels in the order of the table, so that the same ones are the same series. */
function labelText(metric: Metric, labels: MetricLabels): string {
  const told = metric.labels.flatMap((label) => {
    const value = labels[label];
    return value === undefined ? [] : [`${prometheusLabel(label)}="${escaped(String(value))}"`];
  });
  return told.length === 0 ? '' : `{${told.join(',')}}`;
}

function escaped(value: string): string {
  return safeText(value.slice(0, MAX_LABEL_LENGTH)).replace(/["\\]/g, String.raw`\$&`);
}
