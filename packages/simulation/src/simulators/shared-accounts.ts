import type { Clock, HttpClient, PaymentProvider } from '@paymux/core';
import { createPaymux, type Paymux } from 'paymux';
import { ACCOUNTS, type ThreeSimulators } from './three-simulators.js';

/** What the accounts of one schedule work with. */
export interface AccountSurroundings {
  readonly clock: Clock;
  readonly wire: HttpClient;
}

/** Connected accounts that one schedule after another works with: connecting them takes longer than a schedule. */
export class SharedAccounts {
  readonly #direct: Paymux;
  readonly #now: { surroundings: AccountSurroundings };

  private constructor(direct: Paymux, now: { surroundings: AccountSurroundings }) {
    this.#direct = direct;
    this.#now = now;
  }

  static async of(simulators: ThreeSimulators, first: AccountSurroundings): Promise<SharedAccounts> {
    const now = { surroundings: first };
    const clock: Clock = {
      now: () => now.surroundings.clock.now(),
      sleep: (ms, signal) => now.surroundings.clock.sleep(ms, signal),
    };
    const httpClient: HttpClient = { send: (request) => now.surroundings.wire.send(request) };
    const accounts = ACCOUNTS.map((name) => simulators.accounts[name].account);
    return new SharedAccounts(await createPaymux({ accounts }, { clock, httpClient }), now);
  }

  /** The accounts, for the schedule with these surroundings. */
  in(surroundings: AccountSurroundings): readonly { readonly id: string; readonly provider: PaymentProvider }[] {
    this.#now.surroundings = surroundings;
    return ACCOUNTS.map((id) => ({ id, provider: this.#direct.provider(id) }));
  }

  close(): Promise<void> {
    return this.#direct.close();
  }
}
