import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { callFor } from './callers.js';
import { serve } from './helper.js';

// R: one insert for each event into a table whose events are unique, through the same client, with a connection for each
// caller.

const TABLE = `create table inbox (id bigint generated always as identity primary key, provider text not null,
  event_id text not null, received_at timestamptz not null default now(), body bytea not null,
  unique (provider, event_id))`;
const BODY = Buffer.alloc(1060, 'x');

let url = '';
const pools = new Map<number, pg.Pool>();

serve({
  prepare: async (input: { readonly url: string }) => {
    url = input.url;
    const client = new pg.Client(url);
    await client.connect();
    await client.query(TABLE);
    await client.end();
  },
  insert: async ({ callers, milliseconds }: { readonly callers: number; readonly milliseconds: number }) => {
    let pool = pools.get(callers);
    if (pool === undefined) {
      pool = new pg.Pool({ connectionString: url, max: callers, idleTimeoutMillis: 0 });
      pools.set(callers, pool);
    }
    const connections = pool;
    return callFor(callers, milliseconds, async () => {
      await connections.query({
        name: 'r',
        text: 'insert into inbox (provider, event_id, body) values ($1, $2, $3)',
        values: ['main', randomUUID(), BODY],
      });
      return 1;
    });
  },
});
