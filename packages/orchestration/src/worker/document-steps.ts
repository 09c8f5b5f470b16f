import { PAYOUT_IMPORT } from '../bulk/payout-import.js';
import type { PayoutImports } from '../bulk/payout-imports.js';
import type { StoredDocument } from '../durable/stored-document.js';
import { SCHEDULE, SCHEDULE_RUN } from '../schedule/schedule.js';
import type { ScheduleRunner } from '../schedule/schedule-runner.js';
import type { Step } from './worker.js';

/** The steps of the documents that schedules and imports are, for {@link documentShift}. */
export function documentSteps({
  imports,
  schedules,
}: {
  readonly imports: PayoutImports;
  readonly schedules: ScheduleRunner;
}): Readonly<Record<string, Step<StoredDocument>>> {
  return {
    [SCHEDULE]: (claimed) => schedules.stepSchedule(claimed),
    [SCHEDULE_RUN]: (claimed) => schedules.stepRun(claimed),
    [PAYOUT_IMPORT]: (claimed) => imports.step(claimed),
  };
}
