import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Clock, MisconfiguredError, type RandomSource, systemRandom } from '@paymux/core';
import type { DurableStore } from '@paymux/orchestration';
import type { Engine } from './engine.js';
import { SqlStore } from './sql-store.js';
import type { SqliteHandle } from './sqlite/sqlite-handle.js';

const DEFAULT_FOLDER = './paymux-data';
const DEFAULT_CONNECTIONS = 10;

/** Options of {@link openStore}: exactly one of `url`, `folder` and `handle`, and collaborators. */
export interface OpenStoreOptions {
  /**
   * `postgres://user:password@host/database` for PostgreSQL, with whatever its client understands in the query;
   * `file:` and the path of a database file for the embedded store, or the path of its folder.
   */
  readonly url?: string | undefined;
  /** Where the embedded store keeps its file. Made if it is missing, for its owner alone. */
  readonly folder?: string | undefined;
  /**
   * A SQLite handle of your own, from better-sqlite3 or anything with its interface. Stays open when the store is
   * closed. Commits are made on it with `synchronous = full`; its journal mode is yours to choose.
   */
  readonly handle?: SqliteHandle | undefined;
  /** Connections to PostgreSQL at most. One more listens. @defaultValue `10` */
  readonly maxConnections?: number | undefined;
  /**
   * The store's clock, which decides what is due and when a lease ends. @defaultValue the database's clock on
   * PostgreSQL, the machine's otherwise
   */
  readonly clock?: Clock | undefined;
  /** Spreads repeats of what collided. @defaultValue the operating system's generator */
  readonly random?: RandomSource | undefined;
}

/**
 * Opens the durable store, and makes or updates its tables. Several processes may do so at once.
 *
 * @throws {@link MisconfiguredError} The options cannot be used, or a newer version has written the store.
 * @throws {@link StoreUnavailableError} The database cannot be reached or opened.
 */
export async function openStore(options: OpenStoreOptions): Promise<DurableStore> {
  return new SqlStore(await openEngine(options));
}

/**
 * Opens the store that the environment names: `DATABASE_URL`, else the folder `paymux-data` where the process runs.
 *
 * @param env - Such as `process.env`.
 * @param options - Collaborators, as for {@link openStore}.
 * @throws As {@link openStore}.
 */
export function storeFromEnv(
  env: Readonly<Record<string, string | undefined>>,
  options: Omit<OpenStoreOptions, 'url' | 'folder' | 'handle'> = {},
): Promise<DurableStore> {
  const url = env['DATABASE_URL'];
  return openStore(url === undefined || url === '' ? { ...options, folder: DEFAULT_FOLDER } : { ...options, url });
}

async function openEngine(options: OpenStoreOptions): Promise<Engine> {
  const { url, folder, handle, clock, random = systemRandom, maxConnections = DEFAULT_CONNECTIONS } = options;
  if ([url, folder, handle].filter((place) => place !== undefined).length !== 1) {
    throw misconfigured('', 'must have exactly one of url, folder and handle');
  }
  if (!Number.isSafeInteger(maxConnections) || maxConnections < 1) {
    throw misconfigured('maxConnections', 'must be a whole number above zero');
  }
  if (url !== undefined && /^postgres(?:ql)?:\/\//i.test(url)) {
    const { openPostgres } = await import('./postgres/open-postgres.js');
    return openPostgres(url, { clock, random, maxConnections });
  }
  const { openFile, openFolder, openHandle } = await import('./sqlite/open-sqlite.js');
  const settings = { clock, random };
  if (handle !== undefined) return openHandle(handle, settings);
  const place = folder ?? url ?? '';
  if (place === '') throw misconfigured(folder === undefined ? 'url' : 'folder', 'must not be empty');
  return folder !== undefined || !SCHEME.test(place)
    ? openFolder(resolve(place), settings)
    : openFile(filePath(place), settings);
}

/** More than one letter: `C:` is a drive. */
const SCHEME = /^[a-z][a-z0-9+.-]+:/i;

function filePath(url: string): string {
  if (!/^file:./i.test(url)) {
    throw misconfigured('url', 'must begin with "postgres://", "postgresql://" or "file:", or be the path of a folder');
  }
  try {
    return url.startsWith('file://') ? fileURLToPath(url) : resolve(url.slice('file:'.length));
  } catch {
    throw misconfigured('url', 'must be a file on this machine');
  }
}

function misconfigured(path: string, message: string): MisconfiguredError {
  return new MisconfiguredError('the store', [{ path, message }]);
}
