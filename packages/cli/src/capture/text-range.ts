/** A part of a text that is to be replaced. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
  /** What the part says, freed from all encodings: equal values get equal placeholders. */
  readonly value: string;
  /** Whether the part is a JSON number, so that what replaces it needs quotation marks. */
  readonly isNumber?: boolean | undefined;
}

/** Replaces parts of a text; every other character stays as it is. Parts that overlap become one. */
export function replaceRanges(
  text: string,
  ranges: readonly TextRange[],
  replacement: (value: string) => string,
): string {
  let replaced = '';
  let from = 0;
  for (const { end, isNumber = false, start, value } of joined(text, ranges)) {
    const placeholder = replacement(value);
    replaced += text.slice(from, start) + (isNumber ? `"${placeholder}"` : placeholder);
    from = end;
  }
  return replaced + text.slice(from);
}

function joined(text: string, ranges: readonly TextRange[]): readonly TextRange[] {
  const apart: TextRange[] = [];
  for (const range of ranges.toSorted((left, right) => left.start - right.start || right.end - left.end)) {
    const before = apart.at(-1);
    if (before === undefined || range.start >= before.end) apart.push(range);
    else if (range.end > before.end) {
      apart[apart.length - 1] = { start: before.start, end: range.end, value: text.slice(before.start, range.end) };
    }
  }
  return apart;
}

/** A text that was written with escapes, and where each of its UTF-16 units stands in the writing. */
export interface DecodedText {
  readonly text: string;
  /** By unit; one more at the end. */
  readonly places: readonly number[];
}

/** Moves parts of a decoded text to where they were written. */
export function rangesAsWritten(
  ranges: readonly TextRange[],
  { places }: DecodedText,
  offset: number,
): readonly TextRange[] {
  return ranges.map((range) => ({
    ...range,
    start: offset + (places[range.start] ?? 0),
    end: offset + (places[range.end] ?? 0),
    isNumber: undefined,
  }));
}

/** Decodes what stands between the quotation marks of a JSON string. */
export function decodeJsonString(written: string): DecodedText {
  return decode(written, /\\u[0-9a-fA-F]{4}|\\./gs, (escape) => JSON.parse(`"${escape}"`) as string);
}

/** Decodes a part of a URL or, with `plus`, of a form, where `+` is a space. What is no valid escape stands for itself. */
export function decodePercent(written: string, { plus }: { readonly plus: boolean }): DecodedText {
  return decode(written, plus ? /\+|(?:%[0-9a-fA-F]{2})+/g : /(?:%[0-9a-fA-F]{2})+/g, (escape) => {
    if (escape === '+') return ' ';
    const bytes = Buffer.from(escape.replaceAll('%', ''), 'hex');
    const text = bytes.toString('utf8');
    return Buffer.from(text).equals(bytes) ? text : escape;
  });
}

/** A run of escapes that cannot be divided is one place for all of its units but its last. */
function decode(written: string, escapes: RegExp, meaning: (escape: string) => string): DecodedText {
  let text = '';
  const places: number[] = [];
  let from = 0;
  const add = (units: string, place: (unit: number) => number): void => {
    for (let unit = 0; unit < units.length; unit += 1) places.push(place(unit));
    text += units;
  };
  for (const { 0: escape, index } of written.matchAll(escapes)) {
    const start = from;
    add(written.slice(start, index), (unit) => start + unit);
    const units = meaning(escape);
    const bytesBefore = (unit: number): number => Buffer.byteLength(units.slice(0, unit));
    const isPercent = escape.startsWith('%') && units !== escape;
    add(units, (unit) => {
      if (units === escape) return index + unit;
      return isPercent ? index + 3 * bytesBefore(unit) : index;
    });
    from = index + escape.length;
  }
  const rest = from;
  add(written.slice(rest), (unit) => rest + unit);
  return { text, places: [...places, written.length] };
}
