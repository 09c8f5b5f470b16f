import type { EngineName, Migration, SqlWords } from './migration.js';

/** The tables of which it is told what was changed. */
const TOLD = ['paymux_payouts', 'paymux_payments', 'paymux_inbox', 'paymux_documents'];

/** By what payouts are searched, and in which order records were changed. */
export const changesAndSearch: Migration = {
  number: 2,
  name: 'changes-and-search',
  statements: (words) => [...search(words), ...changes(words)],
};

function search({ engine, text }: SqlWords): readonly string[] {
  return [
    `alter table paymux_payouts add column destination ${text}`,
    `alter table paymux_payouts add column origin ${text}`,
    `update paymux_payouts set
    destination = coalesce(${inRecord(engine, 'terms', 'destination', 'address')},
      ${inRecord(engine, 'terms', 'destination', 'accountNumber')}),
    origin = ${inRecord(engine, 'origin')}`,
    'create index paymux_payouts_by_destination on paymux_payouts (destination) where destination is not null',
    'create index paymux_payouts_by_reference on paymux_payouts (reference)',
    'create index paymux_payouts_by_origin on paymux_payouts (origin, requested_at, id)',
  ];
}

function inRecord(engine: EngineName, ...path: readonly string[]): string {
  return engine === 'sqlite' ? `json_extract(record, '$.${path.join('.')}')` : `record::json #>> '{${path.join(',')}}'`;
}

/**
 * On SQLite, where one process writes at a time, changes are counted. On PostgreSQL they have the number of their
 * transaction: what has a number below that of every open transaction is there for all to see.
 */
function changes({ engine, integer }: SqlWords): readonly string[] {
  if (engine === 'sqlite') {
    return [
      `create table paymux_change_count (count ${integer} not null)`,
      'insert into paymux_change_count (count) values (0)',
      ...TOLD.flatMap((table) => [
        `alter table ${table} add column changed ${integer} not null default 0`,
        `create index ${table}_by_change on ${table} (changed)`,
        ...['insert', 'update of record'].map(
          (verb, index) => `create trigger ${table}_notes_change_${String(index + 1)} after ${verb} on ${table} begin
    update paymux_change_count set count = count + 1;
    update ${table} set changed = (select count from paymux_change_count) where id = new.id; end`,
        ),
      ]),
    ];
  }
  return [
    `create function paymux_note_change() returns trigger language plpgsql as $body$
    begin
      new.changed := pg_current_xact_id()::text::bigint;
      return new;
    end $body$`,
    ...TOLD.flatMap((table) => [
      `alter table ${table} add column changed ${integer} not null default (pg_current_xact_id()::text::bigint)`,
      `create index ${table}_by_change on ${table} (changed)`,
      `create trigger ${table}_notes_change before update of record on ${table}
    for each row execute function paymux_note_change()`,
    ]),
  ];
}
