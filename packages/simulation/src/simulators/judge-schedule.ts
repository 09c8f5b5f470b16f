import type { Violation } from '../oracles.js';
import { HARMLESS, LISTED } from './fault-schedule.js';
import type { ScheduleOutcome } from './run-schedule.js';
import { ACCOUNTS } from './three-simulators.js';

/** The verdict on one schedule. */
export interface ScheduleVerdict {
  readonly violations: readonly Violation[];
  readonly failovers: number;
  readonly reviews: number;
}

interface Move {
  readonly from: string;
  readonly to: string;
  readonly rule: string;
  readonly reason: string;
}

const WELL: ReadonlySet<string> = new Set(['confirmed', 'succeeded']);

/** Judges a schedule by the simulators' own books, and the history by what they saw. */
export function judgeSchedule({
  events,
  openings,
  records,
  schedule,
  seen,
  surprises,
}: ScheduleOutcome): ScheduleVerdict {
  const violations: Violation[] = [];
  const { reference } = schedule;
  const blame = (rule: string, detail: string): void => {
    violations.push({ rule, detail: `${reference}: ${detail}` });
  };
  for (const surprise of surprises) blame('no surprise', surprise);
  const [record] = records;
  if (record === undefined || records.length > 1) blame('a reference is one record', String(records.length));
  if (record === undefined) return { violations, failovers: 0, reviews: 0 };

  const accepted = ACCOUNTS.flatMap((name) => seen[name].accepted.map((as) => ({ name, as })));
  const moved = ACCOUNTS.reduce((sum, name) => sum + seen[name].moved, 0);
  if (accepted.length > 1) blame('one is accepted', accepted.map(({ as, name }) => `${as} at ${name}`).join(', '));
  if (moved > 1) blame('money moves once', `${String(moved)} times`);
  if (accepted.some(({ as }) => as !== reference)) blame('it keeps its reference', String(accepted[0]?.as));

  // The way that the history tells, from the choice to the last change of account.
  const created = events.find(({ type }) => type === 'created')?.detail as {
    readonly route?: Move & { account: string };
  };
  const moves = events.filter(({ type }) => type === 'failed_over').map(({ detail }) => detail as Move);
  const way = [String(created.route?.account), ...moves.map(({ to }) => to)];
  const rule = schedule.rules.find(({ id }) => id === created.route?.rule);
  if (rule === undefined) blame('a choice is explained', 'no rule');
  for (const [index, move] of moves.entries()) {
    const isTold = move.from === way[index] && move.rule === rule?.id && move.reason !== '';
    if (!isTold) blame('a failover is explained', `${move.from} to ${move.to}`);
    const last = openings.findLast(({ account }) => account === move.from)?.fault;
    const expected =
      last === undefined
        ? 'never sent: '
        : last === 'listed-refusal'
          ? 'refused with '
          : last === 'connection-refused' || last === 'rate-limit'
            ? 'provably not sent'
            : 'nothing allows it';
    const isDown = move.reason.startsWith('the account fails too often') && HARMLESS.has(last ?? 'none');
    if (!isDown && !move.reason.startsWith(expected)) {
      blame('the reason is what happened', `left ${move.from} as "${move.reason}" after ${String(last)}`);
    }
    if (last === 'listed-refusal' && rule?.failoverOn?.includes(LISTED) !== true) {
      blame('only a listed refusal leads on', `${move.from} to ${move.to}`);
    }
  }
  if (record.account !== way.at(-1)) blame('a failover is explained', `it is at ${record.account}`);

  // The way that requests really took. An account that could never be asked is on the way, and saw nothing.
  const walked = openings.map(({ account }) => account).filter((account, index, all) => account !== all[index - 1]);
  const possible = way.filter((account) => walked.some((name) => name === account));
  if (JSON.stringify(walked) !== JSON.stringify(possible)) {
    blame('the history is what was seen', `${way.join(' > ')}, and requests went ${walked.join(' > ')}`);
  }
  for (const name of ACCOUNTS) {
    const arrived = openings.filter(({ account, fault }) => account === name && !NEVER_THERE.has(fault)).length;
    const there = seen[name].openings.length;
    if (there !== arrived) blame('the history is what was seen', `${name} saw ${String(there)} of ${String(arrived)}`);
  }
  const doubt = openings.findIndex(({ fault, isHarmless }) => fault !== 'none' && !isHarmless);
  const bound = openings[doubt]?.account;
  if (doubt >= 0 && openings.slice(doubt).some(({ account }) => account !== bound)) {
    blame('nobody else is asked after doubt', `after ${String(openings[doubt]?.fault)} at ${String(bound)}`);
  }

  const end = record.state;
  if (end === 'needs_review') {
    const isReview = accepted.length > 0 || doubt >= 0;
    if (!isReview) blame('review is for doubt', String(record.reviewReason));
  } else if (accepted.length === 0 && end !== 'failed') blame('nothing is made up', end);
  else if (accepted.length > 0 && accepted[0]?.name !== record.account)
    blame('it is where it was accepted', record.account);
  else if (accepted.length > 0 && WELL.has(end) !== (schedule.end === 'well')) blame('states agree', end);
  return { violations, failovers: moves.length, reviews: end === 'needs_review' ? 1 : 0 };
}

/** What never arrived at a simulator. */
const NEVER_THERE: ReadonlySet<string> = new Set(['connection-refused', 'lost-before', 'crash-before']);
