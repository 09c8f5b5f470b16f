import {
  type Context,
  context,
  type ContextManager,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  AlwaysOffSampler,
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { describe, expect, test } from 'vitest';
import { createOpenTelemetry, type OpenTelemetryOptions } from './opentelemetry.js';
import { observeWork } from './telemetry/observe-work.js';
import type { Telemetry, WorkStart } from './telemetry/telemetry.js';

function harness(options: OpenTelemetryOptions = {}) {
  const spanExporter = new InMemorySpanExporter();
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spanExporter)] });
  const metricExporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const meterProvider = new MeterProvider({
    readers: [new PeriodicExportingMetricReader({ exporter: metricExporter })],
  });
  return {
    telemetry: createOpenTelemetry({ tracerProvider, meterProvider, ...options }),
    spans: () => spanExporter.getFinishedSpans(),
    async points(name: string) {
      await meterProvider.forceFlush();
      return metricExporter
        .getMetrics()
        .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics))
        .filter(({ descriptor }) => descriptor.name === name)
        .flatMap(({ dataPoints }) => dataPoints.map(({ attributes, value }) => ({ attributes, value })));
    },
  };
}

const CALL = { provider: 'molam', operation: 'createPayout', account: 'main', mutating: true } as const;
const SUBJECT = {
  'paymux.provider': 'molam',
  'paymux.operation': 'createPayout',
  'paymux.account': 'main',
  'paymux.mutating': true,
};

/** The least a context manager can be: one context, active everywhere. */
function alwaysActive(active: Context): ContextManager {
  const manager: ContextManager = {
    active: () => active,
    with: (_, run, self, ...args) => run.apply(self as never, args),
    bind: (_, target) => target,
    enable: () => manager,
    disable: () => manager,
  };
  return manager;
}

