import { type CallSpan, silentTelemetry, type Telemetry } from './telemetry.js';

/**
 * Tells every observer in turn. One that throws is passed over: neither the call
 * nor the other observers notice. One that fails to start a call hears no more of it.
 *
 * Where several name the same trace header, the earlier observer's value counts.
 */
export function combineTelemetry(...observers: readonly Telemetry[]): Telemetry {
  if (observers.length === 0) return silentTelemetry;
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

/** What `observe` answers, or `undefined` if it throws. */
function attempted<Answer>(observe: () => Answer): Answer | undefined {
  try {
    return observe();
  } catch {
    return undefined;
  }
}
