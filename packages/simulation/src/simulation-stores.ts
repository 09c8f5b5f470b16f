import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import type { Clock } from '@paymux/core';
import type { DurableStore } from '@paymux/orchestration';
import { InMemoryStore } from '@paymux/orchestration/testing';
import { openStore } from '@paymux/store';
import { inCompany } from './in-company.js';
import { postgresSchema } from './simulation-postgres.js';
import { temporaryFolder } from './temporary-folder.js';

/** Opens an empty store for one run. What it is kept in is removed when the store is closed. */
export type OpenEmptyStore = (clock: Clock) => Promise<DurableStore>;

/** The stores that a run can be made on. */
export type StoreName = 'memory' | 'sqlite' | 'postgres';

const STORE_NAMES: readonly string[] = ['memory', 'sqlite', 'postgres'] satisfies readonly StoreName[];

export function isStoreName(name: string): name is StoreName {
  return STORE_NAMES.includes(name);
}

/** @param postgresUrl - Where PostgreSQL is, if that is the store. */
export function openingOf(name: StoreName, postgresUrl?: string): OpenEmptyStore {
  switch (name) {
    case 'memory':
      return openMemory;
    case 'sqlite':
      return openSqlite;
    case 'postgres':
      if (postgresUrl === undefined) throw new TypeError('PostgreSQL has no address');
      return openPostgres(postgresUrl);
  }
}

/** A model in memory that takes no time. */
export const openMemory: OpenEmptyStore = (clock) => Promise.resolve(new InMemoryStore({ clock }));

/** The embedded store, in a folder of its own. */
export const openSqlite: OpenEmptyStore = async (clock) => {
  const folder = await temporaryFolder('paymux-sim-');
  const store = await openStore({ folder, clock });
  return closingWith(store, () => rm(folder, { recursive: true, force: true }));
};

/** PostgreSQL at this address, in a schema of its own. */
function openPostgres(server: string): OpenEmptyStore {
  return async (clock) => {
    const { drop, url } = await postgresSchema(server, `sim_${randomUUID().replaceAll('-', '')}`);
    // A run asks for one commit at a time, which would never share a statement.
    return closingWith(inCompany(await openStore({ url, clock, maxConnections: 4 })), drop);
  };
}

function closingWith(store: DurableStore, then: () => Promise<void>): DurableStore {
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (name === 'close') {
        return async () => {
          await target.close();
          await then();
        };
      }
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}
