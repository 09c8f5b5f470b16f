import type { MetricLabels, MetricName } from './metrics.js';
import { type CallSpan, silentTelemetry, type Telemetry, type WorkSpan, type WorkStart } from './telemetry.js';

/**
 * Tells every observer in turn. One that throws is passed over: neither the call
 * nor the other observers notice. One that fails to start a call or work hears no more of it.
 *
 * Where several name the same trace header, or a trace to go on with, the earlier observer's counts.
 */
export function combineTelemetry(...observers: readonly Telemetry[]): Telemetry {
  if (observers.length === 0) return silentTelemetry;
  const some = (name: keyof Telemetry): boolean => observers.some((observer) => observer[name] !== undefined);
  return {
    startCall(call) {
      return combineSpans(observers.flatMap((observer) => attempted(() => [observer.startCall(call)]) ?? []));
    },
    webhook(verification) {
      for (const observer of observers)
        attempted(() => {
          observer.webhook(verification);
        });
    },
    // Left out where nobody listens, so that whoever would tell can save the work.
    ...(some('startWork') ? { startWork: (work: WorkStart) => startWork(observers, work) } : {}),
    ...(some('measure')
      ? {
          measure: (metric: MetricName, value: number, labels: MetricLabels) => {
            for (const observer of observers) attempted(() => observer.measure?.(metric, value, labels));
          },
        }
      : {}),
    ...(some('activeTrace')
      ? {
          activeTrace: () => {
            for (const observer of observers) {
              const trace = attempted(() => observer.activeTrace?.());
              if (trace !== undefined) return trace;
            }
            return undefined;
          },
        }
      : {}),
  };
}

function combineSpans(spans: readonly CallSpan[]): CallSpan {
  return {
    attempt(attempt) {
      for (const span of spans)
        attempted(() => {
          span.attempt(attempt);
        });
    },
    end(end) {
      for (const span of spans)
        attempted(() => {
          span.end(end);
        });
    },
    traceHeaders() {
      const headers = spans.map((span) => attempted(() => span.traceHeaders?.()) ?? {});
      return Object.assign({}, ...headers.reverse()) as Record<string, string>;
    },
  };
}

function startWork(observers: readonly Telemetry[], work: WorkStart): WorkSpan {
  const spans = observers.flatMap((observer) => attempted(() => observer.startWork?.(work)) ?? []);
  return {
    within(task) {
      spans.reduceRight(
        (inner, span) => () => {
          runWithin(span, inner);
        },
        task,
      )();
    },
    end(end) {
      for (const span of spans)
        attempted(() => {
          span.end(end);
        });
    },
  };
}

/** Runs the task once, whatever the observer does with it, and lets through what the task throws. */
function runWithin(span: WorkSpan, task: () => void): void {
  let failure: { readonly error: unknown } | undefined;
  let isBegun = false;
  const once = (): void => {
    if (isBegun) return;
    isBegun = true;
    try {
      task();
    } catch (error) {
      failure = { error };
    }
  };
  attempted(() => {
    span.within(once);
  });
  once();
  if (failure !== undefined) throw failure.error;
}

/** What `observe` answers, or `undefined` if it throws. */
function attempted<Answer>(observe: () => Answer): Answer | undefined {
  try {
    return observe();
  } catch {
    return undefined;
  }
}
