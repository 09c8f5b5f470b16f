import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Label, LABELS, type MetricName, METRICS } from './metrics.js';
import { METRICS_CONTENT_TYPE, MetricsRegistry, prometheusLabel, prometheusName } from './metrics-registry.js';

const NAMES = Object.keys(METRICS) as MetricName[];
const CALL = { provider: 'heleket', operation: 'createPayout', account: 'main', mutating: true } as const;

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

interface Family {
  readonly name: string;
  readonly type: string;
  readonly samples: Sample[];
}

const ESCAPES: Readonly<Record<string, string>> = { '\\\\': '\\', '\\"': '"', '\\n': '\n' };

/** Reads the text format as its grammar says, and nothing besides. */
function parse(text: string): readonly Family[] {
  expect(text === '' || text.endsWith('\n')).toBe(true);
  const families: Family[] = [];
  for (const line of text.split('\n').slice(0, -1)) {
    const comment = /^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) ([^\n]+)$/.exec(line);
    if (comment?.[1] === 'HELP') {
      expect(families.map(({ name }) => name)).not.toContain(comment[2]);
      families.push({ name: comment[2] ?? '', type: '', samples: [] });
      continue;
    }
    const family = families.at(-1);
    if (family === undefined) throw new Error(`A sample before any family: ${line}`);
    if (comment !== null) {
      expect(family).toEqual({ name: comment[2], type: '', samples: [] });
      families.splice(-1, 1, { ...family, type: comment[3] ?? '' });
      continue;
    }
    family.samples.push(sampleOf(line));
  }
  return families;
}

