const FIRST_MS = 1000;
const MOST_MS = 30_000;

/** How long to wait before the next try to connect, after so many that failed one after another. */
export function backOffMs(failures: number): number {
  return Math.min(MOST_MS, FIRST_MS * 2 ** Math.max(0, failures - 1));
}
