// https://www.rfc-editor.org/rfc/rfc9110#name-field-values, without obsolete line folding.
const NAME = /^[!#$%&'*+\-.^_`|~\dA-Za-z]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Decided by the transport. A `host` of the caller's would also change which certificate is accepted. */
const TRANSPORT_HEADERS: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** What is wrong with headers about to be sent, in words that repeat no value, or `undefined`. */
export function headersProblem(headers: Readonly<Record<string, string>>): string | undefined {
  const seen = new Set<string>();
  for (const name in headers) {
    if (!NAME.test(name)) return 'A header name has a character that is not allowed.';
    if (!VALUE.test(headers[name] ?? ''))
      return `The value of the header "${name}" has a character that is not allowed.`;
    const lowerCase = name.toLowerCase();
    if (TRANSPORT_HEADERS.has(lowerCase)) return `The header "${name}" is set by the transport.`;
    if (seen.has(lowerCase)) return `The header "${name}" is there twice.`;
    seen.add(lowerCase);
  }
  return undefined;
}

/** The headers with others added. None that is there is replaced, in whatever case it is written. */
export function withAddedHeaders(
  headers: Readonly<Record<string, string>>,
  added: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const taken = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  const merged = { ...headers };
  for (const [name, value] of Object.entries(added)) {
    if (!taken.has(name.toLowerCase())) merged[name] = value;
  }
  return merged;
}
