import { randomUUID } from 'node:crypto';
import { systemClock } from '@paymux/core';
import type { Client, Pool } from 'pg';
import { WakeUps } from '../wake-ups.js';

const CHANNEL = 'paymux_work';
const RECONNECT_MS = 1000;
/** Between two notifications: those who hear the first look for work for a while. */
const QUIET_MS = 5;
/** What wakes others needs no place on disk, and the commit that it tells of is there. */
const NOTIFY = `select set_config('synchronous_commit', 'off', true), pg_notify($1, $2)`;

/**
 * Tells the other processes on the same database that work may have come due, and hears it from them.
 *
 * A notification is sent after the commit and not within it: PostgreSQL makes commits that notify wait for one another.
 * One at a time is under way, with a pause after it, whatever was committed meanwhile. One that gets lost costs a turn of
 * polling.
 */
export class WorkNotices {
  readonly #pool: Pool;
  readonly #connect: () => Client;
  readonly #wakeUps = new WakeUps();
  readonly #closed = new AbortController();
  /** Tells our own notifications from those of others. */
  readonly #sender = randomUUID();
  #listening: Promise<void> | undefined;
  #sending: Promise<void> | undefined;
  #again = false;

  constructor(pool: Pool, connect: () => Client) {
    this.#pool = pool;
    this.#connect = connect;
  }

  announce(): void {
    this.#wakeUps.wake();
    this.#again = true;
    this.#sending ??= this.#send();
  }

  changed(signal: AbortSignal): Promise<void> {
    this.#listening ??= this.#listen();
    return this.#wakeUps.next(AbortSignal.any([signal, this.#closed.signal]));
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#sending;
    await this.#listening;
  }

  async #send(): Promise<void> {
    while (this.#again && !this.#closed.signal.aborted) {
      this.#again = false;
      try {
        await this.#pool.query(NOTIFY, [CHANNEL, this.#sender]);
      } catch {
        // The others poll.
      }
      await systemClock.sleep(QUIET_MS, this.#closed.signal).catch(() => undefined);
    }
    this.#sending = undefined;
  }

  async #listen(): Promise<void> {
    const { signal } = this.#closed;
    while (!signal.aborted) {
      const client = this.#connect();
      try {
        await this.#listenOn(client, signal);
      } catch {
        // Connected again below, until the store is closed.
      } finally {
        await client.end().catch(() => undefined);
      }
      await systemClock.sleep(RECONNECT_MS, signal).catch(() => undefined);
    }
  }

  /** Resolves when the connection ends or the store is closed. */
  async #listenOn(client: Client, signal: AbortSignal): Promise<void> {
    const ended = new Promise<void>((resolve) => {
      const end = (): void => {
        resolve();
      };
      client.on('error', end);
      client.on('end', end);
      signal.addEventListener('abort', end, { once: true });
    });
    client.on('notification', ({ payload }) => {
      if (payload !== this.#sender) this.#wakeUps.wake();
    });
    await client.connect();
    await client.query(`listen ${CHANNEL}`);
    // What was said before anybody listened is not told again.
    this.#wakeUps.wake();
    await ended;
  }
}
