import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CommandHost } from '../command.js';
import type { LoadedConfig } from './load-config.js';

/** The description of `--store`, which every command on a store has. */
export const STORE_OPTION = [
  '--store <folder or url>',
  'the store; that of the configuration, else DATABASE_URL, else ./paymux-data, where nothing is said',
] as const;

/** Where the store is: as it was given, else as configured, else in the environment, else `paymux-data`. */
export function storePlace(
  { directory, environment }: CommandHost,
  given: string | undefined,
  loaded: Pick<LoadedConfig, 'config'> | undefined,
): string {
  const place = given ?? loaded?.config.store ?? (environment['DATABASE_URL'] || 'paymux-data');
  return /^[a-z][a-z0-9+.-]+:/i.test(place) ? place : resolve(directory, place);
}

/** Whether the store is a database elsewhere. */
export function isPostgres(place: string): boolean {
  return /^postgres(?:ql)?:/i.test(place);
}

/** Where an embedded store keeps its file. */
export function fileOfStore(place: string): string {
  if (/^file:\/\//i.test(place)) return fileURLToPath(place);
  return /^file:/i.test(place) ? place.slice('file:'.length) : join(place, 'paymux.db');
}
