const QUOTE = 0x22;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/**
 * Whether every reader of a JSON text reads the same: no object in it names a member twice, however the names are
 * spelled, none names one `__proto__`, and nothing is nested deeper than a limit.
 *
 * A parser keeps one of two members with one name. So the text has more members than what was parsed from it exactly
 * where a name is repeated. Takes time linear in the length of the text, and never throws.
 *
 * @param json - Well-formed JSON: its text, or its UTF-8 bytes one character each.
 * @param value - What `JSON.parse` reads in it.
 */
export function isUnambiguous(json: string, value: unknown, maxDepth: number): boolean {
  const members = countColons(json, maxDepth);
  return members !== undefined && members === countInner([value]);
}

/** How many colons stand outside of strings: one for every member. `undefined` for what is nested too deep. */
function countColons(json: string, maxDepth: number): number | undefined {
  let colons = 0;
  let depth = 0;
  for (let position = 0; position < json.length; position += 1) {
    switch (json.charCodeAt(position)) {
      case QUOTE:
        position = findClosingQuote(json, position + 1);
        break;
      case COLON:
        colons += 1;
        break;
      case OPEN_BRACE:
      case OPEN_BRACKET:
        depth += 1;
        if (depth > maxDepth) return undefined;
        break;
      case CLOSE_BRACE:
      case CLOSE_BRACKET:
        depth -= 1;
        break;
    }
  }
  return colons;
}

/** How many members a value has at every depth. No number if one is named `__proto__`. */
function countMembers(value: object): number {
  if (Array.isArray(value)) return countInner(value);
  return Object.hasOwn(value, '__proto__') ? Number.NaN : Object.keys(value).length + countInner(Object.values(value));
}

function countInner(values: readonly unknown[]): number {
  let members = 0;
  for (const inner of values) if (typeof inner === 'object' && inner !== null) members += countMembers(inner);
  return members;
}

/** The next quotation mark that no backslash escapes; the end of the text where there is none. */
function findClosingQuote(json: string, from: number): number {
  for (let at = json.indexOf('"', from); at !== -1; at = json.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (json.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return at;
  }
  return json.length;
}
