import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { openStore } from '@paymux/store';
import { nodeWebhooks } from 'paymux/node';
import pg from 'pg';
import { connectAccount, KEYS, openBenchPaymux } from '../durable/account.js';
import type { CallFigures } from '../durable/callers.js';
import { startHelper } from '../durable/helper.js';
import { type Disk, startPostgres } from '../durable/postgres.js';
import { type GoalProgram, judged } from '../goal.js';
import { type Contestant, playRounds } from '../measuring/rounds.js';

type Names = keyof CallFigures;

const DISKS = ['fast disk', '1 ms fsync'] as const satisfies readonly Disk[];
const SENDERS = [8, 64, 256] as const;
/** Until the compiler has seen everything often enough. */
const WARM_UP_MS = 4000;

export const measure: GoalProgram = async (context) => {
  const { progress, result, rounds, turnMs } = context;
  const postgres = await startPostgres();
  const senders = startHelper('./senders.js');
  const floor = startHelper('./inbox-floor.js');
  const store = await openStore({ url: await postgres.schema('ours') });
  const paymux = await openBenchPaymux(store);
  const ours = await listen(createServer(nodeWebhooks(paymux.webhooks.handler())));
  const provider = await connectAccount();
  const plain = await openPlainHandler(await postgres.schema('plain'), async (headers, body) => {
    const [event] = (await provider.webhooks?.validate({ headers, body })) ?? [];
    return event?.deduplicationKey ?? '';
  });
  await floor.ask('prepare', { url: await postgres.schema('floor') });

  const sendTo = (name: string, origin: string, count: number): Contestant<Names> => ({
    name,
    round: () =>
      senders.ask<CallFigures>('send', {
        origin,
        path: '/webhooks/main',
        senders: count,
        milliseconds: turnMs,
        key: KEYS.payment,
      }),
  });
  const insert = (count: number): Contestant<Names> => ({
    name: `R: single inserts on ${String(count)} connections`,
    round: () => floor.ask<CallFigures>('insert', { callers: count, milliseconds: turnMs }),
  });

  progress('warming up');
  for (const origin of [ours.origin, plain.origin]) {
    await senders.ask('send', {
      origin,
      path: '/webhooks/main',
      senders: 64,
      milliseconds: WARM_UP_MS,
      key: KEYS.payment,
    });
  }
  await floor.ask('insert', { callers: 64, milliseconds: WARM_UP_MS / 2 });

  for (const disk of DISKS) {
    await postgres.setDisk(disk);
    for (const count of SENDERS) {
      const isMain = disk === 'fast disk' && count === 64;
      const sides = {
        ours: sendTo('webhooks.handler over HTTP', ours.origin, count),
        floor: insert(count),
        ...(isMain ? { plain: sendTo('one INSERT per webhook over HTTP', plain.origin, count) } : {}),
      } as Readonly<Record<'ours' | 'floor' | 'plain', Contestant<Names>>>;
      const comparison = await playRounds(sides, {
        rounds,
        onTurn: (name, round, all) =>
          progress(`${disk}, ${String(count)} senders: ${name} ${String(round)}/${String(all)}`),
      });
      const where = `${String(count)} senders, ${disk}`;
      const line = (side: 'ours' | 'floor' | 'plain') => ({
        name: sides[side].name,
        figure: comparison.figure(side, 'perSecond'),
        unit: '/s',
      });
      result(
        judged({
          name: `P12 durable webhook ingest / single inserts, ${where}`,
          ratio: comparison.ratio('ours', 'floor', 'perSecond'),
          atLeast: isMain ? 1.1 : 0.8,
          ours: line('ours'),
          theirs: line('floor'),
          note:
            'Ours receives, verifies, parses and commits before it answers 200, beside its senders on the same cores; ' +
            'R inserts 1 KB through pg and does nothing else. A third of our time are system calls that write to sockets.',
        }),
      );
      if (count === 64) {
        const p99 = comparison.figure('ours', 'p99Milliseconds');
        result(
          judged({
            name: `P12 acknowledgement p99, ${where}`,
            ratio: p99,
            atMost: 10,
            ours: { name: sides.ours.name, figure: p99, unit: 'ms' },
            note: `${String(count)} senders who wait for their answers wait ${(
              (count / comparison.figure('ours', 'perSecond')) * 1000
            ).toFixed(0)} ms on the average, at the rate of the line above.`,
          }),
        );
      }
      if (isMain) {
        result(
          judged({
            name: `P12 durable webhook ingest / one INSERT per webhook, ${where}`,
            ratio: comparison.ratio('ours', 'plain', 'perSecond'),
            atLeast: 1.8,
            ours: line('ours'),
            theirs: line('plain'),
            note: 'The other handler verifies with the same validator and inserts each webhook by itself, on up to 64 connections.',
          }),
        );
      }
    }
  }

  await ours.close();
  await plain.close();
  await paymux.close();
  await store.close();
  await Promise.all([senders.stop(), floor.stop()]);
  await postgres.stop();
};

interface Listening {
  readonly origin: string;
  close(): Promise<void>;
}

async function listen(server: Server): Promise<Listening> {
  server.keepAliveTimeout = 600_000;
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    origin: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** What one writes first: verify, insert, answer. */
async function openPlainHandler(
  url: string,
  verify: (headers: Headers, body: Uint8Array) => Promise<string>,
): Promise<Listening> {
  const pool = new pg.Pool({ connectionString: url, max: 64, idleTimeoutMillis: 0 });
  await pool.query(`create table inbox (id bigint generated always as identity primary key, provider text not null,
    event_id text not null, received_at timestamptz not null default now(), body bytea not null,
    unique (provider, event_id))`);
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const body = await buffer(incoming);
      const key = await verify(new Headers(incoming.headers as Record<string, string>), body);
      await pool.query({
        name: 'insert',
        text: 'insert into inbox (provider, event_id, body) values ($1, $2, $3) on conflict do nothing',
        values: ['main', key, body],
      });
      outgoing.end('ok');
    })().catch(() => outgoing.writeHead(500).end());
  });
  const listening = await listen(server);
  return {
    ...listening,
    close: async () => {
      await listening.close();
      await pool.end();
    },
  };
}
