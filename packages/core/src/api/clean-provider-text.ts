const LIMIT = 200;
/** How much of a text is looked at. What is beyond it could show only where markup before it vanished. */
const RAW_LIMIT = 4 * LIMIT;
const REDACTED = '[redacted]';
/** White space, control and format characters, lone surrogates. */
const UNPRINTABLE = /[\s\p{Cc}\p{Cf}\p{Cs}]/u;

/**
 * Makes a provider's text fit to be shown: markup, control and format characters out, what is
 * sensitive replaced by `[redacted]`, 200 characters at most.
 *
 * @param sensitive - Texts that must not show: credentials, and what the request held. They are
 *   found in any case and with any white space between their words. Those of less than four
 *   characters are left alone: they would be found in every second word.
 */
export function cleanProviderText(text: string, sensitive: readonly string[]): string {
  const pattern = patternOf(sensitive);
  const longest = Math.max(0, ...sensitive.map(({ length }) => length));
  const redacted = redactUpTo(RAW_LIMIT, text.slice(0, RAW_LIMIT + longest), pattern);
  // Once more, as markup may have stood between two words.
  const plain = stripMarkup(redacted);
  const cleaned = redactUpTo(plain.length, plain, pattern);
  return cleaned.length > LIMIT ? `${cleaned.slice(0, LIMIT - 1)}…` : cleaned;
}

/** Fields whose values name no person and no secret: a refusal is of no use without them. */
const HARMLESS_FIELD = /(?:^|_)(?:currency|network|asset)$/i;

/**
 * Every text in a value, at any depth, and in JSON that travels as text: what a provider may
 * echo from a request. Codes of currencies and networks are left out.
 */
export function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value, ...textsIn(parseJsonObject(value))];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => (HARMLESS_FIELD.test(name) ? [] : textsIn(inner)));
}

function parseJsonObject(text: string): unknown {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Finds all of the values, the longest first, so that none leaves the rest of a longer one behind. */
function patternOf(values: readonly string[]): RegExp | undefined {
  const words = values
    .map((value) => value.split(UNPRINTABLE).filter(Boolean))
    .filter((parts) => parts.join(' ').length >= 4)
    .sort((left, right) => right.join(' ').length - left.join(' ').length)
    .map((parts) => parts.map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join(`${UNPRINTABLE.source}+`));
  return words.length === 0 ? undefined : new RegExp(words.join('|'), 'giu');
}

/** The text up to `limit`, with what is found in it replaced. A find that begins before the limit may end behind it. */
function redactUpTo(limit: number, text: string, pattern: RegExp | undefined): string {
  if (pattern === undefined) return text.slice(0, limit);
  let shown = '';
  let end = 0;
  for (const { 0: found, index } of text.matchAll(pattern)) {
    if (index >= limit) break;
    shown += text.slice(end, index) + REDACTED;
    end = index + found.length;
  }
  return shown + text.slice(end, Math.max(end, limit));
}

function stripMarkup(text: string): string {
  return text
    .replace(/<[A-Za-z/!?][^>]*(?:>|$)/g, ' ')
    .split(UNPRINTABLE)
    .filter(Boolean)
    .join(' ');
}
