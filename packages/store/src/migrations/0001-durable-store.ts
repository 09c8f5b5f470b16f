import type { EngineName, Migration, SqlWords } from './migration.js';

/** Histories and bookings. Nothing in them is changed or taken away. */
const APPEND_ONLY = ['paymux_payout_events', 'paymux_payment_events', 'paymux_transfers'];

/** Everything that the durable store keeps. */
export const durableStore: Migration = {
  number: 1,
  name: 'durable-store',
  statements: (words) => [
    ...payouts(words),
    ...payments(words),
    ...books(words),
    ...webhooks(words),
    ...documents(words),
    ...answersAndProfiles(words),
    ...appendOnly(words.engine),
    ...allOrNothing(words.engine),
  ],
};

function dueColumns({ text, integer }: SqlWords): string {
  return `
    id ${text} primary key,
    due_at ${integer},
    lease_until ${integer},
    fence ${integer} not null default 0 check (fence >= 0),
    record text not null`;
}

function dueIndexes(table: string): readonly string[] {
  return [
    `create index ${table}_due on ${table} (due_at, id) where due_at is not null`,
    `create index ${table}_leased on ${table} (lease_until) where lease_until is not null`,
  ];
}

function payouts(words: SqlWords): readonly string[] {
  const { text, integer, decimal } = words;
  return [
    `create table paymux_payouts (${dueColumns(words)},
    account ${text} not null,
    reference ${text} not null,
    state ${text} not null,
    status ${text} not null
      check (status in ('pending', 'broadcast', 'confirmed', 'failed', 'cancelled', 'reversed')),
    client ${text},
    currency ${text} not null,
    amount ${decimal} not null${above('amount', words)},
    revision ${integer} not null check (revision >= 1),
    requested_at ${integer} not null,
    transaction_id ${text},
    unique (account, reference))`,
    'create index paymux_payouts_by_time on paymux_payouts (requested_at, id)',
    'create index paymux_payouts_by_account on paymux_payouts (account, requested_at, id)',
    'create index paymux_payouts_by_client on paymux_payouts (client, requested_at, id) where client is not null',
    'create index paymux_payouts_by_status on paymux_payouts (status, requested_at, currency)',
    `create index paymux_payouts_by_transaction on paymux_payouts (transaction_id) where transaction_id is not null`,
    ...dueIndexes('paymux_payouts'),
    `create table paymux_payout_attempts (
    payout_id ${text} not null references paymux_payouts (id),
    number ${integer} not null check (number >= 1),
    account ${text} not null,
    wire_reference ${text} not null,
    provider_id ${text},
    record text not null,
    primary key (payout_id, number),
    unique (account, wire_reference))`,
    `create index paymux_payout_attempts_by_provider_id on paymux_payout_attempts (account, provider_id)
    where provider_id is not null`,
    `create table paymux_payout_events (
    payout_id ${text} not null references paymux_payouts (id),
    number ${integer} not null check (number >= 1),
    at ${integer} not null,
    record text not null,
    primary key (payout_id, number))`,
  ];
}

function payments(words: SqlWords): readonly string[] {
  const { text, integer } = words;
  return [
    `create table paymux_payments (${dueColumns(words)},
    account ${text} not null,
    reference ${text} not null,
    state ${text} not null,
    client ${text},
    revision ${integer} not null check (revision >= 1),
    requested_at ${integer} not null,
    provider_id ${text},
    unique (account, reference))`,
    'create index paymux_payments_by_time on paymux_payments (requested_at, id)',
    'create index paymux_payments_by_account on paymux_payments (account, requested_at, id)',
    'create index paymux_payments_by_client on paymux_payments (client, requested_at, id) where client is not null',
    `create index paymux_payments_by_provider_id on paymux_payments (account, provider_id)
    where provider_id is not null`,
    ...dueIndexes('paymux_payments'),
    `create table paymux_payment_events (
    payment_id ${text} not null references paymux_payments (id),
    number ${integer} not null check (number >= 1),
    at ${integer} not null,
    record text not null,
    primary key (payment_id, number))`,
  ];
}

