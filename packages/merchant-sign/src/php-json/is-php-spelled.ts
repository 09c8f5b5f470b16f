const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const LOWER_A = 0x61;
const LOWER_Z = 0x7a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/**
 * What PHP writes otherwise, or might: escaped characters it writes raw, backslashes that hide
 * what the next character means, line separators, empty objects, and lists written as objects.
 */
const SPELLED_OTHERWISE = ['\\u', '\\\\', '\xe2\x80\xa8', '\xe2\x80\xa9', '{}', '{"0":'];

/** Every name is compared with those before it in its object, so their number is bounded. */
const MAX_NAMES = 64;
/** Objects and lists inside one another. */
const MAX_DEPTH = 32;

/** Keeps fingerprints in the range that engines store without allocating. */
const FINGERPRINT_MASK = 0x3fff_ffff;

/**
 * Whether JSON is certainly spelled the way PHP's `json_encode` spells it, so that decoding and
 * encoding would give the same text again.
 *
 * A quick look, several times faster than reading: `false` means "perhaps not", and is also the answer
 * for every number, a name that an object has twice, very many names and deep nesting. Says nothing about text that
 * is not JSON.
 *
 * @param latin1 - The bytes of the text, one character each.
 * @param end - Where the text ends.
 */
export function isPhpSpelled(latin1: string, end: number): boolean {
  return (
    !SPELLED_OTHERWISE.some((spelling) => latin1.includes(spelling)) &&
    escapesEverySlash(latin1) &&
    isCompactWithUniqueNames(latin1, end)
  );
}

function escapesEverySlash(latin1: string): boolean {
  for (let at = latin1.indexOf('/'); at !== -1; at = latin1.indexOf('/', at + 1)) {
    if (latin1.charCodeAt(at - 1) !== BACKSLASH) return false;
  }
  return true;
}

function isCompactWithUniqueNames(latin1: string, end: number): boolean {
  /** Of the names of the objects that are open, one after another. */
  const fingerprints: number[] = [];
  /** Where the names begin of each object or list that is open. */
  const begins: number[] = [];
  let position = 0;
  while (position < end) {
    const code = latin1.charCodeAt(position);
    if (code === QUOTE) {
      const close = findClosingQuote(latin1, position + 1);
      if (close === -1) return false;
      if (latin1.charCodeAt(close + 1) === COLON) {
        const fingerprint = fingerprintOf(latin1, position + 1, close);
        if (fingerprints.length === MAX_NAMES || fingerprints.includes(fingerprint, begins.at(-1))) return false;
        fingerprints.push(fingerprint);
      }
      position = close + 1;
      continue;
    }
    if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      if (begins.length === MAX_DEPTH) return false;
      begins.push(fingerprints.length);
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      fingerprints.length = begins.pop() ?? 0;
    } else if (!isPunctuationOrWord(code)) return false;
    position += 1;
  }
  return true;
}

/** The same for equal names. Different names rarely share one. */
function fingerprintOf(latin1: string, start: number, end: number): number {
  let fingerprint = 0;
  for (let index = start; index < end; index += 1) {
    fingerprint = (fingerprint * 31 + latin1.charCodeAt(index)) & FINGERPRINT_MASK;
  }
  return fingerprint;
}

/** The next quotation mark that no backslash escapes, in text without escaped backslashes. */
function findClosingQuote(latin1: string, from: number): number {
  let at = latin1.indexOf('"', from);
  while (at !== -1 && latin1.charCodeAt(at - 1) === BACKSLASH) at = latin1.indexOf('"', at + 1);
  return at;
}

function isPunctuationOrWord(code: number): boolean {
  return code === COMMA || code === COLON || (code >= LOWER_A && code <= LOWER_Z);
}
