import { PaymentsError } from '../errors/payments-error.js';
import type { Telemetry, WorkAttributes, WorkStart } from './telemetry.js';

/**
 * Does a piece of work under observation. Costs nothing where nobody observes work.
 *
 * @param describe - What is told of the answer.
 * @throws Whatever `task` throws.
 * @example
 * ```ts
 * const response = await observeWork(telemetry, { name: 'http.request', kind: 'server' }, () => answer(request));
 * ```
 */
export function observeWork<Answer>(
  telemetry: Telemetry,
  work: WorkStart,
  task: () => Promise<Answer>,
  describe?: (answer: Answer) => WorkAttributes,
): Promise<Answer> {
  if (telemetry.startWork === undefined) return task();
  const span = telemetry.startWork(work);
  const startedAt = performance.now() - (work.spentMs ?? 0);
  const spent = (): number => performance.now() - startedAt;
  let answering: Promise<Answer> | undefined;
  span.within(() => {
    answering = task();
  });
  // Whatever an observer does, the work is done.
  return (answering ?? task()).then(
    (answer) => {
      span.end({ outcome: 'ok', durationMs: spent(), attributes: describe?.(answer) });
      return answer;
    },
    (error: unknown) => {
      const { code, outcome } = PaymentsError.isInstance(error)
        ? error
        : { code: 'defect', outcome: 'unknown' as const };
      span.end({ outcome, code, durationMs: spent() });
      throw error;
    },
  );
}
