import {
  type Attributes,
  isSpanContextValid,
  type MeterProvider,
  metrics,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type TracerProvider,
} from '@opentelemetry/api';
import type { CallSpan, CallStart, Telemetry } from './telemetry/telemetry.js';

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
/** Seconds, from a quick answer to the default deadline of a call. */
const DURATION_BUCKETS = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];

/**
 * Telemetry that writes OpenTelemetry spans and figures.
 *
 * Each call is a client span `paymux <operation>` with an event per attempt.
 * Figures: histogram `paymux.call.duration` in seconds, counters `paymux.calls`,
 * `paymux.attempts` and `paymux.webhooks`. Attributes are `paymux.provider`,
 * `.operation`, `.account`, `.outcome`, `.code`, `.attempts` and the like, and
 * `http.response.status_code`; never an amount, address, key or reference.
 */
export function createOpenTelemetry(options: OpenTelemetryOptions = {}): Telemetry {
  const tracer = (options.tracerProvider ?? trace.getTracerProvider()).getTracer(SCOPE);
  const meter = (options.meterProvider ?? metrics.getMeterProvider()).getMeter(SCOPE);
  const durations = meter.createHistogram('paymux.call.duration', {
    description: 'Time of calls to a provider, waits between attempts included',
    unit: 's',
    advice: { explicitBucketBoundaries: DURATION_BUCKETS },
  });
  const calls = meter.createCounter('paymux.calls', { description: 'Calls to a provider', unit: '{call}' });
  const attempts = meter.createCounter('paymux.attempts', {
    description: 'HTTP attempts within calls',
    unit: '{attempt}',
  });
  const webhooks = meter.createCounter('paymux.webhooks', { description: 'Webhook deliveries', unit: '{delivery}' });

  function startCall(call: CallStart): CallSpan {
    const subject = present({
      'paymux.provider': call.provider,
      'paymux.operation': call.operation,
      'paymux.account': call.account,
      'paymux.mutating': call.mutating,
    });
    const span = tracer.startSpan(`paymux ${call.operation}`, { kind: SpanKind.CLIENT, attributes: subject });
    return {
      attempt({ number, status, failure, durationMs }) {
        const result = present({ 'http.response.status_code': status, 'paymux.failure': failure });
        span.addEvent('attempt', { ...result, 'paymux.attempt': number, 'paymux.duration_ms': durationMs });
        if (status !== undefined) span.setAttribute('http.response.status_code', status);
        attempts.add(1, { ...subject, ...result });
      },
      end({ outcome, code, attempts: count, durationMs }) {
        const result = present({ 'paymux.outcome': outcome, 'paymux.code': code });
        span.setAttributes({ ...result, 'paymux.attempts': count });
        if (outcome !== 'ok') span.setStatus({ code: SpanStatusCode.ERROR, message: code ?? outcome });
        span.end();
        calls.add(1, { ...subject, ...result });
        durations.record(durationMs / 1000, { ...subject, ...result });
      },
      traceHeaders: () => (options.propagate === false ? {} : traceParent(span)),
    };
  }

  return {
    startCall,
    webhook({ provider, account, accepted, reason, recipe }) {
      webhooks.add(
        1,
        present({
          'paymux.provider': provider,
          'paymux.account': account,
          'paymux.accepted': accepted,
          'paymux.reason': reason,
          'paymux.recipe': recipe,
        }),
      );
    },
  };
}

/**
 * Written here rather than by the registered propagator, which may add baggage
 * that is not meant for a provider.
 *
 * @see https://www.w3.org/TR/trace-context/#traceparent-header
 */
function traceParent(span: Span): Readonly<Record<string, string>> {
  const context = span.spanContext();
  if (!isSpanContextValid(context)) return {};
  const flags = (context.traceFlags & 0xff).toString(16).padStart(2, '0');
  return { traceparent: `00-${context.traceId}-${context.spanId}-${flags}` };
}

function present(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}
