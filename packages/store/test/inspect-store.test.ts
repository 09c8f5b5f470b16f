import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inspectStore, openStore } from '../src/index.js';
import { emptyFolder, emptyPlace, ENGINES, type Place, runBeside } from './engines.js';

const at = ({ options: { folder, url } }: Place): string => folder ?? url ?? '';

describe.each(ENGINES)('looking at a store on %s', (engine) => {
  test('tells which steps it has and lacks, and neither makes nor changes it', async () => {
    const place = await emptyPlace(engine);

    const none = await inspectStore(at(place));
    expect(none).toMatchObject({ exists: false, applied: [] });
    expect(none.pending.length).toBeGreaterThan(0);
    expect(await inspectStore(at(place))).toEqual(none);

    await (await openStore({ url: at(place) })).close();
    expect(await inspectStore(at(place))).toEqual({ exists: true, applied: none.pending, pending: [] });

    await runBeside(place, 'delete from paymux_migrations returning number');
    expect(await inspectStore(at(place))).toEqual({ exists: true, applied: [], pending: none.pending });
    expect(await runBeside(place, 'select number from paymux_migrations')).toEqual([]);
  });
});

test('looking at a folder makes no file in it', async () => {
  const folder = join(await emptyFolder(), 'nothing');

  await inspectStore(folder);
  expect(existsSync(folder)).toBe(false);
});

test.each([
  [
    'a file that is no database',
    async () => {
      const folder = await emptyFolder();
      await writeFile(join(folder, 'paymux.db'), 'this is no database, and long enough to be read as one'.repeat(100));
      return folder;
    },
  ],
  ['a database that nobody answers at', () => 'postgres://me:hunter2@127.0.0.1:1/x'],
])('%s cannot be looked at, and no password is told', async (_what, placeOf) => {
  const error: unknown = await inspectStore(await placeOf()).catch((reason: unknown) => reason);

  expect(error).toMatchObject({ code: 'store_unavailable', outcome: 'not_sent' });
  expect(String(error)).not.toContain('hunter2');
});
