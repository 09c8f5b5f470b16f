import type { AlertRule } from './alert-rule.js';

/** Something that somebody has to know of, as a rule finds it. */
export interface AlertCondition {
  /** The same for as long as it is the same trouble. */
  readonly key: string;
  /** The record or place, by its ids. */
  readonly subject: string;
  readonly account?: string | undefined;
  readonly what: string;
  readonly toDo: string;
}

/** An alert as it is kept. Plain data. */
export interface Alert extends AlertCondition {
  readonly id: string;
  readonly rule: string;
  readonly type: AlertRule['type'];
  readonly state: 'firing' | 'cleared';
  readonly firedAt: Date;
  readonly clearedAt?: Date | undefined;
  /** How often it has begun. */
  readonly times: number;
}

/** What a channel carries. Holds ids, amounts and counts: no secrets, no names or addresses of people. */
export interface AlertMessage {
  /** The same for every try: 1 to 64 letters, digits and `_`. */
  readonly id: string;
  readonly rule: string;
  readonly type: AlertRule['type'];
  readonly account?: string | undefined;
  readonly subject: string;
  readonly what: string;
  readonly toDo: string;
  readonly at: Date;
}

/** A message as text of a few lines. */
export function alertText({ subject, toDo, what }: AlertMessage): string {
  return `${what}\n${subject}\nNext: ${toDo}`;
}
