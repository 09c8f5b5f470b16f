import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '@paymux/core';
import type { DurableStore } from '@paymux/orchestration';
import { InMemoryStore } from '@paymux/orchestration/testing';
import { openStore } from '@paymux/store';
import pg from 'pg';
import { afterAll, inject } from 'vitest';

const postgresUrl = inject('postgresUrl');

/** What a team can be kept on here: the model in memory, and the real engines. */
export const ENGINES =
  postgresUrl === undefined ? (['memory', 'sqlite'] as const) : (['memory', 'sqlite', 'postgresql'] as const);

export type EngineName = 'memory' | 'sqlite' | 'postgresql';

const undo: (() => Promise<void>)[] = [];

afterAll(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

/** A function that opens the same store, empty at first, again and again: as several processes would. */
export async function sharedStore(engine: EngineName, clock: Clock): Promise<() => Promise<DurableStore>> {
  if (engine === 'memory') {
    const store = new InMemoryStore({ clock });
    return () => Promise.resolve(store);
  }
  const place = engine === 'sqlite' ? { folder: await emptyFolder() } : { url: await emptySchema() };
  return async () => {
    const store = await openStore({ ...place, clock });
    undo.push(() => store.close());
    return store;
  };
}

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'paymux-server-'));
  undo.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export async function emptySchema(): Promise<string> {
  if (postgresUrl === undefined) throw new Error('There is no PostgreSQL here.');
  const schema = `test_${randomUUID().replaceAll('-', '')}`;
  const client = new pg.Client(postgresUrl);
  await client.connect();
  await client.query(`create schema ${schema}`);
  undo.push(async () => {
    await client.query(`drop schema ${schema} cascade`);
    await client.end();
  });
  const url = new URL(postgresUrl);
  url.searchParams.set('options', `-c search_path=${schema}`);
  return url.href.replaceAll('+', '%20');
}
