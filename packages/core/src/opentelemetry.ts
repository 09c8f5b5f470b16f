import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Attributes,
  type Context,
  context,
  isSpanContextValid,
  type Link,
  type Meter,
  type MeterProvider,
  metrics,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
  type TracerProvider,
} from '@opentelemetry/api';
import { figuresOf } from './telemetry/figures-of.js';
import { type Label, LABELS, type Metric, type MetricLabels, type MetricName, METRICS } from './telemetry/metrics.js';
import type { CallSpan, CallStart, Telemetry, WorkAttributes, WorkSpan, WorkStart } from './telemetry/telemetry.js';
import { parseTraceParent } from './telemetry/trace-parent.js';

/** Options of {@link createOpenTelemetry}. */
export interface OpenTelemetryOptions {
  /** @defaultValue the provider registered globally */
  readonly tracerProvider?: TracerProvider | undefined;
  /** @defaultValue the provider registered globally */
  readonly meterProvider?: MeterProvider | undefined;
  /** Whether requests carry a `traceparent` header, and nothing else of the trace. @defaultValue `true` */
  readonly propagate?: boolean | undefined;
}

const SCOPE = '@paymux/core';

const SPAN_KINDS = { server: SpanKind.SERVER, consumer: SpanKind.CONSUMER, internal: SpanKind.INTERNAL } as const;

/** What is under way, also where the application has registered no context manager. */
const underWay = new AsyncLocalStorage<Context>();

/**
 * Telemetry that writes OpenTelemetry spans and figures.
 *
 * Each call is a client span `paymux <operation>` with an event per attempt, below the work it belongs to, which is a
 * span `paymux <name>`. Work that goes on with what was stored earlier joins the trace that was stored with it. The
 * figures are those of `METRICS`. Attributes are `paymux.provider`, `.operation`, `.account`, `.outcome`, `.code`,
 * `.attempts` and the like, and `http.response.status_code`; never an amount, address, key or reference.
 */
export function createOpenTelemetry(options: OpenTelemetryOptions = {}): Telemetry {
  const tracer = (options.tracerProvider ?? trace.getTracerProvider()).getTracer(SCOPE);
  const figures = figuresOf(measureWith((options.meterProvider ?? metrics.getMeterProvider()).getMeter(SCOPE)));

  function startCall(call: CallStart): CallSpan {
    const figure = figures.startCall(call);
    const { provider, operation, account, mutating } = call;
    const attributes = labelled({ provider, operation, account, mutating });
    const span = tracer.startSpan(`paymux ${operation}`, { kind: SpanKind.CLIENT, attributes }, activeContext());
    return {
      attempt(attempt) {
        const { number, status, failure, durationMs } = attempt;
        const result = labelled({ status, failure });
        span.addEvent('attempt', { ...result, 'paymux.attempt': number, 'paymux.duration_ms': durationMs });
        if (status !== undefined) span.setAttribute('http.response.status_code', status);
        figure.attempt(attempt);
      },
      end(end) {
        const { outcome, code, attempts } = end;
        span.setAttribute('paymux.attempts', attempts);
        endSpan(span, outcome, code);
        figure.end(end);
      },
      traceHeaders() {
        const traceparent = options.propagate === false ? undefined : traceParent(span.spanContext());
        return traceparent === undefined ? {} : { traceparent };
      },
    };
  }

  function startWork(work: WorkStart): WorkSpan {
    const figure = figures.startWork(work);
    const { account, attributes, kind = 'internal', name, spentMs, waitedMs } = work;
    const { links, parent } = placeOf(work);
    const span = tracer.startSpan(
      `paymux ${name}`,
      {
        kind: SPAN_KINDS[kind],
        attributes: { ...labelled({ account }), ...named({ ...attributes, waited_ms: waitedMs }) },
        links,
        ...(spentMs === undefined ? {} : { startTime: performance.now() - spentMs }),
      },
      parent,
    );
    const within = trace.setSpan(parent, span);
    return {
      within: (task) => {
        underWay.run(within, () => {
          context.with(within, task);
        });
      },
      end(end) {
        span.setAttributes(named(end.attributes ?? {}));
        endSpan(span, end.outcome, end.code);
        figure.end(end);
      },
    };
  }

  return {
    startCall,
    startWork,
    webhook: figures.webhook,
    measure: figures.measure,
    activeTrace: () => {
      const span = trace.getSpanContext(activeContext());
      return span === undefined ? undefined : traceParent(span);
    },
  };
}

