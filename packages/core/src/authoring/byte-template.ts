/** A text with places such as `{timestamp}`, taken apart once. */
export interface ByteTemplate {
  /** The names of its places. */
  readonly places: ReadonlySet<string>;
  /** Its bytes with every place filled: text as UTF-8, bytes as they are. */
  fill(values: Readonly<Record<string, string | Uint8Array>>): Buffer;
}

const PLACE = /\{([A-Za-z0-9]+)\}/;

/**
 * Takes a template apart. What fills a place is never read as a template itself.
 *
 * @throws {@link TypeError} It names a place that is not among `known`.
 */
export function byteTemplate(template: string, known: readonly string[]): ByteTemplate {
  // With a group, `split` gives the names between the texts: every second part is one.
  const parts = template.split(PLACE);
  const isPlace = (index: number): boolean => index % 2 === 1;
  const places = new Set(parts.filter((_, index) => isPlace(index)));
  const strangers = [...places].filter((place) => !known.includes(place));
  if (strangers.length > 0) {
    throw new TypeError(`"${template}" names {${strangers.join('}, {')}}; there are {${known.join('}, {')}}.`);
  }
  return {
    places,
    fill: (values) =>
      Buffer.concat(parts.map((part, index) => Buffer.from(isPlace(index) ? (values[part] ?? '') : part))),
  };
}
