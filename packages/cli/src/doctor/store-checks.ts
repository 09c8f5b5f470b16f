import { constants, existsSync, statfsSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileOfStore, isPostgres } from '../config/store-place.js';
import { type Check, NO_STORE, problemIf } from './check.js';

const MOST_OVERDUE_MS = 120_000;

/** Types of file systems that other machines serve, by the number that the kernel gives them. */
const NETWORK_FILE_SYSTEMS: ReadonlySet<number> = new Set([
  0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x65735546, 0x01021997,
]);

const reachable: Check = {
  name: 'store-reachable',
  good: 'PostgreSQL can be reached',
  async run({ place }) {
    if (!isPostgres(place)) return { skipped: 'the store is a folder' };
    const { inspectStore } = await import('@paymux/store');
    try {
      await inspectStore(place);
      return [];
    } catch {
      return [
        {
          what: 'PostgreSQL cannot be reached, or lets nobody in.',
          fix: 'Look at the address in DATABASE_URL, at user and password, and whether the database runs.',
        },
      ];
    }
  },
};

const writable: Check = {
  name: 'store-writable',
  good: 'the store can be written',
  async run({ place }) {
    if (isPostgres(place)) return { skipped: 'the store is a database' };
    const file = fileOfStore(place);
    const nearest = existing(file);
    try {
      await access(nearest, constants.W_OK);
      // What is to become a folder must not be below a file.
      if (nearest !== file) await access(`${nearest}/.`, constants.W_OK);
      return [];
    } catch {
      return [
        {
          what: `The store cannot be written: "${nearest}" does not let this user.`,
          fix: 'Give the folder to the user that the service runs as, or name another store.',
        },
      ];
    }
  },
};

/** The file, or the nearest folder above it that is there. */
function existing(file: string): string {
  return existsSync(file) || dirname(file) === file ? file : existing(dirname(file));
}

const migrations: Check = {
  name: 'pending-migrations',
  good: 'the store has what this version needs',
  async run({ place }) {
    const { inspectStore } = await import('@paymux/store');
    const state = await inspectStore(place).catch(() => undefined);
    if (state?.exists !== true) return NO_STORE;
    return problemIf(
      state.pending.length > 0,
      `The store lacks what this version needs: ${state.pending.join(', ')}.`,
      'Run "paymux migrate", after a copy of the store was made.',
    );
  },
};

const onThisMachine: Check = {
  name: 'store-on-network',
  good: 'the store is on a disk of this machine',
  run({ place }) {
    if (isPostgres(place)) return { skipped: 'the store is a database' };
    return problemIf(
      isNetworkFileSystem(statfsSync(existing(fileOfStore(place))).type),
      'The embedded store is on a file system of the network, where locks cannot be relied on.',
      'Put it on a disk of this machine, or use PostgreSQL.',
    );
  },
};

/** Whether a file system of this type is served by another machine. */
export function isNetworkFileSystem(type: number): boolean {
  return NETWORK_FILE_SYSTEMS.has(type >>> 0);
}

const worker: Check = {
  name: 'worker-running',
  good: 'somebody works on what is due',
  async run({ now, store }) {
    if (store === undefined) return NO_STORE;
    const [payouts, payments, inbox] = await Promise.all([
      store.listPayouts({ states: ['ready', 'submitting', 'unknown', 'pending', 'broadcast'], limit: 1000 }),
      store.listPayments({ states: ['opening', 'unknown', 'pending', 'processing'], limit: 1000 }),
      store.listInbox({ states: ['waiting'], limit: 1000 }),
    ]);
    const overdue = [...payouts.records, ...payments.records, ...inbox].filter(
      ({ dueAt }) => dueAt !== undefined && now.getTime() - dueAt.getTime() > MOST_OVERDUE_MS,
    );
    return problemIf(
      overdue.length > 0,
      `Nobody works on what is due: ${String(overdue.length)} records have waited for minutes.`,
      'Run "paymux worker", or "paymux serve" with its worker, and keep it running.',
    );
  },
};

/** Checks of the store. */
export const STORE_CHECKS: readonly Check[] = [reachable, writable, onThisMachine, migrations, worker];
