import { join } from 'node:path';
import type { DurableStore } from '@paymux/orchestration';
import { samplePayout } from '@paymux/testkit/store';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStore } from '../src/index.js';
import { arrayParameter } from '../src/postgres/array-parameter.js';
import { groupStatement, writtenCommit } from '../src/postgres/group-statement.js';
import { postgresDialect } from '../src/postgres/postgres-dialect.js';
import { namedClaimText } from '../src/postgres/row-claims.js';
import { SqlStore } from '../src/sql-store.js';
import { emptyPlace, ENGINES, openSqliteHandle } from './engines.js';
import { type ExplainingEngine, explainingEngine, explainOnPostgres, explainOnSqlite } from './explaining-engine.js';

/** With a million: `PAYMUX_TEST_ROWS=1000000 npx vitest run --project store query-plans`. */
const ROWS = Number(process.env['PAYMUX_TEST_ROWS'] ?? '20000');

const NUMBERS = {
  sqlite: `with recursive numbers (n) as (select 1 union all select n + 1 from numbers where n < ${ROWS})`,
  postgresql: `with numbers as (select n from generate_series(1, ${ROWS}) as n)`,
};

/** Payouts of 500 clients over time, one in a hundred failed, one in ten with a transaction or due. */
const FILL = `
  insert into paymux_payouts (id, account, reference, state, status, client, currency, amount, revision, requested_at,
    transaction_id, due_at, record)
  select 'p' || n, 'main', 'ref-' || n, 'confirmed', case when n % 100 = 0 then 'failed' else 'confirmed' end,
    'client-' || (n % 500), case when n % 2 = 0 then 'USDT' else 'BTC' end, '1.5', 1, n * 1000,
    case when n % 10 = 0 then 'tx-' || n end, case when n % 10 = 1 then n * 1000 end, '{}' from numbers`;

const FILL_ATTEMPTS = `
  insert into paymux_payout_attempts (payout_id, number, account, wire_reference, provider_id, record)
  select 'p' || n, 1, 'main', 'ref-' || n, 'prov-' || n, '{}' from numbers`;

type Ask = (store: DurableStore) => Promise<unknown>;

const period = { requestedFrom: new Date((ROWS / 2) * 1000), requestedBefore: new Date((ROWS / 2 + 500) * 1000) };

const EXPECTED: readonly (readonly [
  question: string,
  ask: Ask,
  index: Readonly<Record<'sqlite' | 'postgresql', RegExp>>,
])[] = [
  [
    'the payouts of a client, newest first',
    (store) => store.listPayouts({ client: 'client-7' }),
    both(/paymux_payouts_by_client/),
  ],
  [
    'the next page of a client',
    (store) => store.listPayouts({ client: 'client-7', after: Buffer.from('[5000000,"p5000"]').toString('base64url') }),
    both(/paymux_payouts_by_client/),
  ],
  [
    'the failed payouts of an asset within a period',
    (store) => store.listPayouts({ statuses: ['failed'], currency: 'USDT', ...period }),
    both(/paymux_payouts_by_(?:status|time)/),
  ],
  [
    'the failed payouts, newest first',
    (store) => store.listPayouts({ statuses: ['failed'], requestedFrom: period.requestedFrom }),
    both(/paymux_payouts_by_status/),
  ],
  [
    'the payout under a reference',
    (store) => store.payoutByReference('main', 'ref-77'),
    {
      sqlite: /sqlite_autoindex_paymux_payouts_2/,
      postgresql: /paymux_payouts_(?:account_reference_key|by_reference)/,
    },
  ],
  [
    'the payout of a transaction',
    (store) => store.listPayouts({ transactionId: 'tx-70' }),
    both(/paymux_payouts_by_transaction/),
  ],
  [
    'the attempt under a wire reference',
    (store) => store.attemptByWireReference('main', 'ref-77'),
    { sqlite: /sqlite_autoindex_paymux_payout_attempts_2/, postgresql: /account_wire_reference_key/ },
  ],
  [
    "the attempt under a provider's id",
    (store) => store.attemptByProviderId('main', 'prov-77'),
    both(/paymux_payout_attempts_by_provider_id/),
  ],
  ['the newest payouts', (store) => store.listPayouts({}), both(/paymux_payouts_by_time/)],
  ['the figures of a client', (store) => store.payoutFigures({ client: 'client-7' }), both(/paymux_payouts_by_client/)],
  [
    'the payouts that are due',
    (store) => store.claim('payouts', { limit: 10, leaseMs: 1000 }),
    both(/paymux_payouts_due/),
  ],
  ['the next payout that comes due', (store) => store.dueInMs('payouts'), both(/paymux_payouts_due/)],
];

describe.each(ENGINES)(`among ${ROWS} payouts, %s uses an index for`, (engine) => {
  let explaining: ExplainingEngine;
  let connect: () => Promise<pg.Client>;
  let finish: () => Promise<void>;

  beforeAll(async () => {
    const place = await emptyPlace(engine);
    await (await openStore(place.options)).close();
    if (engine === 'sqlite') {
      const handle = openSqliteHandle(join(place.options.folder ?? '', 'paymux.db'));
      for (const statement of [FILL, FILL_ATTEMPTS]) {
        handle.exec(statement.replace(/(?=select )/, `${NUMBERS.sqlite} `));
      }
      explaining = explainingEngine(engine, explainOnSqlite(handle));
      finish = async () => void handle.close();
      return;
    }
    connect = async () => {
      const connected = new pg.Client(place.options.url);
      await connected.connect();
      return connected;
    };
    const client = await connect();
    for (const statement of [FILL.replace(`'1.5'`, '1.5'), FILL_ATTEMPTS]) {
      await client.query(statement.replace(/(?=select )/, `${NUMBERS.postgresql} `));
    }
    await client.query('analyze paymux_payouts, paymux_payout_attempts');
    explaining = explainingEngine(engine, explainOnPostgres(client));
    finish = () => client.end();
  }, 600_000);

  afterAll(() => finish());

  test.each(EXPECTED)('%s', async (_question, ask, index) => {
    await ask(new SqlStore(explaining));

    const plans = explaining.takePlans();
    expect(plans.join('\n')).toMatch(index[engine]);
    expect(plans.filter((line) => /Seq Scan|^SCAN (?!paymux_\w+ USING)/.test(line))).toEqual([]);
  });

  if (engine === 'sqlite') return;

  test('commits of 64 payouts and claims of as many by their ids', async () => {
    const client = await connect();
    const explain = explainOnPostgres(client);
    const commits = Array.from({ length: 64 }, (_, number) => {
      const payout = samplePayout(`p${number + 1}`, { revision: 2 });
      return writtenCommit([{ change: 'payout_update', payout, fence: 1 }], number, postgresDialect(undefined));
    });
    const update = groupStatement(commits);
    const ids = arrayParameter(
      'text',
      commits.map((_, number) => `p${number + 1}`),
    );

    const updates = await explain(update.text, update.values);
    const claims = await explain(namedClaimText('payouts', false), [ids, 1000]);

    for (const plan of [updates, claims]) {
      expect(plan.join('\n')).toMatch(/paymux_payouts_pkey/);
      expect(plan.filter((line) => /Seq Scan/.test(line))).toEqual([]);
    }
    await client.end();
  });
});

function both(index: RegExp): Readonly<Record<'sqlite' | 'postgresql', RegExp>> {
  return { sqlite: index, postgresql: index };
}
