import { Logger, run, type Runner, runMigrations } from 'graphile-worker';
import pg from 'pg';
import PgBoss from 'pg-boss';
import { type CallFigures, callFor } from './callers.js';
import { serve } from './helper.js';

// Queues beside ours: SKIP LOCKED by hand over the same table, pg-boss and graphile-worker.

const CLAIM = `
  with next as materialized (select id from paymux_inbox
    where due_at is not null and due_at <= $2::bigint and lease_until is null
    order by due_at, id limit $1 for update skip locked)
  update paymux_inbox as row set lease_until = $2::bigint + 60000, fence = fence + 1
  from next where row.id = next.id returning row.id, row.fence, row.record`;
const COMPLETE = `
  update paymux_inbox set state = 'done', done_at = $2::bigint, due_at = null, lease_until = null
  where id = any($1::text[])`;

interface Turn {
  readonly callers: number;
  readonly batch: number;
  readonly milliseconds: number;
}

let pool: pg.Pool;
let boss: PgBoss;
let url = '';
const QUEUE = 'bench';
const BACKLOG = 20_000;
const SILENT = new Logger(() => () => undefined);

async function fillBoss(count: number): Promise<void> {
  for (let from = 0; from < count; from += 1000) {
    const size = Math.min(1000, count - from);
    await boss.insert(Array.from({ length: size }, (_, index) => ({ name: QUEUE, data: { number: from + index } })));
  }
}

async function fillGraphile(count: number): Promise<void> {
  await pool.query(
    `select graphile_worker.add_jobs(array(
      select json_populate_record(null::graphile_worker.job_spec,
        json_build_object('identifier', 'noop', 'payload', json_build_object('n', n)))
      from generate_series(1, $1::integer) as n))`,
    [count],
  );
}

/** Runs jobs for a time, counted from the first of them, or until none is left. */
async function runGraphile(milliseconds: number): Promise<{ readonly figures: CallFigures; readonly done: number }> {
  let done = 0;
  let first = 0;
  let cpu = process.cpuUsage();
  let runner: Runner | undefined;
  const over = new Promise<number>((resolve) => {
    void run({
      connectionString: url,
      noHandleSignals: true,
      logger: SILENT,
      taskList: {
        noop: () => {
          if (first === 0) {
            first = performance.now();
            cpu = process.cpuUsage();
          }
          done += 1;
          const elapsed = performance.now() - first;
          if (elapsed >= milliseconds || done === BACKLOG) resolve(elapsed);
        },
      },
      preset: {
        worker: { concurrentJobs: 16, localQueue: { size: 200 }, completeJobBatchDelay: 0, pollInterval: 50 },
      },
    }).then((started) => {
      runner = started;
    });
  });
  const elapsed = await over;
  const counted = done;
  const { system, user } = process.cpuUsage(cpu);
  await runner?.stop();
  return {
    done,
    figures: {
      perSecond: (counted / elapsed) * 1000,
      p99Milliseconds: Number.NaN,
      cpuMicroseconds: (user + system) / counted,
    },
  };
}

serve({
  prepare: async (input: { readonly url: string; readonly queuesUrl: string }) => {
    pool = new pg.Pool({ connectionString: input.url, max: 16 });
    url = input.queuesUrl;
    boss = new PgBoss({ connectionString: url, supervise: false, schedule: false });
    boss.on('error', () => undefined);
    await boss.start();
    await boss.createQueue(QUEUE);
    await fillBoss(BACKLOG);
    await runMigrations({ connectionString: url, logger: SILENT });
    await fillGraphile(BACKLOG);
    await pool.query('analyze');
  },
  byHand: ({ batch, callers, milliseconds }: Turn) =>
    callFor(callers, milliseconds, async () => {
      const now = Date.now();
      const { rows } = await pool.query<{ readonly id: string }>({ name: 'claim', text: CLAIM, values: [batch, now] });
      await pool.query({ name: 'complete', text: COMPLETE, values: [rows.map(({ id }) => id), now] });
      return rows.length;
    }),
  boss: async ({ batch, callers, milliseconds }: Turn) => {
    let done = 0;
    const figures = await callFor(callers, milliseconds, async () => {
      const jobs = await boss.fetch(QUEUE, { batchSize: batch });
      await boss.complete(
        QUEUE,
        jobs.map(({ id }) => id),
      );
      done += jobs.length;
      return jobs.length;
    });
    await fillBoss(done);
    return figures;
  },
  graphile: async ({ milliseconds }: Turn) => {
    const { done, figures } = await runGraphile(milliseconds);
    await fillGraphile(done);
    return figures;
  },
  stop: async () => {
    await boss.stop({ graceful: false });
    await pool.end();
  },
});
