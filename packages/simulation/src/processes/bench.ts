import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { type DurableStore, fromRecordText, type PayoutRecord, type PayoutRequest } from '@paymux/orchestration';
import type { Delivery, MoneyMovement } from '@paymux/simulators';
import { openStore } from '@paymux/store';
import { freePort } from '@paymux/postgres-server';
import { postgresSchema, type SimulationPostgres } from '../simulation-postgres.js';
import { temporaryFolder } from '../temporary-folder.js';
import { createEffects } from './application.js';
import { type Child, startChild } from './child.js';
import type { ProcessSettings, ProviderAccounts } from './process-settings.js';
import type { StopPoint } from './stop-points.js';
import { waitUntil } from './wait-until.js';

/** The accounts: one whose provider recognises repeats, and one whose provider does not. */
export type AccountName = 'main' | 'once';

/** A request as a provider wrote it down. */
export interface ArrivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly answerStatus?: number | undefined;
}

/** What a process is started as. */
export interface Role {
  readonly worker: boolean;
  readonly port?: number | undefined;
}

const CALL_MS = 20_000;
const ADDRESS = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';

/** A store, two providers and the processes between them, all of them real. */
export class Bench {
  readonly store: DurableStore;
  readonly accounts: ProviderAccounts;
  readonly ports: readonly [number, number];
  /** References of payouts whose acceptance was told, with the id told. */
  readonly accepted = new Map<string, string>();
  readonly #place: string;
  readonly #providers: Child;
  readonly #drop: () => Promise<void>;
  readonly #children: Child[] = [];

  constructor(parts: {
    readonly store: DurableStore;
    readonly place: string;
    readonly providers: Child;
    readonly ports: readonly [number, number];
    readonly drop: () => Promise<void>;
  }) {
    this.store = parts.store;
    this.ports = parts.ports;
    this.#place = parts.place;
    this.#providers = parts.providers;
    this.#drop = parts.drop;
    this.accounts = JSON.parse(parts.providers.said) as ProviderAccounts;
  }

  /**
   * Sets one up with an empty store: SQLite in a folder unless there is a server.
   *
   * @param autopilot - Whether payouts settle by themselves.
   */
  static async open(server: SimulationPostgres | undefined, autopilot: 'on' | 'off' = 'on'): Promise<Bench> {
    const place = server === undefined ? await emptyFolder() : await postgresSchema(server.url, schemaName());
    const ports = [await freePort(), await freePort()] as const;
    const store = await openStore({ url: place.url, maxConnections: 5 });
    await createEffects(store);
    const providers = await startChild('provider-process.js', webhooksAt(ports[0]), autopilot);
    return new Bench({ store, place: place.url, providers, ports, drop: place.drop });
  }

  /** Starts one process of the application. It ends with the bench, if not before. */
  async start({ port, worker }: Role, stop?: StopPoint, aheadMs = 0): Promise<Child> {
    const settings: ProcessSettings = { store: this.#place, accounts: this.accounts, worker, port, stop, aheadMs };
    return this.#keep(await startChild('payment-process.js', JSON.stringify(settings)));
  }

  /** Asks for a payout until somebody says that it was accepted, as callers do who want it once. */
  async pay(account: AccountName, reference: string, port: number = this.ports[0]): Promise<PayoutRecord> {
    let answer: PayoutRecord | undefined;
    let problem: unknown;
    await waitUntil(`payout ${reference} is accepted`, async () => {
      try {
        answer = await this.call<PayoutRecord>(
          port,
          '/payouts',
          payoutOf(account, reference, webhooksAt(this.ports[0])),
        );
      } catch (error) {
        if (error instanceof RangeError) throw error;
        problem = error;
      }
      return answer !== undefined;
    }).catch((error: unknown) => {
      throw new Error(`payout ${reference} is not accepted`, { cause: problem ?? error });
    });
    if (answer === undefined) throw new TypeError('accepted, and no answer');
    this.accepted.set(reference, answer.id);
    return answer;
  }

  /**
   * Makes one call to a process.
   *
   * @throws RangeError It answered that the call cannot be right.
   * @throws Error Nobody answered, or could not right now.
   */
  async call<Answer>(port: number, path: string, body: unknown): Promise<Answer> {
    const response = await fetch(`http://127.0.0.1:${String(port)}${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(CALL_MS),
    });
    const text = await response.text();
    if (response.status === 200) return fromRecordText<Answer>(text);
    throw /^StoreUnavailableError/.test(text) ? new Error(text) : new RangeError(`${path}: ${text}`);
  }

  transfers(account: AccountName): Promise<readonly MoneyMovement[]> {
    return this.#list(account, 'transfers');
  }

  deliveries(account: AccountName): Promise<readonly Delivery[]> {
    return this.#list(account, 'deliveries');
  }

  requests(account: AccountName): Promise<readonly ArrivedRequest[]> {
    return this.#list(account, 'requests');
  }

  /** Plays everyone but the merchant. See the simulators' control calls. */
  async control(account: AccountName, call: string, body: unknown): Promise<void> {
    const response = await fetch(`${this.accounts[account].baseUrl}/_simulator/${call}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${call}: ${await response.text()}`);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#children, this.#providers].map((child) => child.kill()));
    await this.store.close();
    await this.#drop();
  }

  #keep(child: Child): Child {
    this.#children.push(child);
    return child;
  }

  async #list<Row>(account: AccountName, list: string): Promise<readonly Row[]> {
    const response = await fetch(`${this.accounts[account].baseUrl}/_simulator/${list}`);
    return (await response.json()) as readonly Row[];
  }
}

/** Where webhooks go, without the account at the end. */
export function webhooksAt(port: number): string {
  return `http://127.0.0.1:${String(port)}/webhooks`;
}

/** The payout of a reference: the same one each time. */
export function payoutOf(account: AccountName, reference: string, webhooks: string): PayoutRequest {
  return {
    account,
    reference,
    creator: 'bench',
    amount: { amount: `${String(5 + reference.length)}.25`, currency: 'USDT' },
    network: 'tron',
    destination: { type: 'crypto_address', address: ADDRESS },
    feeFrom: 'balance',
    ...(account === 'main' ? { webhookUrl: `${webhooks}/main` } : {}),
  };
}

async function emptyFolder(): Promise<{ readonly url: string; drop(): Promise<void> }> {
  const folder = await temporaryFolder('paymux-bench-');
  return { url: folder, drop: () => rm(folder, { recursive: true, force: true }) };
}

function schemaName(): string {
  return `bench_${randomUUID().replaceAll('-', '')}`;
}
