import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LABELS, METRICS } from '../packages/core/dist/index.js';
import { WORK } from '../packages/orchestration/dist/index.js';
import { listDocuments } from './documents.mjs';
import { ROOT } from './workspace.mjs';

/** @import { Label, Metric } from '../packages/core/dist/index.js' */

/**
 * @typedef {object} Panel
 * @property {number} id
 * @property {string} type
 * @property {string} title
 * @property {string} [description]
 * @property {{ h: number, w: number, x: number, y: number }} gridPos
 * @property {readonly { expr: string }[]} [targets]
 */

/** @type {Readonly<Record<string, Metric>>} */
const metrics = METRICS;

/** @param {string} name */
const underscored = (name) => name.replaceAll('.', '_');

/**
 * What Prometheus calls the series of a metric.
 *
 * @param {string} name
 * @param {Metric} metric
 */
function seriesOf(name, { type, unit }) {
  const family = `${underscored(name)}${unit === 's' ? '_seconds' : ''}${type === 'counter' ? '_total' : ''}`;
  return type === 'histogram' ? ['_bucket', '_sum', '_count'].map((suffix) => family + suffix) : [family];
}

/** The labels of every series, by its name. @type {ReadonlyMap<string, ReadonlySet<string>>} */
const emitted = new Map(
  Object.entries(metrics).flatMap(([name, metric]) => {
    const labels = new Set(metric.labels.map((/** @type {Label} */ label) => underscored(LABELS[label])));
    return seriesOf(name, metric).map((series) => [series, labels]);
  }),
);

/**
 * What an expression asks for that no metric tells: series, and labels of none of the series in it.
 *
 * @param {string} expression
 */
function unknownIn(expression) {
  const bare = expression.replace(/"[^"]*"/g, '""');
  const series = bare.match(/\bpaymux_\w+(?=[{[\s)]|$)/g)?.filter((name) => !isLabel(name)) ?? [];
  const told = new Set(series.flatMap((name) => [...(emitted.get(name) ?? [])]));
  const labels = bare.match(/\b(?:paymux|http_response)_\w+\b/g)?.filter((name) => isLabel(name)) ?? [];
  return [
    ...(series.length === 0 ? ['no series'] : []),
    ...series.filter((name) => !emitted.has(name)),
    ...labels.filter((name) => !told.has(name)),
  ];
}

/** @param {string} name */
function isLabel(name) {
  return Object.values(LABELS).some((label) => underscored(label) === name);
}

/** @param {string} name */
const read = (name) => readFileSync(join(ROOT, name), 'utf8');

const dashboard =
  /** @type {{ panels: readonly Panel[], templating: { list: readonly { name: string, type: string }[] } }} */ (
    JSON.parse(read('docs/operations/dashboard.json'))
  );
const panels = dashboard.panels.filter(({ type }) => type !== 'row');
/** @type {readonly string[]} */
const panelExpressions = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
const rules = read('docs/operations/alert-rules.yml');
const ruleExpressions = [...rules.matchAll(/^ +expr: (.+)$/gm)].map(([, expression = '']) => expression);

describe('the dashboard', () => {
  test('asks for nothing that is not measured, and shows every metric there is', () => {
    expect(
      panelExpressions.flatMap((expression) => unknownIn(expression).map((what) => `${expression}: ${what}`)),
    ).toEqual([]);

    const shown = panelExpressions.join('\n');
    for (const [name, metric] of Object.entries(metrics)) {
      expect(
        seriesOf(name, metric).some((series) => shown.includes(series)),
        name,
      ).toBe(true);
    }
  });

  test('names no data source of anybody’s', () => {
    const sources = JSON.stringify(dashboard).match(/"uid":"[^"]*"/g) ?? [];

    expect(new Set(sources)).toEqual(new Set(['"uid":"${datasource}"', '"uid":"paymux"']));
    expect(dashboard.templating.list.map(({ name, type }) => [name, type])).toEqual([
      ['datasource', 'datasource'],
      ['account', 'query'],
    ]);
  });

  test('has panels with names of their own, none of which lies on another', () => {
    const ids = dashboard.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const cells = dashboard.panels.flatMap(({ gridPos: { h, w, x, y } }) =>
      Array.from({ length: h * w }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    for (const { description, title } of panels)
      expect([title, description]).toEqual([expect.stringMatching(/\w/), expect.stringMatching(/\.$/)]);
  });
});

describe('the alert rules', () => {
  test('ask for nothing that is not measured', () => {
    expect(ruleExpressions.length).toBeGreaterThan(10);
    expect(
      ruleExpressions.flatMap((expression) => unknownIn(expression).map((what) => `${expression}: ${what}`)),
    ).toEqual([]);
  });

  test('say what is wrong and what to do, each under a name of its own', () => {
    const names = [...rules.matchAll(/^ +- alert: (\w+)$/gm)].map(([, name]) => name);

    expect(new Set(names).size).toBe(names.length);
    for (const key of ['expr', 'summary', 'action', 'labels']) {
      expect(rules.match(new RegExp(`^ +${key}: \\S`, 'gm')), key).toHaveLength(names.length);
    }
  });

  test('watch refused signatures, repeats that came to nothing, and old keys', () => {
    for (const part of ['paymux_reason', 'paymux_retries_exhausted_total', 'paymux_key_id']) {
      expect(
        ruleExpressions.some((expression) => expression.includes(part)),
        part,
      ).toBe(true);
    }
  });
});

describe('an expression', () => {
  test.each([
    ['sum(rate(paymux_made_up_total[5m]))', ['paymux_made_up_total']],
    ['sum by (paymux_kind) (paymux_calls_total)', ['paymux_kind']],
    ['paymux_calls_total{paymux_kind="x"}', ['paymux_kind']],
    ['paymux_call_duration_seconds', ['paymux_call_duration_seconds']],
    ['up', ['no series']],
  ])('%s is found to ask for what is not there', (expression, unknown) => {
    expect(unknownIn(expression)).toEqual(unknown);
  });
});

describe('the document about observability', () => {
  const rows = listDocuments().find(({ name }) => name === 'docs/observability.md')?.rows ?? [];

  test('has every metric, as the code has it', () => {
    const told = rows.filter(([name = '']) => /^`paymux\./.test(name));

    expect(told).toEqual(
      Object.entries(metrics).map(([name, { help, labels, type, unit }]) => [
        `\`${name}\``,
        `${type}, \`${unit}\``,
        labels.length === 0
          ? ''
          : labels.map((/** @type {Label} */ label) => `\`${LABELS[label].replace('paymux.', '')}\``).join(', '),
        help,
      ]),
    );
  });

  test('has every piece of work, as the code has it', () => {
    const told = rows.filter(
      ([name = '', ...others]) => others.length === 1 && /^`(?!paymux\.)[a-z]+\.[a-z_]+`$/.test(name),
    );

    expect(told).toEqual(Object.entries(WORK).map(([name, what]) => [`\`${name}\``, what]));
  });
});

test('every metric is measured by some source', () => {
  const sources = readSources('packages/core/src') + readSources('packages/orchestration/src');

  const unmeasured = Object.keys(metrics).filter((name) => !sources.includes(`'${name}'`));
  expect(unmeasured).toEqual([]);
});

/**
 * All sources below a folder but tests and the table itself, as one text.
 *
 * @param {string} folder
 */
function readSources(folder) {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !name.endsWith('metrics.ts'))
    .map((name) => read(`${folder}/${name.replaceAll('\\', '/')}`))
    .join('\n');
}
