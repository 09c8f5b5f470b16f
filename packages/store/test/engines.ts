import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import pg from 'pg';
import { afterAll, inject } from 'vitest';
import { openStore, type OpenStoreOptions, type SqliteHandle } from '../src/index.js';

/** Where a store can be opened, more than once. */
export interface Place {
  readonly engine: 'sqlite' | 'postgresql';
  readonly options: Pick<OpenStoreOptions, 'url' | 'folder'>;
}

export const postgresUrl = inject('postgresUrl');

/** The engines that there are here. */
export const ENGINES = postgresUrl === undefined ? (['sqlite'] as const) : (['sqlite', 'postgresql'] as const);

const undo: (() => Promise<void>)[] = [];
let admin: Promise<pg.Client> | undefined;

afterAll(async () => {
  for (const step of undo.splice(0)) await step();
  await (await admin)?.end();
  admin = undefined;
});

/** A place where nothing is stored yet. */
export async function emptyPlace(engine: Place['engine']): Promise<Place> {
  return engine === 'sqlite' ? { engine, options: { folder: await emptyFolder() } } : emptySchema();
}

export async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'paymux-store-'));
  undo.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Opens a store where nothing is stored yet. */
export async function openEmpty(engine: Place['engine'], options: Omit<OpenStoreOptions, 'url' | 'folder'> = {}) {
  const place = await emptyPlace(engine);
  return openStore({ ...place.options, ...options });
}

/** Runs a statement beside the store. */
export async function runBeside({ options: { url, folder } }: Place, statement: string): Promise<readonly unknown[]> {
  if (folder !== undefined) return withHandle(join(folder, 'paymux.db'), (handle) => handle.prepare(statement).all());
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

/** A handle of our own on a database file, as an application would open it. */
export function openSqliteHandle(file: string): SqliteHandle {
  return new Database(file, { timeout: 5000 });
}

function withHandle<Result>(file: string, use: (handle: SqliteHandle) => Result): Result {
  const handle = openSqliteHandle(file);
  try {
    return use(handle);
  } finally {
    handle.close();
  }
}

async function emptySchema(): Promise<Place> {
  if (postgresUrl === undefined) throw new Error('There is no PostgreSQL here.');
  const schema = `test_${randomUUID().replaceAll('-', '')}`;
  const client = await (admin ??= connectAdmin(postgresUrl));
  await client.query(`create schema ${schema}`);
  // A server of the run is thrown away with everything in it.
  if (process.env['PAYMUX_TEST_POSTGRES_URL'] === postgresUrl) {
    undo.push(async () => {
      await client.query(`drop schema ${schema} cascade`);
    });
  }
  const url = new URL(postgresUrl);
  url.searchParams.set('options', `-c search_path=${schema}`);
  return { engine: 'postgresql', options: { url: url.href.replaceAll('+', '%20') } };
}

async function connectAdmin(url: string): Promise<pg.Client> {
  const client = new pg.Client(url);
  client.on('error', () => undefined);
  await client.connect();
  return client;
}
