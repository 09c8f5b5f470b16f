import { describe, expect, test } from 'vitest';
import { combineTelemetry } from './combine-telemetry.js';
import { silentTelemetry, type Telemetry } from './telemetry.js';

const CALL = { provider: 'heleket', operation: 'createPayout', mutating: true } as const;

function observer(name: string, heard: string[], headers?: Record<string, string>): Telemetry {
  return {
    startCall: ({ operation }) => {
      heard.push(`${name} starts ${operation}`);
      return {
        attempt: ({ number }) => heard.push(`${name} attempt ${String(number)}`),
        end: ({ outcome }) => heard.push(`${name} ends ${outcome}`),
        ...(headers === undefined ? {} : { traceHeaders: () => headers }),
      };
    },
    webhook: ({ accepted }) => heard.push(`${name} webhook ${String(accepted)}`),
  };
}

function fail(): never {
  throw new Error('observer out of order');
}

const startFails: Telemetry = { startCall: fail, webhook: fail };
const spanFails: Telemetry = { startCall: () => ({ attempt: fail, end: fail, traceHeaders: fail }), webhook: fail };

function observeOneCall(telemetry: Telemetry): Readonly<Record<string, string>> | undefined {
  const span = telemetry.startCall(CALL);
  const headers = span.traceHeaders?.();
  span.attempt({ number: 1, status: 200, durationMs: 5 });
  span.end({ outcome: 'ok', attempts: 1, durationMs: 6 });
  telemetry.webhook({ provider: 'heleket', accepted: true });
  return headers;
}

describe('combined telemetry', () => {
  test('tells every observer, in order', () => {
    const heard: string[] = [];
    observeOneCall(combineTelemetry(observer('a', heard), observer('b', heard)));
    expect(heard).toEqual([
      'a starts createPayout',
      'b starts createPayout',
      'a attempt 1',
      'b attempt 1',
      'a ends ok',
      'b ends ok',
      'a webhook true',
      'b webhook true',
    ]);
  });

  test('passes over observers that throw, wherever they do', () => {
    const heard: string[] = [];
    const headers = observeOneCall(combineTelemetry(startFails, spanFails, observer('c', heard, { traceparent: 'c' })));
    expect(heard).toEqual(['c starts createPayout', 'c attempt 1', 'c ends ok', 'c webhook true']);
    expect(headers).toEqual({ traceparent: 'c' });
  });

  test('merges trace headers, the earlier observer counting', () => {
    const combined = combineTelemetry(
      observer('a', [], { traceparent: 'a' }),
      observer('b', []),
      observer('c', [], { traceparent: 'c', 'x-trace': 'c' }),
    );
    expect(observeOneCall(combined)).toEqual({ traceparent: 'a', 'x-trace': 'c' });
  });

  test('of no observers is silent, and silence takes everything', () => {
    expect(combineTelemetry()).toBe(silentTelemetry);
    expect(observeOneCall(silentTelemetry)).toBeUndefined();
  });
});
