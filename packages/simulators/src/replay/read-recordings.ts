import { readdirSync, readFileSync } from 'node:fs';
import { validateHeaderName, validateHeaderValue } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RecordedExchange, Recording } from './recorded-exchange.js';

/** A folder that cannot be replayed. */
export class UnreadableRecordingsError extends Error {
  override readonly name = 'UnreadableRecordingsError';
  /** One sentence for each thing that is wrong, all of them. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

const FAILURES: ReadonlySet<unknown> = new Set(['unreachable', 'cut', 'abandoned']);
const REASONS: ReadonlySet<unknown> = new Set(['compressed', 'not_text', 'sensitive', 'too_long']);
const IN_RECORDED_ORDER = new Intl.Collator('en', { numeric: true });

/**
 * Reads what `paymux capture` wrote: every `.json` file of a folder, in the order of recording.
 *
 * @throws {@link UnreadableRecordingsError} The folder cannot be read, holds none, or one that is malformed.
 */
export function readRecordings(folder: string | URL): readonly Recording[] {
  const home = typeof folder === 'string' ? folder : fileURLToPath(folder);
  const problems: string[] = [];
  const recordings = namesIn(home).flatMap((file) => {
    const value = parseFile(join(home, file));
    const found = value === undefined ? ['It is not JSON.'] : problemsOf(value);
    problems.push(...found.map((problem) => `${join(home, file)}: ${problem}`));
    // Checked member by member just now.
    return found.length > 0 ? [] : [{ ...(value as RecordedExchange), file }];
  });
  if (problems.length > 0) throw new UnreadableRecordingsError(problems);
  return recordings;
}

function namesIn(folder: string): readonly string[] {
  let names: readonly string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    throw new UnreadableRecordingsError([`${folder} cannot be read (${code}).`]);
  }
  const files = names
    .filter((name) => name.endsWith('.json'))
    .sort((left, right) => IN_RECORDED_ORDER.compare(left, right));
  if (files.length === 0) throw new UnreadableRecordingsError([`${folder} holds no recordings.`]);
  return files;
}

function parseFile(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function problemsOf(value: unknown): readonly string[] {
  if (!isFields(value)) return ['It is one JSON object.'];
  const { failure, kind, recordedAt, request, response } = value;
  return [
    ...(kind === 'call' || kind === 'webhook' ? [] : ['"kind" is "call" or "webhook".']),
    ...(typeof recordedAt === 'string' ? [] : ['"recordedAt" is text.']),
    ...(isFields(request) ? problemsOfRequest(request) : ['"request" is an object.']),
    ...(response === undefined || isFields(response) ? problemsOfResponse(response) : ['"response" is an object.']),
    ...(failure === undefined || FAILURES.has(failure) ? [] : ['"failure" is "unreachable", "cut" or "abandoned".']),
    ...((response === undefined) === (failure === undefined) ? ['It has either a "response" or a "failure".'] : []),
  ];
}

function problemsOfRequest({ body, headers, method, path, query }: Fields): readonly string[] {
  return [
    ...(typeof method === 'string' && /^[A-Z]+$/.test(method) ? [] : ['"request.method" is a word in capitals.']),
    ...(typeof path === 'string' && path.startsWith('/') ? [] : ['"request.path" is text that starts with "/".']),
    ...(typeof query === 'string' ? [] : ['"request.query" is text, "" without a query.']),
    ...problemsOfMessage('request', headers, body),
  ];
}

function problemsOfResponse(response: Fields | undefined): readonly string[] {
  if (response === undefined) return [];
  const { body, headers, status } = response;
  const isStatus = typeof status === 'number' && Number.isInteger(status) && status >= 200 && status <= 599;
  return [
    ...(isStatus ? [] : ['"response.status" is a whole number from 200 to 599.']),
    ...problemsOfMessage('response', headers, body),
  ];
}

function problemsOfMessage(message: string, headers: unknown, body: unknown): readonly string[] {
  return [
    ...(isFields(headers)
      ? Object.entries(headers).flatMap(([name, value]) =>
          isHeader(name, value) ? [] : [`"${message}.headers" has no valid "${name}".`],
        )
      : [`"${message}.headers" is an object.`]),
    ...(typeof body === 'string' || isOmitted(body)
      ? []
      : [`"${message}.body" is text, or an object with "bytes", "sha256" and "because".`]),
  ];
}

function isHeader(name: string, value: unknown): boolean {
  try {
    validateHeaderName(name);
    for (const one of Array.isArray(value) ? value : [value]) {
      if (typeof one !== 'string') return false;
      validateHeaderValue(name, one);
    }
    return true;
  } catch {
    return false;
  }
}

function isOmitted(body: unknown): boolean {
  return (
    isFields(body) &&
    Number.isSafeInteger(body['bytes']) &&
    typeof body['sha256'] === 'string' &&
    REASONS.has(body['because'])
  );
}

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
