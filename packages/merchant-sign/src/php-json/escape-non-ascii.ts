const FIRST_NON_ASCII = 0x80;

/** Turns JSON text with raw non-ASCII into what PHP's `json_encode` writes without `JSON_UNESCAPED_UNICODE`. */
export function escapeNonAscii(json: string): string {
  let escaped = '';
  let copied = 0;
  for (let index = 0; index < json.length; index += 1) {
    const unit = json.charCodeAt(index);
    if (unit < FIRST_NON_ASCII) continue;
    escaped += json.slice(copied, index) + '\\u' + unit.toString(16).padStart(4, '0');
    copied = index + 1;
  }
  return escaped + json.slice(copied);
}
