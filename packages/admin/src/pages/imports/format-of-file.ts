/** What a file of payouts is by its name; `undefined` where it is neither. */
export function formatOfFile(name: string): 'csv' | 'jsonl' | undefined {
  if (/\.csv$/i.test(name)) return 'csv';
  return /\.(jsonl|ndjson)$/i.test(name) ? 'jsonl' : undefined;
}
