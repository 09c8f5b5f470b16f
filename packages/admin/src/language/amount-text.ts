/**
 * Writes decimal text as a language does, digit by digit: nothing is rounded, nothing becomes a number.
 * What is no decimal text is shown as it is.
 */
export function amountText(amount: string, locale: string): string {
  const [, sign, whole, fraction] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(amount) ?? [];
  if (whole === undefined) return amount;
  const { decimal, group } = separators(locale);
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, group);
  return `${sign === '-' ? '−' : ''}${grouped}${fraction === undefined ? '' : decimal + fraction}`;
}

/** What a person typed as an amount, as decimal text: with a comma or a point, and with blanks between the groups. */
export function amountFromTyping(typed: string): string {
  const text = typed.replace(/[\s\u00a0\u202f]/g, '');
  const isCommaDecimal = /^\d+,\d+$/.test(text);
  const plain = isCommaDecimal ? text.replace(',', '.') : text;
  return plain.replace(/^0+(?=\d)/, '').replace(/^\./, '0.');
}

const known = new Map<string, { readonly decimal: string; readonly group: string }>();

function separators(locale: string): { readonly decimal: string; readonly group: string } {
  const kept = known.get(locale);
  if (kept !== undefined) return kept;
  const parts = new Intl.NumberFormat(locale, { useGrouping: true }).formatToParts(1_234_567.8);
  const of = (type: string, otherwise: string): string => parts.find((part) => part.type === type)?.value ?? otherwise;
  const found = { decimal: of('decimal', '.'), group: of('group', ',') };
  known.set(locale, found);
  return found;
}
