import type { HttpRequest } from '../http/http-client.js';
import type { Problem } from '../errors/problem.js';
import type { Schema } from '../options/schema.js';

/** What a check may know beside the request. */
export interface CheckContext {
  /** The account's base URL: a callback on loopback is allowed only towards a provider on loopback. */
  readonly baseUrl: string;
}

/**
 * One call of a provider as a pair of pure functions: `build` turns a request into a
 * body, `parse` turns the checked answer into a result. It knows no HTTP, signing,
 * repeating or logging.
 */
export interface Operation<Request, Answer, Result> {
  /** @defaultValue `POST` */
  readonly method?: HttpRequest['method'] | undefined;
  /** Below the base URL, with a leading slash. */
  readonly path: string | ((request: Request) => string);
  /** `read` changes nothing at the provider and may be repeated freely. */
  readonly effect: 'read' | 'write';
  /** Names everything about a request that this wire cannot carry. Runs before anything is sent. */
  check?(request: Request, context: CheckContext): readonly Problem[];
  /** The query's parameters. */
  query?(request: Request): Readonly<Record<string, string>> | undefined;
  /** The body as a value, from a request that was checked. Absent: no parameters. */
  build?(request: Request): unknown;
  /** What an error names, when it is neither the request's reference nor its id. */
  subject?(request: Request): string;
  /** Fields of the request that this wire has no use for: one that is given is left out, with a warning. */
  readonly ignores?: readonly string[] | undefined;
  /** Whether a key is made up, with a warning, where the request names none. The contract's changes of objects always get one. */
  readonly generatesKey?: boolean | undefined;
  /** The fields read from the answer, and no others. */
  readonly answer: Schema<Answer>;
  /** The result, from an answer that was checked. Total: it does not throw. */
  parse(answer: Answer, request: Request): Result;
  /** Whether this answer speaks of what was asked for. A `false` makes the outcome unknown. */
  fits?(answer: Answer, request: Request): boolean;
  /**
   * Names what differs between the object answered and the one asked for, such as
   * `amount`: then the reference was used before, with other contents.
   */
  differs?(answer: Answer, request: Request): readonly string[];
}

/** An {@link Operation} that reads one object, and for which "there is none" is an answer. */
export interface FindOperation<Request, Answer, Result> extends Operation<Request, Answer, Result> {
  readonly mayBeAbsent: true;
}

/** An {@link Operation} that reads one page of a list. */
export interface ListOperation<Request, Answer, Item> {
  readonly method?: HttpRequest['method'] | undefined;
  readonly path: string | ((request: Request) => string);
  check?(request: Request, context: CheckContext): readonly Problem[];
  query?(request: Request, cursor: string | undefined): Readonly<Record<string, string>> | undefined;
  build?(request: Request, cursor: string | undefined): unknown;
  readonly answer: Schema<Answer>;
  /**
   * The page's items and what leads to the next one. May leave out what the request did not ask for.
   *
   * @param cursor - What this page was asked for with; `undefined` for the first one.
   */
  parsePage(
    answer: Answer,
    request: Request,
    cursor: string | undefined,
  ): { readonly items: readonly Item[]; readonly nextCursor: string | undefined };
}

/** Describes an operation; the types follow from its parts. */
export function operation<Request, Answer, Result>(
  definition: Operation<Request, Answer, Result>,
): Operation<Request, Answer, Result> {
  return definition;
}

/** Describes an operation that reads one object which may not exist. */
export function findOperation<Request, Answer, Result>(
  definition: Omit<Operation<Request, Answer, Result>, 'effect'>,
): FindOperation<Request, Answer, Result> {
  return { ...definition, effect: 'read', mayBeAbsent: true };
}

/** Describes an operation that reads a list page by page. */
export function listOperation<Request, Answer, Item>(
  definition: ListOperation<Request, Answer, Item>,
): ListOperation<Request, Answer, Item> {
  return definition;
}
