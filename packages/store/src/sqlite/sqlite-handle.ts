/** The part of better-sqlite3's and libsql's interface that is used. */
export interface SqliteHandle {
  prepare(statement: string): SqliteStatement;
  exec(statements: string): unknown;
  close(): unknown;
}

/** One prepared statement. */
export interface SqliteStatement {
  /** Whether it answers rows. */
  readonly reader: boolean;
  all(...parameters: readonly unknown[]): unknown[];
  run(...parameters: readonly unknown[]): { readonly changes: number };
}
