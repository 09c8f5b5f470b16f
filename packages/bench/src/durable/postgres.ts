import { totalmem } from 'node:os';
import * as postgres from '@paymux/postgres-server';
import pg from 'pg';

/** A quarter of the machine's memory, as the manual of PostgreSQL advises, up to 4 GB. */
const BUFFERS_MB = Math.min(4096, Math.floor(totalmem() / 2 ** 22));

/** Room for 256 connections of a floor and those of a store, and no checkpoint in the middle of a round. */
const SETTINGS = [
  'fsync=on',
  'synchronous_commit=on',
  'max_connections=400',
  `shared_buffers=${String(BUFFERS_MB)}MB`,
  'max_wal_size=8GB',
  'checkpoint_timeout=30min',
];

/** How long the disk takes: as it is, or 1 ms more for each write that has to be there. */
export type Disk = 'fast disk' | '1 ms fsync';

/** PostgreSQL for one program, with every commit on disk. */
export interface BenchPostgres {
  readonly url: string;
  /** Makes an empty schema, and answers the address under which it is found. */
  schema(name: string): Promise<string>;
  setDisk(disk: Disk): Promise<void>;
  /** Runs statements beside everybody. */
  run(statements: string): Promise<void>;
  stop(): Promise<void>;
}

export async function startPostgres(): Promise<BenchPostgres> {
  const server = await postgres.startPostgres(SETTINGS);
  if (server === undefined) throw new Error('There is no program of PostgreSQL for this platform.');
  const { url } = server;
  const admin = new pg.Client(url);
  admin.on('error', () => undefined);
  await admin.connect();
  const run = async (statements: string): Promise<void> => {
    await admin.query(statements);
  };
  return {
    url,
    run,
    schema: async (name) => {
      await run(`drop schema if exists ${name} cascade; create schema ${name}`);
      return postgres.inSchema(url, name);
    },
    setDisk: async (disk) => {
      // A commit that waits for company waits before it writes, whether or not there is any.
      const delay = disk === 'fast disk' ? 0 : 1000;
      await run(`alter system set commit_delay = ${String(delay)}`);
      await run('alter system set commit_siblings = 0');
      await run('select pg_reload_conf()');
      await run('checkpoint');
    },
    stop: async () => {
      await admin.end();
      await server.stop();
    },
  };
}