function books(words: SqlWords): readonly string[] {
  const { text, integer, decimal, position } = words;
  return [
    `create table paymux_transfers (
    position ${position},
    id ${text} not null unique,
    kind ${text} not null,
    account ${text} not null,
    payout_id ${text},
    from_book ${text} not null,
    to_book ${text} not null check (to_book <> from_book),
    currency ${text} not null,
    amount ${decimal} not null${above('amount', words)},
    at ${integer} not null,
    record text not null)`,
    'create index paymux_transfers_by_account on paymux_transfers (account, position)',
    `create index paymux_transfers_by_payout on paymux_transfers (payout_id, position) where payout_id is not null`,
    `create table paymux_balances (
    account ${text} not null,
    book ${text} not null,
    currency ${text} not null,
    amount ${decimal} not null,
    primary key (account, book, currency))`,
    `create table paymux_totals (
    total ${text} primary key,
    amount ${decimal} not null)`,
  ];
}

function webhooks(words: SqlWords): readonly string[] {
  const { text, integer } = words;
  return [
    `create table paymux_inbox (${dueColumns(words)},
    account ${text} not null,
    key ${text} not null,
    state ${text} not null,
    received_at ${integer} not null,
    done_at ${integer})`,
    'create index paymux_inbox_by_time on paymux_inbox (received_at, id)',
    `create index paymux_inbox_done on paymux_inbox (done_at) where state = 'done'`,
    ...dueIndexes('paymux_inbox'),
    `create table paymux_refusals (
    account ${text} not null,
    reason ${text} not null,
    at ${integer} not null,
    count ${integer} not null check (count >= 1))`,
    'create index paymux_refusals_by_time on paymux_refusals (at, account, reason)',
    `create table paymux_notices (${dueColumns(words)},
    state ${text} not null,
    at ${integer} not null)`,
    `create index paymux_notices_done on paymux_notices (at) where state = 'done'`,
    ...dueIndexes('paymux_notices'),
  ];
}

function documents(words: SqlWords): readonly string[] {
  const { text, integer } = words;
  return [
    `create table paymux_documents (${dueColumns(words)},
    kind ${text} not null,
    name ${text} not null,
    group_name ${text},
    state ${text} not null,
    revision ${integer} not null check (revision >= 1),
    at ${integer} not null,
    unique (kind, name))`,
    'create index paymux_documents_by_time on paymux_documents (kind, at, name)',
    `create index paymux_documents_by_group on paymux_documents (kind, group_name, at, name)
    where group_name is not null`,
    ...dueIndexes('paymux_documents'),
  ];
}

function answersAndProfiles({ text, integer }: SqlWords): readonly string[] {
  return [
    `create table paymux_answers (
    scope ${text} not null,
    key ${text} not null,
    run ${text} not null,
    expires_at ${integer} not null,
    record text not null,
    primary key (scope, key))`,
    'create index paymux_answers_by_expiry on paymux_answers (expires_at)',
    `create table paymux_profiles (
    id ${text} primary key,
    client ${text} not null,
    revision ${integer} not null check (revision >= 1),
    created_at ${integer} not null,
    record text not null)`,
    'create index paymux_profiles_by_client on paymux_profiles (client, created_at, id)',
  ];
}

function appendOnly(engine: EngineName): readonly string[] {
  if (engine === 'sqlite') {
    return APPEND_ONLY.flatMap((table) =>
      ['update', 'delete'].map(
        (verb) => `create trigger ${table}_keeps_${verb} before ${verb} on ${table}
    begin select raise(abort, '${table} is append-only'); end`,
      ),
    );
  }
  return [
    `create function paymux_append_only() returns trigger language plpgsql as $body$
    begin raise exception '% is append-only', tg_table_name; end $body$`,
    ...APPEND_ONLY.flatMap((table) => [
      `create trigger ${table}_keeps_rows before update or delete on ${table}
    for each row execute function paymux_append_only()`,
      `create trigger ${table}_keeps_all before truncate on ${table}
    for each statement execute function paymux_append_only()`,
    ]),
  ];
}

/** Undoes a statement that did not do everything it was to do. */
function allOrNothing(engine: EngineName): readonly string[] {
  if (engine === 'sqlite') return [];
  return [
    `create function paymux_all_made(made boolean) returns boolean language plpgsql as $body$
    begin
      if made is not true then
        raise exception using errcode = 'PX001', message = 'not everything could be made; paymux finds out what';
      end if;
      return true;
    end $body$`,
  ];
}

/** SQLite compares amounts as floats, so only PostgreSQL is asked. */
function above(column: string, { engine }: SqlWords): string {
  return engine === 'postgresql' ? ` check (${column} > 0)` : '';
}
