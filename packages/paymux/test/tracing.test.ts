import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  combineTelemetry,
  createLogger,
  jsonLinesSink,
  MetricsRegistry,
  observeWork,
  type Telemetry,
} from '@paymux/core';
import { createOpenTelemetry } from '@paymux/core/opentelemetry';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type DurablePaymux, openPaymux } from '../src/index.js';
import { DURABLE_GATEWAYS, type DurableGateway } from './durable-gateways.js';
import { serve, type Server } from './serve.js';

const FIVE_MINUTES_MS = 300_000;
const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
/** What a client sends with its request. */
const CLIENT = `00-${TRACE_ID}-b7ad6b7169203331-01`;

/** One process: what it writes down, and the system that it opened. */
interface Process {
  readonly telemetry: Telemetry;
  readonly metrics: MetricsRegistry;
  readonly lines: string[];
  readonly paymux: DurablePaymux;
  spans(): readonly ReadableSpan[];
  metricNames(): Promise<readonly string[]>;
}

let gateway: DurableGateway;
let folder: string;
let server: Server;
let current: Process;

/** Opens the system as a process of its own would, with nothing in common with another one but the store. */
async function boot(): Promise<Process> {
  const spanExporter = new InMemorySpanExporter();
  const metricExporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const meterProvider = new MeterProvider({
    readers: [new PeriodicExportingMetricReader({ exporter: metricExporter })],
  });
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spanExporter)] });
  const metrics = new MetricsRegistry();
  const telemetry = combineTelemetry(metrics, createOpenTelemetry({ tracerProvider, meterProvider }));
  const lines: string[] = [];
  const logger = createLogger({ sink: jsonLinesSink((line) => lines.push(line)), level: 'debug', telemetry });
  const { account, clock, httpClient } = gateway;
  const paymux = await openPaymux(
    { accounts: [account], store: folder, worker: false },
    { clock, httpClient, logger, telemetry },
  );
  current = {
    telemetry,
    metrics,
    lines,
    paymux,
    spans: () => spanExporter.getFinishedSpans(),
    async metricNames() {
      await meterProvider.forceFlush();
      const scopes = metricExporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics);
      return [...new Set(scopes.flatMap((scope) => scope.metrics.map(({ descriptor }) => descriptor.name)))];
    },
  };
  return current;
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paymux-tracing-'));
  gateway = await (DURABLE_GATEWAYS['cryptomus'] ?? expect.fail())();
  server = await serve((request) => current.paymux.webhooks.handler()(request));
  await boot();
});

afterEach(async () => {
  await server.close();
  await current.paymux.close();
  await gateway.httpClient?.close?.();
  await gateway.close();
  await rm(folder, { recursive: true, force: true });
});

/** A payout as a request of a client asks for it. */
async function paySalary({ paymux, telemetry }: Process): Promise<string> {
  const request = { name: 'http.request', kind: 'server', trace: CLIENT } as const;
  const payout = await observeWork(telemetry, request, () =>
    paymux.payouts.createPayout({
      ...gateway.payout,
      reference: 'salary-1',
      creator: 'payroll',
      webhookUrl: `${server.url}/webhooks/main`,
    }),
  );
  return payout.id;
}

/** Spans by what they are below: `parent > child`, sorted by name. */
function pairs(spans: readonly ReadableSpan[]): readonly string[] {
  const names = new Map(spans.map((span) => [span.spanContext().spanId, span.name]));
  return spans
    .map((span) => `${names.get(span.parentSpanContext?.spanId ?? '') ?? 'elsewhere'} > ${span.name}`)
    .toSorted();
}

