/**
 * Something that is kept, and may come due, of which the store knows no more than this: schedules, imports and their
 * rows, reports, alerts. Plain data.
 */
export interface StoredDocument {
  /** What it is, such as `schedule`. */
  readonly kind: string;
  /** Unique within its kind. */
  readonly id: string;
  /** Counts changes, from 1. */
  readonly revision: number;
  /** What it belongs to, such as the import that a row is of. Documents are listed by it. */
  readonly group?: string | undefined;
  /** Where it stands, in its own words. Documents are listed by it as well. */
  readonly state: string;
  /** Places it in lists, newest first. */
  readonly at: Date;
  readonly dueAt?: Date | undefined;
  /** Plain data, with instants. */
  readonly body: unknown;
  /** The W3C `traceparent` it was made in, where one was under way: jobs of it are linked with that trace. */
  readonly trace?: string | undefined;
}

/** A page of documents of one kind, newest first. */
export interface DocumentQuery {
  readonly kind: string;
  readonly group?: string | undefined;
  readonly states?: readonly string[] | undefined;
  readonly limit?: number | undefined;
  /** Where the page before this one ended. */
  readonly after?: string | undefined;
}
