import type { Pool } from 'pg';
import { quoted } from '../commit/row-write.js';
import type { RecordKey } from '../query/record-key.js';
import { arrayParameter } from './array-parameter.js';
import { Together } from './together.js';

/** Looks up records by their names, those that are looked for at the same time by one statement. */
export class LookUps {
  readonly #pool: Pool;
  readonly #byKind = new Map<string, Together<RecordKey, string | undefined>>();

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** The text of a record. */
  find(key: RecordKey): Promise<string | undefined> {
    const kind = `${key.table} ${key.columns.join()}`;
    let together = this.#byKind.get(kind);
    if (together === undefined) {
      together = new Together((keys) => this.#findAll(kind, keys));
      this.#byKind.set(kind, together);
    }
    return together.ask(key);
  }

  async #findAll(kind: string, keys: readonly RecordKey[]): Promise<readonly (string | undefined)[]> {
    const query = { name: `paymux ${kind}`.slice(0, 63), ...lookUpStatement(keys) };
    const { rows } = await this.#pool.query<{ readonly nth: number; readonly record: string }>(query);
    const found: (string | undefined)[] = keys.map(() => undefined);
    for (const { nth, record } of rows) found[nth - 1] = record;
    return found;
  }
}

/** Asks for records of one table by values of the same columns. */
export function lookUpStatement(keys: readonly RecordKey[]): { readonly text: string; readonly values: Buffer[] } {
  const [{ columns, table }] = keys as [RecordKey];
  const arrays = columns.map((_, index) => `$${index + 1}::text[]`).join(', ');
  const same = columns.map((name, index) => `found.${quoted(name)} = given.c${index}`).join(' and ');
  return {
    text: `select given.nth, found.record from unnest(${arrays}) with ordinality
      as given (${columns.map((_, index) => `c${index}`).join(', ')}, nth) join ${table} as found on ${same}`,
    values: columns.map((_, index) =>
      arrayParameter(
        'text',
        keys.map(({ values }) => values[index] ?? null),
      ),
    ),
  };
}