describe('one trace', () => {
  test('leads from the request to the payout, over a restart to the worker, and to the webhook that confirms it', async () => {
    const first = current;
    gateway.loseAnswers();
    const id = await paySalary(first);
    expect(await first.paymux.payouts.findPayout({ id })).toMatchObject({ state: 'unknown' });
    await first.paymux.close();

    gateway.answerAgain();
    const second = await boot();
    await gateway.later(FIVE_MINUTES_MS);
    await second.paymux.worker.drain();
    expect(await second.paymux.payouts.findPayout({ id })).toMatchObject({ state: 'pending' });
    await gateway.completePayout('salary-1');
    await second.paymux.worker.drain();
    expect(await second.paymux.payouts.findPayout({ id })).toMatchObject({ state: 'confirmed' });

    const all = [...first.spans(), ...second.spans()];
    expect(new Set(all.map((span) => span.spanContext().traceId))).toEqual(new Set([TRACE_ID]));
    expect(pairs(first.spans())).toEqual([
      'elsewhere > paymux http.request',
      'paymux http.request > paymux payout.create',
      'paymux payout.create > paymux payout.send',
      'paymux payout.send > paymux createPayout',
    ]);
    const together = pairs(all);
    for (const pair of [
      'paymux payout.create > paymux payout.look_up',
      'paymux payout.look_up > paymux findPayout',
      'paymux payout.create > paymux webhook.receive',
      'paymux webhook.receive > paymux inbox.handle',
      'paymux inbox.handle > paymux findPayout',
    ]) {
      expect(together).toContain(pair);
    }
    expect(together.filter((pair) => pair.endsWith('payout.create'))).toHaveLength(1);
  });

  test('is kept by a payment that was opened in it', async () => {
    const { paymux, telemetry } = current;
    const request = { name: 'http.request', kind: 'server', trace: CLIENT } as const;
    const amount = { amount: '15', currency: 'USD' };
    const payment = await observeWork(telemetry, request, () =>
      paymux.payments.createPayment({ amount, reference: 'order-1', creator: 'shop' }),
    );

    expect(payment).toMatchObject({ state: 'pending', revision: 2 });
    expect((await paymux.payments.findPayment({ id: payment.id }))?.trace).toContain(TRACE_ID);
  });

  test('tells account, attempt, state and outcome, and nothing of whom, where to or how much', async () => {
    const id = await paySalary(current);
    await gateway.completePayout('salary-1');
    await current.paymux.worker.drain();

    const send = current.spans().find(({ name }) => name === 'paymux payout.send');
    expect(send?.attributes).toEqual({
      'paymux.account': 'main',
      'paymux.attempt': 1,
      'paymux.outcome': 'ok',
      'paymux.payout': id,
      'paymux.state': 'pending',
    });
    const call = current.spans().find(({ name }) => name === 'paymux createPayout');
    expect(call?.attributes).toMatchObject({ 'paymux.account': 'main', 'paymux.provider': 'cryptomus' });
    const told = JSON.stringify(
      current.spans().map(({ attributes, events, links, name, status }) => [attributes, events, links, name, status]),
    );
    const figures = current.metrics.text();
    for (const secret of secretsOf(gateway)) {
      expect(told).not.toContain(secret);
      expect(figures).not.toContain(secret);
    }
    expect(`${told}${figures}`).not.toContain('salary-1');
  });

  test('is named on every line that is logged of it', async () => {
    await paySalary(current);
    const lines = current.lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    const within = lines.filter(({ event }) => event === 'payout.accepted' || event === 'call.succeeded');
    expect(within).toHaveLength(2);
    for (const line of within) expect(line).toMatchObject({ trace_id: TRACE_ID, span_id: expect.any(String) });
  });

  test('that nobody began is begun by the delivery, and a refused one leaves its reason', async () => {
    const refused = await fetch(`${server.url}/webhooks/main`, { method: 'POST', body: '{"sign":"none"}' });
    expect(refused.status).toBe(401);
    expect(pairs(current.spans())).toEqual(['elsewhere > paymux webhook.receive']);
    expect(current.spans()[0]?.attributes).toMatchObject({
      'paymux.account': 'main',
      'paymux.code': 'webhook_refused',
    });
    expect(current.metrics.text()).toMatch(
      /paymux_webhooks_total\{paymux_provider="cryptomus",paymux_account="main",paymux_accepted="false",paymux_reason="\w+"\} 1\n/,
    );
  });
});

