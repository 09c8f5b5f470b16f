import type { Problem } from '../errors/problem.js';

/** A path with places such as `/v1/charges/{id}`, and perhaps a query: `/v1/charges?reference={reference}`. */
export interface PathTemplate {
  /** The names of its places. */
  readonly places: readonly string[];
  /** The path with every place filled, each value encoded as one segment. */
  path(values: PathValues): string;
  /** The query's parameters, not yet encoded; `undefined` if there is none. */
  query(values: PathValues): Readonly<Record<string, string>> | undefined;
  /** Why a value cannot stand in the path; none if all can. */
  problems(values: PathValues): readonly Problem[];
}

/** What fills the places of a path, by name. */
export type PathValues = Readonly<Record<string, unknown>>;

const PLACE = /\{([A-Za-z]+)\}/g;

/** Takes a path apart. */
export function pathTemplate(template: string): PathTemplate {
  const [path = '', search] = template.split('?', 2);
  const places = [...template.matchAll(PLACE)].map(([, name = '']) => name);
  const inPath = [...path.matchAll(PLACE)].map(([, name = '']) => name);
  const parameters = search === undefined ? undefined : [...new URLSearchParams(search)];
  const fill = (text: string, write: (value: string) => string, values: PathValues): string =>
    text.replaceAll(PLACE, (_, name: string) => write(valueOf(values, name)));
  return {
    places,
    path: (values) => fill(path, encodeURIComponent, values),
    query: (values) =>
      parameters && Object.fromEntries(parameters.map(([name, text]) => [name, fill(text, (value) => value, values)])),
    problems: (values) =>
      inPath
        .filter((name) => !isSegment(valueOf(values, name)))
        .map((name) => ({ path: name, message: 'cannot stand in the path of a request' })),
  };
}

function valueOf(values: PathValues, name: string): string {
  const value = values[name];
  return typeof value === 'string' ? value : '';
}

/** Dots alone lead to another path, however they are encoded, and half a character cannot be encoded. */
function isSegment(value: string): boolean {
  return value !== '' && value !== '.' && value !== '..' && !/\p{Cs}/u.test(value);
}
