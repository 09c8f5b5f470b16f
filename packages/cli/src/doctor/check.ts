import type { DurableStore } from '@paymux/orchestration';
import type { Paymux } from 'paymux';
import type { CommandHost } from '../command.js';
import type { AccountSettings } from '../config/account-settings.js';
import type { LoadedConfig } from '../config/load-config.js';

/** What is not in order, and what mends it. Holds no secret. */
export interface Problem {
  readonly what: string;
  readonly fix: string;
}

/** What is looked at: the configuration with everything that it leads to. */
export interface Examination {
  readonly host: CommandHost;
  readonly loaded: LoadedConfig;
  readonly accounts: readonly AccountSettings[];
  /** The accounts, connected. Absent where they cannot be. */
  readonly paymux: Paymux | undefined;
  /** What is wrong with the accounts, rules and everything else that is checked when a system is opened. */
  readonly misconfigured: readonly { readonly path: string; readonly message: string }[];
  /** Where the store is. */
  readonly place: string;
  /** The store. Absent where there is none yet, or it cannot be read as it is. */
  readonly store: DurableStore | undefined;
  readonly now: Date;
  readonly nodeVersion: string;
  /** Whether providers may be asked that are not on this machine. */
  readonly isOnline: boolean;
}

/** Why a check did not look, such as `needs --online`. */
export interface Skipped {
  readonly skipped: string;
}

/** What a check found: nothing where all is well. */
export type Found = readonly Problem[] | Skipped;

/** One thing that is looked at. Asks nobody but this machine, unless the examination is online. */
export interface Check {
  /** Stable: programs go by it. */
  readonly name: string;
  /** What is so where all is well, as a clause: `".env" is kept out of Git`. */
  readonly good: string;
  /** Says of something that works, but hardly as meant. What it finds leaves the exit code as it is. */
  readonly isWarning?: boolean | undefined;
  run(examination: Examination): Found | Promise<Found>;
}

/** The answer of a check with one possible problem. */
export function problemIf(isWrong: boolean, what: string, fix: string): readonly Problem[] {
  return isWrong ? [{ what, fix }] : [];
}

/** The answer of a check that looks into a store where there is none that can be read. */
export const NO_STORE: Skipped = { skipped: 'there is no store yet, or none that can be read as it is' };
