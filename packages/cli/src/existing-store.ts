import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DurableStore } from '@paymux/orchestration';
import { CommandFailedError } from './command.js';

/** The description of `--store`, which every command on a store has. */
export const STORE_OPTION = [
  '--store <folder or url>',
  'the store; DATABASE_URL, else ./paymux-data, where nothing is said',
] as const;

/**
 * Opens a store that is there already: a name that was mistyped is an error, and not a new and empty store.
 *
 * @throws {@link CommandFailedError} There is none, or it cannot be opened.
 */
export async function openExistingStore(
  given: string | undefined,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<DurableStore> {
  const place = given ?? (environment['DATABASE_URL'] || 'paymux-data');
  const file = fileOf(place);
  if (file !== undefined && !existsSync(file)) {
    throw new CommandFailedError(`There is no store at "${file}". Name another --store.`);
  }
  // Stores and engines are loaded when a command needs them, so that the others start quickly.
  const { openStore } = await import('@paymux/store');
  try {
    return await openStore({ url: place });
  } catch (error) {
    throw new CommandFailedError(error instanceof Error ? error.message : 'The store cannot be opened.');
  }
}

/** Where an embedded store keeps its file. Absent for a database elsewhere. */
function fileOf(place: string): string | undefined {
  if (/^postgres(?:ql)?:/i.test(place)) return undefined;
  if (/^file:\/\//i.test(place)) return fileURLToPath(place);
  return /^file:/i.test(place) ? place.slice('file:'.length) : join(place, 'paymux.db');
}