describe('OpenTelemetry', () => {
  test('sees a call as one client span with an event per attempt', () => {
    const { telemetry, spans } = harness();
    const call = telemetry.startCall(CALL);
    call.attempt({ number: 1, failure: 'connection_refused', durationMs: 3 });
    call.attempt({ number: 2, status: 201, durationMs: 40 });
    call.end({ outcome: 'ok', attempts: 2, durationMs: 250 });

    expect(spans()).toHaveLength(1);
    expect(spans()[0]).toMatchObject({
      name: 'paymux createPayout',
      kind: SpanKind.CLIENT,
      status: { code: SpanStatusCode.UNSET },
      attributes: { ...SUBJECT, 'paymux.outcome': 'ok', 'paymux.attempts': 2, 'http.response.status_code': 201 },
    });
    expect(spans()[0]?.events.map(({ name, attributes }) => ({ name, attributes }))).toEqual([
      {
        name: 'attempt',
        attributes: { 'paymux.attempt': 1, 'paymux.failure': 'connection_refused', 'paymux.duration_ms': 3 },
      },
      {
        name: 'attempt',
        attributes: { 'paymux.attempt': 2, 'http.response.status_code': 201, 'paymux.duration_ms': 40 },
      },
    ]);
  });

  test('marks a failed call by its code and says whether it may have happened', () => {
    const { telemetry, spans } = harness();
    const call = telemetry.startCall(CALL);
    call.attempt({ number: 1, failure: 'timeout', durationMs: 30_000 });
    call.end({ outcome: 'unknown', code: 'outcome_unknown', attempts: 1, durationMs: 30_000 });
    expect(spans()[0]).toMatchObject({
      status: { code: SpanStatusCode.ERROR, message: 'outcome_unknown' },
      attributes: { 'paymux.outcome': 'unknown', 'paymux.code': 'outcome_unknown' },
    });
  });

  test('hangs the span below the one that is active', () => {
    const { telemetry, spans } = harness();
    const parent = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };
    const within = trace.setSpanContext(ROOT_CONTEXT, parent);
    context.setGlobalContextManager(alwaysActive(within));
    try {
      telemetry.startCall(CALL).end({ outcome: 'ok', attempts: 1, durationMs: 1 });
    } finally {
      context.disable();
    }
    expect(spans()[0]?.parentSpanContext).toMatchObject(parent);
  });

  test('counts calls by provider, operation and outcome', async () => {
    const { telemetry, points } = harness();
    for (const durationMs of [100, 300]) {
      const call = telemetry.startCall(CALL);
      call.attempt({ number: 1, status: 200, durationMs });
      call.end({ outcome: 'ok', attempts: 1, durationMs });
    }
    const refused = telemetry.startCall(CALL);
    refused.attempt({ number: 1, status: 422, durationMs: 10 });
    refused.end({ outcome: 'rejected', code: 'provider_refused', attempts: 1, durationMs: 10 });

    expect(await points('paymux.calls')).toEqual([
      { attributes: { ...SUBJECT, 'paymux.outcome': 'ok' }, value: 2 },
      { attributes: { ...SUBJECT, 'paymux.outcome': 'rejected', 'paymux.code': 'provider_refused' }, value: 1 },
    ]);
  });

  test('counts attempts by status or failure', async () => {
    const { telemetry, points } = harness();
    const call = telemetry.startCall(CALL);
    call.attempt({ number: 1, failure: 'timeout', durationMs: 1 });
    call.attempt({ number: 2, status: 503, durationMs: 1 });
    call.attempt({ number: 3, status: 503, durationMs: 1 });
    expect(await points('paymux.attempts')).toEqual([
      { attributes: { ...SUBJECT, 'paymux.failure': 'timeout' }, value: 1 },
      { attributes: { ...SUBJECT, 'http.response.status_code': 503 }, value: 2 },
    ]);
  });

  test('measures durations in seconds', async () => {
    const { telemetry, points } = harness();
    for (const durationMs of [100, 300]) telemetry.startCall(CALL).end({ outcome: 'ok', attempts: 1, durationMs });
    const [point] = await points('paymux.call.duration');
    expect(point).toMatchObject({
      attributes: { ...SUBJECT, 'paymux.outcome': 'ok' },
      value: { count: 2, sum: 0.4, min: 0.1, max: 0.3 },
    });
  });

  test('counts webhook deliveries by verdict, with reason and recipe', async () => {
    const { telemetry, points } = harness();
    telemetry.webhook({ provider: 'cryptomus', accepted: true, recipe: 'B' });
    telemetry.webhook({ provider: 'cryptomus', accepted: false, reason: 'signature_mismatch' });
    telemetry.webhook({ provider: 'cryptomus', accepted: false, reason: 'signature_mismatch' });
    expect(await points('paymux.webhooks')).toEqual([
      { attributes: { 'paymux.provider': 'cryptomus', 'paymux.accepted': true, 'paymux.recipe': 'B' }, value: 1 },
      {
        attributes: { 'paymux.provider': 'cryptomus', 'paymux.accepted': false, 'paymux.reason': 'signature_mismatch' },
        value: 2,
      },
    ]);
  });

  test('gives requests the traceparent of the span, sampled or not, unless told not to', () => {
    const { telemetry, spans } = harness();
    const call = telemetry.startCall(CALL);
    const headers = call.traceHeaders?.();
    call.end({ outcome: 'ok', attempts: 0, durationMs: 0 });
    const { traceId, spanId } = spans()[0]?.spanContext() ?? {};
    expect(headers).toEqual({ traceparent: `00-${String(traceId)}-${String(spanId)}-01` });

    const unsampled = harness({ tracerProvider: new BasicTracerProvider({ sampler: new AlwaysOffSampler() }) });
    expect(unsampled.telemetry.startCall(CALL).traceHeaders?.()['traceparent']).toMatch(
      /^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/,
    );
    expect(harness({ propagate: false }).telemetry.startCall(CALL).traceHeaders?.()).toEqual({});
  });

  test('names the key of a delivery that was verified', async () => {
    const { telemetry, points } = harness();
    telemetry.webhook({ provider: 'molam', account: 'main', accepted: true, keyId: 'k-2' });
    expect(await points('paymux.webhooks')).toEqual([
      {
        attributes: {
          'paymux.provider': 'molam',
          'paymux.account': 'main',
          'paymux.accepted': true,
          'paymux.key_id': 'k-2',
        },
        value: 1,
      },
    ]);
  });

  test('does nothing, and breaks nothing, where no provider is registered', () => {
    const telemetry = createOpenTelemetry();
    const call = telemetry.startCall(CALL);
    call.attempt({ number: 1, status: 200, durationMs: 1 });
    call.end({ outcome: 'ok', attempts: 1, durationMs: 1 });
    telemetry.webhook({ provider: 'molam', accepted: true });
    expect(call.traceHeaders?.()).toEqual({});
  });
});

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const KEPT = `00-${TRACE_ID}-b7ad6b7169203331-01`;

/** Does some work in which a call is made, and resolves to the trace that was active meanwhile. */
async function workWithCall(telemetry: Telemetry, work: WorkStart): Promise<string | undefined> {
  return observeWork(telemetry, work, async () => {
    await Promise.resolve();
    telemetry.startCall(CALL).end({ outcome: 'ok', attempts: 1, durationMs: 1 });
    return telemetry.activeTrace?.();
  });
}

