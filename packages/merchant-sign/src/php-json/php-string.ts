/**
 * The text PHP's `json_encode` writes for a string under `JSON_UNESCAPED_UNICODE`.
 *
 * PHP differs from `JSON.stringify` in three characters: it escapes the slash, and the
 * two line separators even when other non-ASCII stays raw.
 *
 * @param value - Text without lone surrogates.
 */
export function toPhpString(value: string): string {
  return JSON.stringify(value).replaceAll('/', '\\/').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}
