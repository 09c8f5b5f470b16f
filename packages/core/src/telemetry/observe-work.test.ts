import { describe, expect, test } from 'vitest';
import { ProviderRefusedError } from '../errors/provider-refused-error.js';
import { combineTelemetry } from './combine-telemetry.js';
import { MetricsRegistry } from './metrics-registry.js';
import { observeWork } from './observe-work.js';
import { silentTelemetry, type Telemetry, type WorkEnd } from './telemetry.js';

const WORK = { name: 'payout.send' };

function observer(ends: WorkEnd[]): Telemetry {
  return {
    ...silentTelemetry,
    startWork: () => ({
      within: (task) => {
        task();
      },
      end: (end) => ends.push(end),
    }),
  };
}

function fail(): never {
  throw new Error('observer out of order');
}

describe('observed work', () => {
  test('is told with its outcome and what describes its answer', async () => {
    const ends: WorkEnd[] = [];
    const answer = await observeWork(
      observer(ends),
      WORK,
      () => Promise.resolve(7),
      (value) => ({ attempt: value }),
    );
    expect(answer).toBe(7);
    expect(ends).toMatchObject([{ outcome: 'ok', attributes: { attempt: 7 } }]);
    expect(ends[0]?.durationMs).toBeGreaterThanOrEqual(0);
  });

  test('that fails is told by its code, and what it threw is thrown', async () => {
    const ends: WorkEnd[] = [];
    const refused = new ProviderRefusedError({ httpStatus: 400 });
    await expect(observeWork(observer(ends), WORK, () => Promise.reject(refused))).rejects.toBe(refused);
    await expect(observeWork(observer(ends), WORK, () => Promise.reject(new RangeError('canary')))).rejects.toThrow(
      RangeError,
    );
    expect(ends).toMatchObject([
      { outcome: 'rejected', code: 'provider_refused' },
      { outcome: 'unknown', code: 'defect' },
    ]);
    expect(JSON.stringify(ends)).not.toContain('canary');
  });

  test('is done once, whatever its observers do', async () => {
    const deaf: Telemetry = {
      ...silentTelemetry,
      startWork: () => ({ within: () => undefined, end: () => undefined }),
    };
    const broken: Telemetry = { ...silentTelemetry, startWork: fail, measure: fail, activeTrace: fail };
    const eager: Telemetry = {
      ...silentTelemetry,
      startWork: () => ({
        within: (task) => {
          task();
          task();
          fail();
        },
        end: () => undefined,
      }),
    };
    const ends: WorkEnd[] = [];
    const telemetry = combineTelemetry(deaf, broken, eager, observer(ends));
    let runs = 0;
    const work = (): Promise<number> => Promise.resolve((runs += 1));
    expect(await observeWork(telemetry, WORK, work)).toBe(1);
    expect(runs).toBe(1);
    expect(ends).toHaveLength(1);
    expect(await observeWork(deaf, WORK, work)).toBe(2);
    telemetry.measure?.('paymux.worker.rounds', 1, {});
    expect(telemetry.activeTrace?.()).toBeUndefined();
  });

  test('is done without a word where nobody observes work', async () => {
    expect(combineTelemetry({ startCall: fail, webhook: fail })).not.toHaveProperty('startWork');
    expect(await observeWork(silentTelemetry, WORK, () => Promise.resolve(1))).toBe(1);
  });

  test('is measured by all who measure, and goes on with the trace that the first one tells', () => {
    const [one, two] = [new MetricsRegistry(), new MetricsRegistry()];
    const telemetry = combineTelemetry(
      one,
      { ...silentTelemetry, activeTrace: () => undefined },
      { ...silentTelemetry, activeTrace: () => 'a' },
      { ...silentTelemetry, activeTrace: () => 'b' },
      two,
    );
    telemetry.measure?.('paymux.worker.rounds', 3, {});
    expect(one.text()).toContain('paymux_worker_rounds_total 3');
    expect(two.text()).toBe(one.text());
    expect(telemetry.activeTrace?.()).toBe('a');
  });
});
