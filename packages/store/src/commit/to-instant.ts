/** An instant as columns hold it. */
export function toInstant(date: Date | undefined): number | null {
  return date === undefined ? null : date.getTime();
}
