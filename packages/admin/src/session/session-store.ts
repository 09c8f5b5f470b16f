import type { Session } from '../api/types.js';

/** `expired`: somebody was signed in and is to sign in again, while everything on the page stays as it is. */
export type SessionState =
  | { readonly status: 'loading' | 'signed_out' }
  | { readonly status: 'signed_in' | 'expired'; readonly session: Session };

/** Who is signed in, for the page and for every request it makes. */
class SessionStore {
  #state: SessionState = { status: 'loading' };
  readonly #listeners = new Set<() => void>();

  get state(): SessionState {
    return this.#state;
  }

  get session(): Session | undefined {
    return 'session' in this.#state ? this.#state.session : undefined;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): SessionState => this.#state;

  signIn(session: Session): void {
    this.#set({ status: 'signed_in', session });
  }

  signOut(): void {
    this.#set({ status: 'signed_out' });
  }

  /** Resolves once somebody has signed in again: with whether it is the same person. Rejects nothing. */
  async expire(): Promise<boolean> {
    const before = this.session;
    if (before === undefined) return false;
    if (this.#state.status === 'signed_in') this.#set({ status: 'expired', session: before });
    while (this.#state.status === 'expired') {
      await new Promise<void>((resolve) => {
        const stop = this.subscribe(() => {
          stop();
          resolve();
        });
      });
    }
    return this.session?.person.id === before.person.id;
  }

  #set(state: SessionState): void {
    this.#state = state;
    for (const listener of [...this.#listeners]) listener();
  }
}

export const sessionStore = new SessionStore();
