/** The engines that one set of statements serves. */
export type EngineName = 'sqlite' | 'postgresql';

/** Words of SQL that differ between the engines. */
export interface SqlWords {
  readonly engine: EngineName;
  /** Text that sorts by code point, the same way on both engines. */
  readonly text: string;
  /** Whole numbers up to 2^53. */
  readonly integer: string;
  /** Exact decimals. */
  readonly decimal: string;
  /** A key that counts up by itself. */
  readonly position: string;
}

/** One step of the schema. Never edited once released: its text is checked against what was applied. */
export interface Migration {
  /** From 1, without gaps. */
  readonly number: number;
  readonly name: string;
  statements(words: SqlWords): readonly string[];
}

/** The words of each engine. */
export const SQL_WORDS: Readonly<Record<EngineName, SqlWords>> = {
  sqlite: {
    engine: 'sqlite',
    text: 'text',
    integer: 'integer',
    // As text, and never compared or added up by the engine, which would do it in floating point.
    decimal: 'text',
    position: 'integer primary key autoincrement',
  },
  postgresql: {
    engine: 'postgresql',
    text: 'text collate "C"',
    integer: 'bigint',
    decimal: 'numeric',
    position: 'bigint generated always as identity primary key',
  },
};
