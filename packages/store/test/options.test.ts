import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { sampleNotice } from '@paymux/testkit/store';
import { expect, test } from 'vitest';
import { openStore, storeFromEnv } from '../src/index.js';
import { hasSafeLog } from '../src/sqlite/open-sqlite.js';
import { emptyFolder } from './engines.js';

test.each([
  ['nothing', {}],
  ['two places', { url: 'file:x', folder: 'y' }],
  ['another kind of database', { url: 'mysql://someone:hunter2@host/database' }],
  ['a file on another machine', { url: 'file://host/hunter2' }],
  ['no folder', { folder: '' }],
  ['no connections', { folder: 'x', maxConnections: 0 }],
])('%s to open is refused, and the address is not told', async (_name, options) => {
  const error: unknown = await openStore(options).catch((reason: unknown) => reason);

  expect(error).toMatchObject({ code: 'misconfigured' });
  expect((error as Error).message).not.toContain('hunter2');
});

test('a folder and a file in it are the same store, by path or by address', async () => {
  const folder = join(await emptyFolder(), 'made', 'on the way');
  const file = join(folder, 'paymux.db');
  const first = await openStore({ folder });
  await first.commit([{ change: 'notice_insert', notice: sampleNotice('n1') }]);
  await first.close();

  for (const url of [folder, `file:${file}`, pathToFileURL(file).href]) {
    const store = await openStore({ url });
    expect(await store.notice('n1')).toBeDefined();
    await store.close();
  }
});

test.skipIf(process.platform === 'win32')('what is stored is readable by its owner alone', async () => {
  const folder = join(await emptyFolder(), 'data');
  const store = await openStore({ folder });
  await store.close();

  expect((await stat(folder)).mode & 0o077).toBe(0);
  expect((await stat(join(folder, 'paymux.db'))).mode & 0o077).toBe(0);
});

test('the environment names the store', async () => {
  const folder = await emptyFolder();
  const store = await storeFromEnv({ DATABASE_URL: pathToFileURL(join(folder, 'env.db')).href });
  await store.close();

  expect((await stat(join(folder, 'env.db'))).isFile()).toBe(true);
});

test.each([
  ['3.45.1', false],
  ['3.44.5', false],
  ['3.44.6', true],
  ['3.50.6', false],
  ['3.50.7', true],
  ['3.51.2', false],
  ['3.51.3', true],
  ['3.52.0', true],
  ['4.0.0', true],
])('the write-ahead log of SQLite %s is safe: %s', (version, safe) => {
  expect(hasSafeLog(version)).toBe(safe);
});
