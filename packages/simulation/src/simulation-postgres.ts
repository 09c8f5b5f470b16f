import { inSchema, type PostgresServer, startPostgres } from '@paymux/postgres-server';
import pg from 'pg';

/** What is killed is the server and not the machine, so the system keeps what was written. */
const SETTINGS = ['fsync=off', 'autovacuum=off', 'max_connections=100'];

/** PostgreSQL for one run. What somebody else started is not restarted. */
export type SimulationPostgres = Pick<PostgresServer, 'stop' | 'url'> & Partial<Pick<PostgresServer, 'restart'>>;

/**
 * Starts PostgreSQL, or uses the one that `PAYMUX_TEST_POSTGRES_URL` names.
 *
 * @returns Nothing where there is no program of it for this platform.
 */
export async function simulationPostgres(): Promise<SimulationPostgres | undefined> {
  const given = process.env['PAYMUX_TEST_POSTGRES_URL'];
  if (given !== undefined && given !== '') return { url: given, stop: () => Promise.resolve() };
  return startPostgres(SETTINGS);
}

/** Makes an empty schema, and answers the address under which a store finds it. */
export async function postgresSchema(
  server: string,
  schema: string,
): Promise<{ readonly url: string; drop(): Promise<void> }> {
  await runOn(server, `create schema ${schema}`);
  return {
    url: inSchema(server, schema),
    drop: () => runOn(server, `drop schema ${schema} cascade`),
  };
}

/** Runs one statement on a connection of its own. */
async function runOn(url: string, statement: string): Promise<void> {
  const client = new pg.Client(url);
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
