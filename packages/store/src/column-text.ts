import { hexDigest } from '@paymux/core';

/** Index entries of PostgreSQL hold 2,700 bytes at most, and a character up to four. */
const LONGEST = 600;

// A lone surrogate has no UTF-8, and neither engine keeps a NUL.
const ESCAPED = /[\0\\]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * Text of a column that is looked up: different text stays different, whatever it holds and however long it is.
 * Ordinary text is written as it is.
 */
export function columnText(text: string): string {
  const written = text.replace(ESCAPED, escapeCharacter);
  if (written.length <= LONGEST) return written;
  // No escape looks like this, so no shorter text is written like it.
  return `\\#${hexDigest('sha256', written)}`;
}

/** The text that {@link columnText} was given, unless it was longer than 600 characters. */
export function fromColumnText(written: string): string {
  return written.replace(/\\(?:\\|u[0-9a-f]{4})/g, (escape) =>
    escape === '\\\\' ? '\\' : String.fromCharCode(Number.parseInt(escape.slice(2), 16)),
  );
}

/** The same for text that may be absent. */
export function optionalColumnText(text: string | undefined): string | null {
  return text === undefined ? null : columnText(text);
}

function escapeCharacter(character: string): string {
  return character === '\\' ? '\\\\' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
