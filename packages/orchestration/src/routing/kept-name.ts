import type { Change, DurableStore } from '../durable/durable-store.js';
import { fromRecordText, toRecordText } from '../durable/record-text.js';
import type { RoutedOperation } from './routing-rule.js';

const CENTURY_MS = 100 * 365 * 86_400_000;

/** A name that belongs to one record for good. */
export interface KeptName {
  readonly scope: string;
  readonly reference: string;
}

/** The name of what was asked for without an account: whichever one it goes through, it is the same one. */
export function routeName(operation: RoutedOperation, reference: string): KeptName {
  return { scope: `route:${operation}`, reference };
}

/** The name of a payment at one account, which stays its own when it is taken to another. */
export function paymentName(account: string, reference: string): KeptName {
  return { scope: `payment:${account}`, reference };
}

/** Gives a name to a record. The commit is `taken` when another one has it. */
export function keepName(
  { reference, scope }: KeptName,
  record: { readonly id: string; readonly fingerprint: string },
  at: Date,
): Change {
  return {
    change: 'answer_insert',
    answer: {
      scope,
      key: reference,
      fingerprint: record.fingerprint,
      state: 'done',
      run: record.id,
      runningUntil: at,
      answer: toRecordText({ answer: record.id }),
      createdAt: at,
      expiresAt: new Date(at.getTime() + CENTURY_MS),
    },
  };
}

/** The id of the record that has a name. */
export async function keptId(store: DurableStore, { reference, scope }: KeptName): Promise<string | undefined> {
  const kept = await store.answer(scope, reference);
  return kept?.answer === undefined ? undefined : fromRecordText<{ readonly answer: string }>(kept.answer).answer;
}
