import type { JsonValue } from '../json/encode-json.js';
import { writeJsonText } from '../json/json-text.js';

const PLACEHOLDER = /\[redacted-\d+\]/g;

/** What placeholders of a recorded request stand for in the request that came now. */
export type Meanings = Map<string, JsonValue>;

/** Whether the whole text is one placeholder, which stands for a value of any type. */
export function isPlaceholder(text: string): boolean {
  return /^\[redacted-\d+\]$/.test(text);
}

/** Whether a text is the recorded one, where each placeholder stands for any text but an empty one. */
export function matchesText(recorded: string, actual: string, meanings: Meanings): boolean {
  if (recorded === actual) return true;
  const [first = '', ...rest] = recorded.split(PLACEHOLDER);
  const last = rest.pop();
  if (last === undefined || !actual.startsWith(first) || !actual.endsWith(last)) return false;

  const names = recorded.match(PLACEHOLDER) ?? [];
  const end = actual.length - last.length;
  let from = first.length;
  for (const [index, name] of names.entries()) {
    const next = rest[index];
    const until = next === undefined ? end : actual.indexOf(next, from + 1);
    if (until <= from || until > end) return false;
    meanings.set(name, actual.slice(from, until));
    from = until + (next?.length ?? 0);
  }
  return true;
}

/** A recorded text with each placeholder that has a meaning replaced by it. */
export function withMeanings(recorded: string, meanings: Meanings, kind: 'json' | 'text'): string {
  if (kind === 'text') return recorded.replace(PLACEHOLDER, (name) => textOf(meanings.get(name), name));
  return recorded.replace(/"\[redacted-\d+\]"|\[redacted-\d+\]/g, (found) => {
    const isWhole = found.startsWith('"');
    const meaning = meanings.get(isWhole ? found.slice(1, -1) : found);
    if (meaning === undefined) return found;
    return isWhole ? writeJsonText(meaning) : JSON.stringify(textOf(meaning, found)).slice(1, -1);
  });
}

function textOf(meaning: JsonValue | undefined, otherwise: string): string {
  if (meaning === undefined) return otherwise;
  return typeof meaning === 'string' ? meaning : writeJsonText(meaning);
}
