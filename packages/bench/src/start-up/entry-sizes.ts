/** What an entry brings along before anything of it is called. */
export interface EntrySize {
  /** Minified and compressed, in KiB. */
  readonly kib: number;
  /** The files that Node.js would load. */
  readonly modules: number;
  /** KiB by package, minified and not compressed. */
  readonly parts: Readonly<Record<string, number>>;
  /** Packages that are not counted, and have to be there all the same. */
  readonly needs: readonly string[];
}

/** What the check of size budgets measures with: see tools/entry-sizes.mjs. */
interface SizeTool {
  /** The file of each public entry, by the name that an import gives it. */
  listEntries(): Readonly<Record<string, string>>;
  measureEntry(file: string): Promise<EntrySize>;
}

/** Loads the tool that the budgets are checked with, so that the benchmark reports the figures they are checked by. */
export async function loadSizeTool(): Promise<SizeTool> {
  const tool: unknown = await import(new URL('../../../../tools/entry-sizes.mjs', import.meta.url).href);
  return tool as SizeTool;
}
