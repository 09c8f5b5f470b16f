import { InvalidRequestError, isDecimalText, isPositive, type Problem } from '@paymux/core';
import type { Change, ClaimOptions, DueRows } from './durable-store.js';

const LONGEST_PAGE = 1000;
const USUAL_PAGE = 50;

/** Where a page ended: the instant and id of its last record. */
export interface Cursor {
  readonly at: number;
  readonly id: string;
}

/**
 * What every store refuses before it changes anything: amounts that cannot be added up, and leases that cannot end.
 *
 * @throws {@link InvalidRequestError} An amount is no decimal text, a transfer not above zero, or within one book, or a
 *   lease no whole number of milliseconds above zero.
 */
export function checkChanges(changes: readonly Change[]): void {
  const problems = changes.flatMap(problemsOf);
  if (problems.length > 0) throw new InvalidRequestError(problems, { operation: 'commit' });
}

function problemsOf(change: Change): readonly Problem[] {
  if (change.change === 'total_add')
    return [...decimalProblems(change.by, 'by'), ...decimalProblems(change.atMost, 'atMost')];
  if ('leaseMs' in change && change.leaseMs !== undefined) return leaseProblems(change.leaseMs);
  if (change.change !== 'transfer') return [];
  const { bounds, transfer } = change;
  const { amount } = transfer.amount;
  return [
    ...decimalProblems(bounds?.availableAtLeast, 'bounds.availableAtLeast'),
    ...decimalProblems(bounds?.heldAtMost, 'bounds.heldAtMost'),
    ...(isDecimalText(amount) && isPositive(transfer.amount)
      ? []
      : [{ path: 'transfer.amount', message: 'must be above zero' }]),
    ...(transfer.from === transfer.to
      ? [{ path: 'transfer.to', message: 'must be another book than the one it leaves' }]
      : []),
  ];
}

function decimalProblems(text: string | undefined, path: string): readonly Problem[] {
  return text === undefined || isDecimalText(text) ? [] : [{ path, message: 'must be decimal text such as "15.00"' }];
}

function leaseProblems(leaseMs: number): readonly Problem[] {
  return Number.isSafeInteger(leaseMs) && leaseMs >= 1
    ? []
    : [{ path: 'leaseMs', message: 'must be a whole number of milliseconds above zero' }];
}

/** @throws {@link InvalidRequestError} Names everything that is wrong with the options of a claim. */
export function checkClaim(kind: keyof DueRows, { id, leaseMs, limit }: ClaimOptions): void {
  const problems = [
    ...(Number.isSafeInteger(limit) && limit >= 1 && limit <= 10_000
      ? []
      : [{ path: 'limit', message: 'must be a whole number from 1 to 10000' }]),
    ...leaseProblems(leaseMs),
    ...(id !== undefined && (kind === 'inbox' || kind === 'documents')
      ? [{ path: 'id', message: 'must be absent: one id does not name a row of this kind' }]
      : []),
  ];
  if (problems.length > 0) throw new InvalidRequestError(problems, { operation: 'claim' });
}

/** @throws {@link InvalidRequestError} It is no whole number from 1 to 1,000. */
export function pageLimit(limit: number = USUAL_PAGE): number {
  if (Number.isSafeInteger(limit) && limit >= 1 && limit <= LONGEST_PAGE) return limit;
  throw new InvalidRequestError([
    { path: 'limit', message: `must be a whole number from 1 to ${String(LONGEST_PAGE)}` },
  ]);
}

/** The text by which a page that follows is asked for. */
export function writeCursor({ at, id }: Cursor): string {
  return Buffer.from(JSON.stringify([at, id])).toString('base64url');
}

/** @throws {@link InvalidRequestError} No page ended with this text. */
export function readCursor(text: string): Cursor {
  const parts = parseJson(Buffer.from(text, 'base64url').toString('utf8'));
  if (Array.isArray(parts) && parts.length === 2) {
    const [at, id] = parts as readonly unknown[];
    if (typeof at === 'number' && Number.isSafeInteger(at) && typeof id === 'string' && isText(id)) return { at, id };
  }
  throw new InvalidRequestError([{ path: 'after', message: 'must be what the page before answered as `next`' }]);
}

/** Whether every engine can compare with it: PostgreSQL knows no NUL, and halves of characters have no bytes. */
function isText(text: string): boolean {
  return !text.includes('\0') && Buffer.from(text).toString() === text;
}

/** The number that `changesSince` goes on from. @throws {@link InvalidRequestError} No answer told this text. */
export function readChangeCursor(text: string): number {
  const number = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(number)) return number;
  throw new InvalidRequestError([{ path: 'since', message: 'must be what the answer before told as `cursor`' }]);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