describe('a run of a schedule', () => {
  test('is a trace of its own, linked with the request that planned it', async () => {
    const { paymux, telemetry } = current;
    await observeWork(telemetry, { name: 'http.request', kind: 'server', trace: CLIENT }, () =>
      paymux.reconciliation.schedule({ account: 'main', everyMs: 3_600_000 }),
    );
    await gateway.later(3_600_000);
    await paymux.worker.drain();

    const job = current.spans().find(({ name }) => name === 'paymux job.reconciliation_schedule');
    expect(job?.parentSpanContext).toBeUndefined();
    expect(job?.spanContext().traceId).not.toBe(TRACE_ID);
    expect(job?.links.map(({ context }) => context.traceId)).toEqual([TRACE_ID]);
  });
});

describe('figures', () => {
  test('of a payout that is confirmed are the same for Prometheus and for OpenTelemetry', async () => {
    await paySalary(current);
    await paySalary(current);
    await gateway.completePayout('salary-1');
    await current.paymux.worker.drain();
    await current.paymux.sampleGauges();

    const text = current.metrics.text();
    for (const line of [
      'paymux_transitions_total{paymux_subject="payout",paymux_account="main",paymux_to="ready"} 1',
      'paymux_transitions_total{paymux_subject="payout",paymux_account="main",paymux_from="submitting",paymux_to="pending"} 1',
      'paymux_idempotency_replays_total{paymux_operation="createPayout"} 1',
      'paymux_needs_review{paymux_subject="payout"} 0',
      'paymux_inbox_backlog{paymux_state="waiting"} 0',
      'paymux_due_lag_seconds{paymux_kind="inbox"} 0',
      'paymux_account_health{paymux_account="main",paymux_state="healthy"} 1',
      'paymux_account_health{paymux_account="main",paymux_state="open"} 0',
    ]) {
      expect(text).toContain(`${line}\n`);
    }
    expect(text).toMatch(
      /paymux_inbox_messages_total\{paymux_account="main",paymux_kind="payout",paymux_state="done"\} \d/,
    );
    expect(text).toMatch(/paymux_work_wait_seconds_count\{paymux_work="inbox.handle"\} \d/);
    const families = [...text.matchAll(/^# TYPE paymux_(\w+?)(?:_seconds)?(?:_total)? /gm)].map(([, name]) => name);
    const names = await current.metricNames();
    expect(names.map((name) => name.replace('paymux.', '').replaceAll('.', '_')).sort()).toEqual(families.sort());
  });
});

describe('without telemetry', () => {
  test('what is stored carries no trace, and parts are handed out as they are', async () => {
    await current.paymux.close();
    const { account, clock, httpClient } = gateway;
    const paymux = await openPaymux({ accounts: [account], store: folder, worker: false }, { clock, httpClient });
    current = { ...current, paymux };
    const payout = await paymux.payouts.createPayout({ ...gateway.payout, reference: 'salary-2', creator: 'payroll' });
    expect(await paymux.store.payout(payout.id)).not.toHaveProperty('trace');
    expect(paymux.telemetry.startWork).toBeUndefined();
    await expect(paymux.sampleGauges()).resolves.toBeUndefined();
  });
});

/** What must not be told of a payout. */
function secretsOf({ account, payout }: DurableGateway): readonly string[] {
  const { destination } = payout;
  const options = 'options' in account ? Object.values(account.options ?? {}) : [];
  const address = 'address' in destination ? [destination.address] : [];
  return [...options.filter((option) => typeof option === 'string' && !option.startsWith('http')), ...address].map(
    String,
  );
}
