import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { sampleNotice } from '@paymux/testkit/store';
import { describe, expect, test } from 'vitest';
import { openStore } from '../src/index.js';
import { emptyFolder, emptyPlace, openSqliteHandle, type Place, postgresUrl, runBeside } from './engines.js';

const UNAVAILABLE = { code: 'store_unavailable', outcome: 'unknown' };

describe('an embedded store', () => {
  test('that finds no folder but a file, or a file that is no database, is not available', async () => {
    const folder = await emptyFolder();
    await writeFile(join(folder, 'paymux.db'), 'this is no database, and long enough to be read as one'.repeat(100));

    await expect(openStore({ folder })).rejects.toMatchObject(UNAVAILABLE);
    await expect(openStore({ folder: join(folder, 'paymux.db') })).rejects.toMatchObject(UNAVAILABLE);
  });

  test('that is full says so, stores nothing, and goes on once there is room', async () => {
    const handle = openSqliteHandle(join(await emptyFolder(), 'own.db'));
    const store = await openStore({ handle });
    const [{ page_count: pages }] = handle.prepare('pragma page_count').all() as [{ page_count: number }];
    handle.exec(`pragma max_page_count = ${pages + 2}`);
    const large = { change: 'notice_insert', notice: sampleNotice('n1', { problem: 'x'.repeat(50_000) }) } as const;

    await expect(store.commit([large])).rejects.toMatchObject({
      ...UNAVAILABLE,
      message: expect.stringContaining('the disk is full'),
    });
    expect(await store.notice('n1')).toBeUndefined();
    handle.exec(`pragma max_page_count = ${pages + 1000}`);
    expect(await store.commit([large])).toEqual({ committed: true });
    await store.close();
    expect(handle.prepare('select 1 as open').all()).toEqual([{ open: 1 }]);
    handle.close();
  });

  test('waits for another process to finish writing', async () => {
    const place = await emptyPlace('sqlite');
    const store = await openStore(place.options);
    const other = openSqliteHandle(join(place.options.folder ?? '', 'paymux.db'));
    other.exec('begin immediate');
    setImmediate(() => {
      other.exec('commit');
    });

    expect(await store.commit([{ change: 'notice_insert', notice: sampleNotice('n1') }])).toEqual({ committed: true });
    other.close();
    await store.close();
  });
});

describe.runIf(postgresUrl !== undefined)('a store on PostgreSQL', () => {
  test.each([
    ['is not there', 'postgres://someone:hunter2@127.0.0.1:1/nowhere'],
    ['refuses who we are', withPart((url) => (url.password = 'hunter2'))],
    ['has no such database', withPart((url) => (url.pathname = '/hunter2-nowhere'))],
    ['can only be read', withPart((url) => url.searchParams.set('options', '-c default_transaction_read_only=on'))],
  ])('that %s is not available, and no error tells the password', async (_name, url) => {
    const error: unknown = await openStore({ url }).catch((reason: unknown) => reason);

    expect(error).toMatchObject(UNAVAILABLE);
    const { message } = error as Error;
    expect(message).not.toContain('hunter2');
    expect(inspect(error, { depth: 10 })).not.toContain(':hunter2@');
  });

  test('whose address cannot be read is misconfigured, and the error does not tell it', async () => {
    const error: unknown = await openStore({ url: 'postgres://someone:hunter2@[/x' }).catch(
      (reason: unknown) => reason,
    );

    expect(error).toMatchObject({ code: 'misconfigured' });
    expect(inspect(error, { depth: 10 })).not.toContain('hunter2');
  });

  test('whose connections were cut connects again', async () => {
    const place = namedPlace(await emptyPlace('postgresql'), 'cut-while-idle');
    const store = await openStore(place.options);
    const notice = sampleNotice('n1');
    await store.commit([{ change: 'notice_insert', notice }]);

    await cutConnections(place, 'cut-while-idle');
    // What was cut may be noticed by its next user only.
    await store.notice('n1').catch(() => undefined);

    expect(await store.notice('n1')).toEqual(notice);
    await store.close();
  });

  test('that loses its connection in the middle of a commit is not available, and the commit can be made again', async () => {
    const place = namedPlace(await emptyPlace('postgresql'), 'cut-in-commit');
    const store = await openStore(place.options);
    const change = { change: 'notice_insert', notice: sampleNotice('n1') } as const;

    await expect(store.commit([change], () => cutConnections(place, 'cut-in-commit'))).rejects.toMatchObject(
      UNAVAILABLE,
    );

    expect(await store.notice('n1')).toBeUndefined();
    expect(await store.commit([change])).toEqual({ committed: true });
    await store.close();
  });
});

function withPart(change: (url: URL) => unknown): string {
  const url = new URL(postgresUrl ?? 'postgres://localhost/x');
  change(url);
  return url.href.replaceAll('+', '%20');
}

function namedPlace(place: Place, name: string): Place {
  return { ...place, options: { url: `${place.options.url ?? ''}&application_name=${name}` } };
}

async function cutConnections(place: Place, name: string): Promise<void> {
  await runBeside(
    place,
    `select pg_terminate_backend(pid, 5000) from pg_stat_activity
     where application_name = '${name}' and pid <> pg_backend_pid()`,
  );
}