function sampleOf(line: string): Sample {
  const [, name = '', , labelText = '', value = ''] =
    /^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{((?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*",?)*)\})? (\S+)$/.exec(line) ??
    [];
  expect(name, line).not.toBe('');
  const labels: Record<string, string> = {};
  for (const [, label = '', written = ''] of labelText.matchAll(/([a-zA-Z_]\w*)="((?:[^"\\\n]|\\["\\n])*)"/g)) {
    expect(labels, line).not.toHaveProperty(label);
    labels[label] = written.replace(/\\["\\n]/g, (escape) => ESCAPES[escape] ?? escape);
  }
  expect(Number.isFinite(Number(value)), line).toBe(true);
  return { name, labels, value: Number(value) };
}

const labelValue = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom('"', '\\', '\n', '\\"', 'a\\n', '\u2028', '}', ',x="'),
  fc.integer(),
  fc.boolean(),
  fc.constant(undefined),
);
const labels = fc.dictionary(fc.constantFrom(...(Object.keys(LABELS) as Label[])), labelValue, {
  noNullPrototype: true,
});
const value = fc.oneof(
  fc.double({ min: -1e12, max: 1e12 }),
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
);
const measurement = fc.tuple(fc.constantFrom(...NAMES), value, labels);

describe('figures for Prometheus', () => {
  test('fit the text format, whatever was measured', () => {
    fc.assert(
      fc.property(fc.array(measurement, { maxLength: 60 }), (measurements) => {
        const registry = new MetricsRegistry();
        for (const [name, measured, told] of measurements) registry.measure(name, measured, told);
        for (const { name, samples, type } of parse(registry.text())) {
          const suffixes = type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
          const seen = new Set<string>();
          for (const sample of samples) {
            expect(suffixes.map((suffix) => `${name}${suffix}`)).toContain(sample.name);
            const key = JSON.stringify([sample.name, Object.entries(sample.labels).sort()]);
            expect(seen).not.toContain(key);
            seen.add(key);
            if (type === 'counter') expect(sample.value).toBeGreaterThanOrEqual(0);
          }
        }
      }),
    );
  });

  test('count every value of a histogram in every bucket that holds it', () => {
    const { buckets } = METRICS['paymux.work.wait'];
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 100_000, noNaN: true }), { minLength: 1 }), (values) => {
        const registry = new MetricsRegistry();
        for (const each of values) registry.measure('paymux.work.wait', each, { work: 'x' });
        const [family] = parse(registry.text());
        const told = family?.samples.map((sample) => [sample.labels['le'], sample.value]).slice(0, -2);
        expect(told).toEqual([
          ...buckets.map((bound) => [String(bound), values.filter((each) => each <= bound).length]),
          ['+Inf', values.length],
        ]);
        expect(family?.samples.at(-1)).toMatchObject({ name: 'paymux_work_wait_seconds_count', value: values.length });
        expect(family?.samples.at(-2)?.value).toBeCloseTo(
          values.reduce((sum, each) => sum + each, 0),
          5,
        );
      }),
    );
  });

  test('of a call, its attempts and repeats are told under the names that OpenTelemetry’s get', () => {
    const registry = new MetricsRegistry();
    const call = registry.startCall(CALL);
    call.attempt({ number: 1, status: 503, durationMs: 20 });
    call.attempt({ number: 2, failure: 'timeout', durationMs: 20 });
    call.end({ outcome: 'unknown', code: 'outcome_unknown', attempts: 2, durationMs: 300 });
    const text = registry.text();
    const subject =
      'paymux_provider="heleket",paymux_operation="createPayout",paymux_account="main",paymux_mutating="true"';
    const result = `${subject},paymux_outcome="unknown",paymux_code="outcome_unknown"`;
    expect(text).toContain('# TYPE paymux_calls_total counter\n');
    expect(text).toContain(`paymux_calls_total{${result}} 1\n`);
    expect(text).toContain(`paymux_attempts_total{${subject},http_response_status_code="503"} 1\n`);
    expect(text).toContain(`paymux_attempts_total{${subject},paymux_failure="timeout"} 1\n`);
    expect(text).toContain(`paymux_retries_total{${subject}} 1\n`);
    expect(text).toContain(`paymux_retries_exhausted_total{${result}} 1\n`);
    expect(text).toContain('# TYPE paymux_call_duration_seconds histogram\n');
    expect(text).toContain(`paymux_call_duration_seconds_bucket{${result},le="0.25"} 0\n`);
    expect(text).toContain(`paymux_call_duration_seconds_bucket{${result},le="0.5"} 1\n`);
    expect(text).toContain(`paymux_call_duration_seconds_sum{${result}} 0.3\n`);
  });

  test('tell the key of a delivery only where it was verified', () => {
    const registry = new MetricsRegistry();
    registry.webhook({ provider: 'molam', accepted: true, keyId: 'k-2' });
    registry.webhook({ provider: 'molam', accepted: false, reason: 'unknown_kid', keyId: 'made-up' });
    expect(registry.text()).toContain('{paymux_provider="molam",paymux_accepted="true",paymux_key_id="k-2"} 1');
    expect(registry.text()).not.toContain('made-up');
  });

  test('tell how long work took, and how long it had waited', () => {
    const registry = new MetricsRegistry();
    let ran = 0;
    const span = registry.startWork({ name: 'inbox.handle', kind: 'consumer', account: 'main', waitedMs: 2000 });
    span.within(() => {
      ran += 1;
    });
    span.end({ outcome: 'ok', durationMs: 70 });
    expect(ran).toBe(1);
    expect(registry.text()).toContain('paymux_work_wait_seconds_sum{paymux_work="inbox.handle"} 2\n');
    expect(registry.text()).toContain(
      'paymux_work_duration_seconds_sum{paymux_work="inbox.handle",paymux_account="main",paymux_outcome="ok"} 0.07\n',
    );
  });

  test('tell labels that are too many together, and go on telling those that were there', () => {
    const registry = new MetricsRegistry();
    for (let index = 0; index < 2000; index += 1)
      registry.measure('paymux.documents', 1, { kind: `k-${String(index)}` });
    registry.measure('paymux.documents', 1, { kind: 'k-0' });
    const [family] = parse(registry.text());
    expect(family?.samples).toHaveLength(501);
    expect(family?.samples.find(({ labels: { paymux_kind } }) => paymux_kind === 'k-0')?.value).toBe(2);
    expect(family?.samples.find((sample) => sample.labels['otel_metric_overflow'] === 'true')?.value).toBe(1500);
  });

  test('keep the last value of a gauge, and take nothing away from a counter', () => {
    const registry = new MetricsRegistry();
    for (const each of [5, 2]) registry.measure('paymux.needs_review', each, { subject: 'payout' });
    for (const each of [1, -1, Number.NaN, Number.POSITIVE_INFINITY]) registry.measure('paymux.worker.rounds', each);
    expect(registry.text()).toContain('paymux_needs_review{paymux_subject="payout"} 2\n');
    expect(registry.text()).toContain('paymux_worker_rounds_total 1\n');
  });

  test('have names and labels that Prometheus takes, each its own', () => {
    const names = NAMES.map((name) => prometheusName(name));
    const told = (Object.keys(LABELS) as Label[]).map((label) => prometheusLabel(label));
    for (const name of [...names, ...told]) expect(name).toMatch(/^[a-z][a-z_]*$/);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(told).size).toBe(told.length);
    expect(new MetricsRegistry().text()).toBe('');
    expect(METRICS_CONTENT_TYPE).toBe('text/plain; version=0.0.4; charset=utf-8');
  });
});
