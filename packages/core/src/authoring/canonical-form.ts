import {
  type ExactJson,
  type ExactJsonObject,
  isExactObject,
  JsonNumber,
  readExactJson,
  writeJson,
} from './exact-json.js';

/** The text that a signature over the members of a JSON object covers. Pure, and the same on both sides of the wire. */
export type CanonicalForm = (members: ExactJsonObject) => string;

/** Options of {@link sortedPairs}. */
export interface SortedPairsOptions {
  /** What stands between two pairs. @defaultValue `&` */
  readonly separator?: string | undefined;
  /** What stands between a name and its value. Empty where names are left out of the text. @defaultValue `=` */
  readonly equals?: string | undefined;
  /** Whether the names themselves are part of the text. @defaultValue `true` */
  readonly names?: boolean | undefined;
  /** Whether members without a value (`null`, empty text) are left out. @defaultValue `true` */
  readonly skipEmpty?: boolean | undefined;
}

/**
 * `a=1&b=x`: the members sorted by the code units of their names, values as the wire spells them, nested
 * ones as JSON in the order of the text.
 */
export function sortedPairs(options: SortedPairsOptions = {}): CanonicalForm {
  const { equals = '=', names = true, separator = '&', skipEmpty = true } = options;
  return (members) =>
    sorted(members)
      .map(([name, value]) => [name, pairText(value)] as const)
      .filter(([, text]) => !skipEmpty || text !== '')
      .map(([name, text]) => (names ? `${name}${equals}${text}` : text))
      .join(separator);
}

/** JSON without white space, the members of every object sorted by the code units of their names. */
export const sortedJson: CanonicalForm = (members) => writeExact(members, sorted);

/** JSON without white space, members in the order of the text. */
export const plainJson: CanonicalForm = (members) => writeExact(members, (each) => [...each]);

type Order = (members: ExactJsonObject) => readonly (readonly [string, ExactJson])[];

function sorted(members: ExactJsonObject): readonly (readonly [string, ExactJson])[] {
  return [...members].sort(([left], [right]) => (left < right ? -1 : 1));
}

function pairText(value: ExactJson): string {
  if (value === null) return '';
  return typeof value === 'string' ? value : writeExact(value, (members) => [...members]);
}

function writeExact(value: ExactJson, order: Order): string {
  if (value instanceof JsonNumber) return value.digits;
  if (isExactObject(value)) {
    return `{${order(value)
      .map(([name, member]) => `${JSON.stringify(name)}:${writeExact(member, order)}`)
      .join(',')}}`;
  }
  if (typeof value === 'object' && value !== null) return `[${value.map((item) => writeExact(item, order)).join(',')}]`;
  return JSON.stringify(value);
}

/**
 * The bytes of an outgoing body that a signature covers.
 *
 * @throws {@link TypeError} The body is no object.
 */
export function contentOf(body: unknown, form: CanonicalForm): Buffer {
  const members = readExactJson(writeJson(body));
  if (!isExactObject(members)) throw new TypeError('Only the members of an object can be signed inside it.');
  return Buffer.from(form(members));
}