/** Instruments are made when they are first used. */
function measureWith(meter: Meter): NonNullable<Telemetry['measure']> {
  const instruments = new Map<MetricName, (value: number, attributes: Attributes) => void>();
  return (name, value, labels) => {
    let instrument = instruments.get(name);
    if (instrument === undefined) instruments.set(name, (instrument = instrumentOf(meter, name)));
    instrument(value, labelled(labels));
  };
}

function instrumentOf(meter: Meter, name: MetricName): (value: number, attributes: Attributes) => void {
  const { buckets, help, type, unit }: Metric = METRICS[name];
  const told = { description: help, unit };
  switch (type) {
    case 'counter': {
      const counter = meter.createCounter(name, told);
      return (value, attributes) => {
        counter.add(value, attributes);
      };
    }
    case 'gauge': {
      const gauge = meter.createGauge(name, told);
      return (value, attributes) => {
        gauge.record(value, attributes);
      };
    }
    case 'histogram': {
      const advice = buckets === undefined ? {} : { advice: { explicitBucketBoundaries: [...buckets] } };
      const histogram = meter.createHistogram(name, { ...told, ...advice });
      return (value, attributes) => {
        histogram.record(value, attributes);
      };
    }
  }
}

/** Where work belongs: below what it follows from, else below what is under way, with a link to the other. */
function placeOf({ kind, link, trace: kept }: WorkStart): { readonly parent: Context; readonly links: Link[] } {
  // A worker may have been started from within anything, long ago: that is not what its work belongs to.
  const active = kind === 'consumer' ? ROOT_CONTEXT : activeContext();
  const here = trace.getSpanContext(active);
  const linked = link === undefined ? undefined : remoteSpan(link);
  const links = linked === undefined ? [] : [{ context: linked }];
  const from = kept === undefined ? undefined : remoteSpan(kept);
  if (from === undefined || from.traceId === here?.traceId) return { parent: active, links };
  if (here !== undefined && isSpanContextValid(here)) links.push({ context: here });
  return { parent: trace.setSpanContext(active, from), links };
}

function remoteSpan(text: string): SpanContext | undefined {
  const parsed = parseTraceParent(text);
  if (parsed === undefined) return undefined;
  return { traceId: parsed.traceId, spanId: parsed.spanId, traceFlags: parsed.flags, isRemote: true };
}

function activeContext(): Context {
  const registered = context.active();
  return trace.getSpanContext(registered) === undefined ? (underWay.getStore() ?? registered) : registered;
}

function endSpan(span: Span, outcome: string, code: string | undefined): void {
  span.setAttributes(labelled({ outcome, code }));
  if (outcome !== 'ok') span.setStatus({ code: SpanStatusCode.ERROR, message: code ?? outcome });
  span.end();
}

/**
 * Written here rather than by the registered propagator, which may add baggage
 * that is not meant for a provider.
 *
 * @see https://www.w3.org/TR/trace-context/#traceparent-header
 */
function traceParent(span: SpanContext): string | undefined {
  if (!isSpanContextValid(span)) return undefined;
  const flags = (span.traceFlags & 0xff).toString(16).padStart(2, '0');
  return `00-${span.traceId}-${span.spanId}-${flags}`;
}

function labelled(labels: MetricLabels): Attributes {
  return Object.fromEntries(
    Object.entries(labels).flatMap(([label, value]) => (value === undefined ? [] : [[LABELS[label as Label], value]])),
  );
}

/** Names without a dot are our own. */
function named(attributes: WorkAttributes): Attributes {
  return Object.fromEntries(
    Object.entries(attributes).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.includes('.') ? name : `paymux.${name}`, value]],
    ),
  );
}