describe('work', () => {
  test('is a span above the calls and the work in it, also without a context manager', async () => {
    const { telemetry, spans } = harness();
    await observeWork(telemetry, { name: 'payout.create', account: 'main' }, () =>
      workWithCall(telemetry, { name: 'payout.send', attributes: { attempt: 2, 'http.route': '/v1' } }),
    );
    const [call, send, create] = spans();
    expect([call?.name, send?.name, create?.name]).toEqual([
      'paymux createPayout',
      'paymux payout.send',
      'paymux payout.create',
    ]);
    expect(call?.parentSpanContext?.spanId).toBe(send?.spanContext().spanId);
    expect(send?.parentSpanContext?.spanId).toBe(create?.spanContext().spanId);
    expect(send?.attributes).toEqual({ 'paymux.attempt': 2, 'http.route': '/v1', 'paymux.outcome': 'ok' });
    expect(create).toMatchObject({ kind: SpanKind.INTERNAL, attributes: { 'paymux.account': 'main' } });
  });

  test('joins the trace that was kept, and is linked with what is under way', async () => {
    const { telemetry, spans } = harness();
    const trace = await observeWork(telemetry, { name: 'http.request', kind: 'server' }, () =>
      workWithCall(telemetry, { name: 'payout.send', trace: KEPT }),
    );
    const [call, send, request] = spans();
    expect(send?.parentSpanContext).toMatchObject({ traceId: TRACE_ID, spanId: 'b7ad6b7169203331', isRemote: true });
    expect(send?.links).toMatchObject([{ context: { spanId: request?.spanContext().spanId } }]);
    expect(call?.spanContext().traceId).toBe(TRACE_ID);
    expect(trace).toBe(`00-${TRACE_ID}-${send?.spanContext().spanId ?? ''}-01`);
    expect(request?.kind).toBe(SpanKind.SERVER);
  });

  test('of a worker is not below what the worker was started in, and is linked where it does not join', async () => {
    const { telemetry, spans } = harness();
    await observeWork(telemetry, { name: 'start' }, () =>
      workWithCall(telemetry, { name: 'job.schedule', kind: 'consumer', link: KEPT }),
    );
    const job = spans().find(({ name }) => name === 'paymux job.schedule');
    expect(job).toMatchObject({ kind: SpanKind.CONSUMER, links: [{ context: { traceId: TRACE_ID } }] });
    expect(job?.parentSpanContext).toBeUndefined();
  });

  test.each([
    '',
    'none',
    `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
    `00-${TRACE_ID}-${'0'.repeat(16)}-01`,
    `ff-${TRACE_ID}-b7ad6b7169203331-01`,
    KEPT.toUpperCase(),
    `${KEPT}\n`,
    `${KEPT}-`.padEnd(10_000, 'x'),
  ])('joins no trace by text that names none: %j', async (trace) => {
    const { telemetry, spans } = harness();
    await workWithCall(telemetry, { name: 'http.request', trace, link: trace });
    const request = spans().find(({ name }) => name === 'paymux http.request');
    expect(request?.parentSpanContext).toBeUndefined();
    expect(request?.links).toEqual([]);
  });

  test('reads what a later version of the header adds', async () => {
    const { telemetry, spans } = harness();
    await workWithCall(telemetry, { name: 'http.request', trace: `01-${KEPT.slice(3)}-more` });
    expect(spans().every((span) => span.spanContext().traceId === TRACE_ID)).toBe(true);
  });

  test('that fails is marked by its code, and has lasted as long as it says', async () => {
    const { telemetry, spans } = harness();
    const failing = observeWork(telemetry, { name: 'inbox.handle', spentMs: 5000 }, () =>
      Promise.reject(new Error('canary')),
    );
    await expect(failing).rejects.toThrow('canary');
    expect(spans()[0]).toMatchObject({
      status: { code: SpanStatusCode.ERROR, message: 'defect' },
      attributes: { 'paymux.outcome': 'unknown', 'paymux.code': 'defect' },
    });
    const [seconds = 0] = spans()[0]?.duration ?? [];
    expect(seconds).toBeGreaterThanOrEqual(4);
    expect(JSON.stringify(spans()[0]?.events)).not.toContain('canary');
  });

  test('is measured by its name, and every kind of figure is told', async () => {
    const { telemetry, points } = harness();
    await workWithCall(telemetry, { name: 'inbox.handle', waitedMs: 3000 });
    telemetry.measure?.('paymux.needs_review', 4, { subject: 'payout' });
    telemetry.measure?.('paymux.needs_review', 2, { subject: 'payout' });
    const told = async (name: string) => (await points(name)).at(-1);
    expect(await told('paymux.work.wait')).toMatchObject({
      attributes: { 'paymux.work': 'inbox.handle' },
      value: { count: 1, sum: 3 },
    });
    expect(await told('paymux.work.duration')).toMatchObject({ value: { count: 1 } });
    expect(await told('paymux.needs_review')).toEqual({ attributes: { 'paymux.subject': 'payout' }, value: 2 });
  });
});
