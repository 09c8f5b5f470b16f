import { createHash, randomUUID } from 'node:crypto';
import pg from 'pg';
import { request } from 'undici';
import { callFor } from './callers.js';
import { serve } from './helper.js';

// Payouts written by hand, through the same client: Q is the whole acceptance as one statement.

const TABLES = `
  create table keys (key text primary key, fingerprint text not null, payout uuid not null);
  create table payouts (id uuid primary key, reference text not null unique, amount numeric not null,
    currency text not null, state text not null, provider_id text, body text not null);
  create table entries (id bigint generated always as identity primary key, payout uuid not null, book text not null,
    amount numeric not null);
  create index on entries (payout);
  create table jobs (id bigint generated always as identity primary key, payout uuid not null,
    run_at timestamptz not null);
  create index on jobs (run_at, id)`;

const Q = `
  with key as (insert into keys (key, fingerprint, payout) values ($1, $2, $3) on conflict do nothing returning payout),
  payout as (insert into payouts (id, reference, amount, currency, state, body)
    select payout, $1, $4::numeric, 'USDT', 'ready', $5 from key returning id),
  entry as (insert into entries (payout, book, amount)
    select id, 'available', -$4::numeric from payout union all select id, 'held', $4::numeric from payout),
  job as (insert into jobs (payout, run_at) select id, now() from payout)
  select count(*) from payout`;

const BODY = JSON.stringify({
  destination: { type: 'crypto_address', address: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t' },
  network: 'tron',
  creator: 'bench',
  more: 'x'.repeat(800),
});
const KEY = 'a-key-of-payouts';

interface Turn {
  readonly callers: number;
  readonly milliseconds: number;
}

let pool: pg.Pool;
let provider = '';

interface NewPayout {
  readonly id: string;
  readonly reference: string;
  readonly fingerprint: string;
}

function newPayout(): NewPayout {
  const id = randomUUID();
  const reference = `payout-${id}`;
  return { id, reference, fingerprint: createHash('sha256').update(BODY).update(reference).digest('hex') };
}

async function acceptAtOnce({ fingerprint, id, reference }: NewPayout): Promise<void> {
  await pool.query({ name: 'q', text: Q, values: [reference, fingerprint, id, '15.25', BODY] });
}

async function inTransaction(work: (client: pg.PoolClient) => Promise<void>): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await work(client);
    await client.query('commit');
  } finally {
    client.release();
  }
}

/** Six round trips. */
function acceptStepByStep({ fingerprint, id, reference }: NewPayout): Promise<void> {
  return inTransaction(async (client) => {
    await client.query({
      name: 'key',
      text: 'insert into keys (key, fingerprint, payout) values ($1, $2, $3)',
      values: [reference, fingerprint, id],
    });
    await client.query({
      name: 'payout',
      text: `insert into payouts (id, reference, amount, currency, state, body) values ($1, $2, $3, 'USDT', 'ready', $4)`,
      values: [id, reference, '15.25', BODY],
    });
    await client.query({
      name: 'entries',
      text: `insert into entries (payout, book, amount) values ($1, 'available', -$2::numeric), ($1, 'held', $2::numeric)`,
      values: [id, '15.25'],
    });
    await client.query({
      name: 'job',
      text: 'insert into jobs (payout, run_at) values ($1, now())',
      values: [id],
    });
  });
}

/** Three transactions and a call: accepted, being sent, sent. */
async function payNaively(payout: NewPayout): Promise<void> {
  await acceptStepByStep(payout);
  await inTransaction(async (client) => {
    await client.query({
      name: 'sending',
      text: `update payouts set state = 'submitting' where id = $1 and state = 'ready'`,
      values: [payout.id],
    });
  });
  const body = JSON.stringify({
    amount: '15.25',
    currency: 'USDT',
    order_id: payout.reference,
    address: 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
    network: 'tron',
  });
  const sign = createHash('md5')
    .update(Buffer.from(body).toString('base64') + KEY)
    .digest('hex');
  const answer = await request(`${provider}/v1/payout`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', merchant: 'merchant', sign },
    body,
  });
  const { result } = (await answer.body.json()) as { readonly result: { readonly uuid: string } };
  await inTransaction(async (client) => {
    await client.query({
      name: 'settled',
      text: `update payouts set state = 'pending', provider_id = $2 where id = $1`,
      values: [payout.id, result.uuid],
    });
    await client.query({ name: 'done', text: 'delete from jobs where payout = $1', values: [payout.id] });
  });
}

function turnsOf(pay: (payout: NewPayout) => Promise<void>) {
  return ({ callers, milliseconds }: Turn) =>
    callFor(callers, milliseconds, async () => {
      await pay(newPayout());
      return 1;
    });
}

serve({
  prepare: async ({ connections, providerUrl, url }: { connections: number; providerUrl: string; url: string }) => {
    pool = new pg.Pool({ connectionString: url, max: connections });
    provider = providerUrl;
    // The index by payout is what the last step of the naive way needs.
    await pool.query(`${TABLES}; create index on jobs (payout)`);
  },
  q: turnsOf(acceptAtOnce),
  transaction: turnsOf(acceptStepByStep),
  naive: turnsOf(payNaively),
});
