import { createHash } from 'node:crypto';
import type { JsonObject, JsonValue } from '../json/encode-json.js';
import { canonicalJsonText, isJsonObject, parseJsonText } from '../json/json-text.js';
import { isPlaceholder, matchesText, type Meanings } from './placeholders.js';
import type { RecordedExchange } from './recorded-exchange.js';

/** A request as it arrived. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly body: Uint8Array;
}

/** How a request compares to a recorded one. */
export interface Comparison {
  /** The first place where they differ, in words without a value; `undefined` if they do not. */
  readonly difference: string | undefined;
  /** How much of them is alike, from 0 up to 3: the path, the method, the query. */
  readonly likeness: number;
  readonly meanings: Meanings;
}

/** Compares method, path and query, then the body: JSON by its structure, forms by their fields, the rest as text. */
export function compareRequest(recorded: RecordedExchange['request'], received: ReceivedRequest): Comparison {
  const meanings: Meanings = new Map();
  const steps = [
    () => (matchesPath(recorded.path, received.path, meanings) ? undefined : 'the path'),
    () => (recorded.method === received.method ? undefined : 'the method'),
    () => differenceOfPairs('the query', recorded.query, received.query, meanings),
    () => differenceOfBodies(recorded, received.body, meanings),
  ];
  for (const [likeness, step] of steps.entries()) {
    const difference = step();
    if (difference !== undefined) return { difference, likeness, meanings };
  }
  return { difference: undefined, likeness: steps.length, meanings };
}

function matchesPath(recorded: string, actual: string, meanings: Meanings): boolean {
  const segments = actual.split('/').map(decoded);
  const expected = recorded.split('/').map(decoded);
  return (
    segments.length === expected.length &&
    expected.every((segment, index) => matchesText(segment, segments[index] ?? '', meanings))
  );
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function differenceOfPairs(what: string, recorded: string, actual: string, meanings: Meanings): string | undefined {
  const [expected, found] = [recorded, actual].map((text) => {
    const pairs = new URLSearchParams(text);
    pairs.sort();
    return [...pairs];
  }) as [[string, string][], [string, string][]];
  const names = ([...pairs]: [string, string][]): string => pairs.map(([name]) => name).join('&');
  if (names(expected) !== names(found)) {
    const other = [...expected, ...found].find(
      ([name]) =>
        expected.filter((pair) => pair[0] === name).length !== found.filter((pair) => pair[0] === name).length,
    );
    return `${what} at "${other?.[0] ?? ''}"`;
  }
  const index = expected.findIndex(([, value], place) => !matchesText(value, found[place]?.[1] ?? '', meanings));
  return index === -1 ? undefined : `${what} at "${expected[index]?.[0] ?? ''}"`;
}

function differenceOfBodies(
  { body: recorded, headers }: RecordedExchange['request'],
  body: Uint8Array,
  meanings: Meanings,
): string | undefined {
  if (typeof recorded !== 'string') {
    const isSame = recorded.sha256 === createHash('sha256').update(body).digest('hex');
    return isSame ? undefined : 'the body, of which only the hash was recorded';
  }
  const actual = Buffer.from(body).toString('utf8');
  if (recorded === actual) return undefined;
  const [expected, found] = [parseJsonText(recorded), parseJsonText(actual)];
  if (expected !== undefined && found !== undefined) {
    const pointer = differenceOfJson(expected, found, meanings);
    return pointer === undefined ? undefined : `the body at "${pointer}"`;
  }
  if (String(headers['content-type']).includes('application/x-www-form-urlencoded')) {
    return differenceOfPairs('the body', recorded, actual, meanings);
  }
  return matchesText(recorded, actual, meanings) ? undefined : 'the body';
}

/** The JSON pointer of the first difference. */
function differenceOfJson(recorded: JsonValue, actual: JsonValue, meanings: Meanings): string | undefined {
  if (typeof recorded === 'string' && isPlaceholder(recorded)) {
    if (recorded !== actual) meanings.set(recorded, actual);
    return undefined;
  }
  if (isList(recorded) && isList(actual)) {
    if (recorded.length !== actual.length) return `/${String(Math.min(recorded.length, actual.length))}`;
    return firstDefined(recorded.entries(), ([index, item]) =>
      within(String(index), differenceOfJson(item, actual[index] ?? null, meanings)),
    );
  }
  if (isJsonObject(recorded) && isJsonObject(actual)) return differenceOfObjects(recorded, actual, meanings);
  if (typeof recorded === 'string' && typeof actual === 'string') {
    return matchesText(recorded, actual, meanings) ? undefined : '';
  }
  const areScalars = ![recorded, actual].some((value) => isList(value) || isJsonObject(value));
  return areScalars && canonicalJsonText(recorded) === canonicalJsonText(actual) ? undefined : '';
}

function differenceOfObjects(recorded: JsonObject, actual: JsonObject, meanings: Meanings): string | undefined {
  // A name of its own comes before one that was redacted, which stands for any that is left.
  const left = new Set(Object.keys(actual));
  const names = Object.keys(recorded).sort((one, other) => placeholdersIn(one) - placeholdersIn(other));
  const difference = firstDefined(names.values(), (name) => {
    const counterpart = left.has(name) ? name : [...left].find((candidate) => matchesText(name, candidate, meanings));
    if (counterpart === undefined) return within(name, '');
    left.delete(counterpart);
    return within(name, differenceOfJson(recorded[name] ?? null, actual[counterpart] ?? null, meanings));
  });
  const [surplus] = left;
  return difference ?? (surplus === undefined ? undefined : within(surplus, ''));
}

function placeholdersIn(name: string): number {
  return name.split('[redacted-').length - 1;
}

function within(name: string, pointer: string | undefined): string | undefined {
  return pointer === undefined ? undefined : `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}${pointer}`;
}

function firstDefined<Item>(items: Iterable<Item>, find: (item: Item) => string | undefined): string | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
