/** What became of a message so far: `waiting` to be applied, `done`, `dead` after too many failures, `review` by a person. */
export type InboxState = 'waiting' | 'done' | 'dead' | 'review';

/** One verified event, written down before its delivery is answered. */
export interface InboxMessage {
  readonly account: string;
  /** Unique within the account: the event's deduplication key. */
  readonly key: string;
  readonly kind: string;
  readonly type: string;
  /** The event, as `writeEvent` of core wrote it. */
  readonly event: string;
  readonly state: InboxState;
  readonly receivedAt: Date;
  /** How often it was tried and failed. */
  readonly attempts: number;
  readonly dueAt?: Date | undefined;
  readonly doneAt?: Date | undefined;
  /** Code or name of the last failure, or the reason for review. Never a body. */
  readonly problem?: string | undefined;
  /** The W3C `traceparent` it was made in, where one was under way: later work on it joins that trace. */
  readonly trace?: string | undefined;
}

/** Deliveries that proved nothing. Counted, without their contents. */
export interface RefusedDelivery {
  readonly account: string;
  readonly at: Date;
  readonly reason: string;
  /** How many of them are counted together. */
  readonly count: number;
}
