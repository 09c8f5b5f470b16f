import type { TestProject } from 'vitest/node';
import { startPostgres } from '../src/index.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where PostgreSQL is; absent where there is no program of it for this platform. */
    postgresUrl: string | undefined;
  }
}

/** The data is thrown away, so nothing has to survive a loss of power. */
const SETTINGS = ['fsync=off', 'full_page_writes=off', 'autovacuum=off', 'max_connections=200'];

/** Starts PostgreSQL for all tests of a project, unless `PAYMUX_TEST_POSTGRES_URL` names one. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const given = process.env['PAYMUX_TEST_POSTGRES_URL'];
  if (given !== undefined && given !== '') {
    project.provide('postgresUrl', given);
    return undefined;
  }
  const server = await startPostgres(SETTINGS);
  project.provide('postgresUrl', server?.url);
  if (server === undefined) {
    console.warn('The tests on PostgreSQL are skipped: there is no program of it for this platform.');
    return undefined;
  }
  return () => server.stop();
}
