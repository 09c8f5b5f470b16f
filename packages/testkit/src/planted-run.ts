/** What a child process is told. */
export interface PlantedRun {
  readonly suite: string;
  readonly name: string;
  /** Sources by URL of their module, instead of what is on disk. */
  readonly sources: Readonly<Record<string, string>>;
  readonly cases?: readonly string[] | undefined;
}

/** What a child process answers. */
export interface PlantedRunReport {
  /** Ids of the cases that failed. */
  readonly failed: readonly string[];
  /** How many cases ran. */
  readonly ran: number;
  /** Whether the replaced module was loaded. */
  readonly loaded: boolean;
}

/** Set by the replaced module when it is loaded. */
export const LOADED_MARK = '__paymuxPlantedBugLoaded';
