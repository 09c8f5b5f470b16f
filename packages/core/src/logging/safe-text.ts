const MAX_TEXT_LENGTH = 1000;
/** Control and format characters, line separators, lone surrogates: whatever could forge a line or hide in one. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;

/**
 * Text that fits one line of a log: control characters are escaped, URLs lose
 * their query, fragment and credentials, and what is beyond 1000 characters is
 * counted instead of shown.
 */
export function safeText(text: string): string {
  const bare = text.replace(/:\/\/[^\s"'<>]+/g, withoutCredentialsAndQuery);
  const shown = bare.length <= MAX_TEXT_LENGTH ? bare : bare.slice(0, MAX_TEXT_LENGTH);
  const printable = shown.replace(UNPRINTABLE, escaped);
  return shown === bare ? printable : `${printable}… (${String(bare.length - MAX_TEXT_LENGTH)} more)`;
}

/** @param url - A URL from its `://` on. */
function withoutCredentialsAndQuery(url: string): string {
  const rest = url.slice(3);
  const authority = rest.split(/[/?#]/, 1)[0] ?? '';
  // A password may hold "/", "?" or "#" unescaped: what follows a colon and is no port belongs to one.
  const hasCredentials = authority.includes('@') || /:(?!\d*$)/.test(authority);
  const address = hasCredentials ? rest.slice(rest.lastIndexOf('@') + 1) : rest;
  return `://${address.split(/[?#]/, 1)[0] ?? ''}`;
}

function escaped(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return '\\t';
  return character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
