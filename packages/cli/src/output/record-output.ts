import type { PaymentRecord, PaymentRecordEvent, PayoutEvent, PayoutRecord } from '@paymux/orchestration';
import { CommandFailedError } from '../command.js';
import { EXIT_CODE, type ExitCode } from '../exit-code.js';
import { textTable } from './text-table.js';

/** What a state means for whoever has just acted on a record, and the code that says so to a script. */
export type News<State extends string> = Readonly<Partial<Record<State, readonly [ExitCode, string]>>>;

/**
 * Ends a command on a record that is not as it was meant to be.
 *
 * @param what - `payout` and the like.
 * @throws {@link CommandFailedError} The news of the record's state is not that all is well.
 */
export function failWithNews<State extends string>(
  what: string,
  {
    failureReason,
    reference,
    state,
  }: Pick<PaymentRecord | PayoutRecord, 'failureReason' | 'reference'> & {
    readonly state: State;
  },
  news: News<State>,
): void {
  const [exitCode, text] = news[state] ?? [EXIT_CODE.done, ''];
  if (exitCode === EXIT_CODE.done) return;
  const why = failureReason === undefined ? '' : ` (${failureReason})`;
  throw new CommandFailedError(`The ${what} "${reference}" is ${state}${why}. ${text}`, { exitCode });
}

/** What happened to a record, entry by entry. */
export function historyTable(events: readonly (PaymentRecordEvent | PayoutEvent)[]): string {
  return textTable(
    ['#', 'at', 'who', 'by', 'what', 'then it is'],
    events.map(({ actor, at, number, source, to, type }) => [
      String(number),
      at.toISOString(),
      actor,
      source,
      type,
      to,
    ]),
  );
}
