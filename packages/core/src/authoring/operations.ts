import type { ApiClient } from '../api/api-client.js';
import type { CallOptions } from '../api/call-options.js';
import { type CallSubject, unknownOutcome } from '../api/verdict.js';
import { InvalidRequestError } from '../errors/invalid-request-error.js';
import type { PaymentsError } from '../errors/payments-error.js';
import type { Problem } from '../errors/problem.js';
import { ReferenceConflictError } from '../errors/reference-conflict-error.js';
import type { Logger } from '../logging/logger.js';
import type { Schema } from '../options/schema.js';
import type { OperationCapability } from '../provider/capabilities.js';
import type { Listing, Page } from '../provider/listing.js';
import type { Clock } from '../time/clock.js';
import type { RandomSource } from '../time/random.js';
import { contractProblems, takesIdempotencyKey } from './contract-checks.js';
import { freezeDeep } from './freeze-deep.js';
import type { CheckContext, FindOperation, ListOperation, Operation } from './operation.js';

/** Any operation at all: a request of `never` accepts every function of one request. */
export type AnyOperation =
  | Operation<never, unknown, unknown>
  | FindOperation<never, unknown, unknown>
  | ListOperation<never, unknown, unknown>;

/** The method that an operation becomes. A request without required fields may be left out. */
export type MethodOf<Definition> =
  Definition extends ListOperation<infer Request, unknown, infer Item>
    ? (...args: OperationArguments<Request>) => Listing<Item>
    : Definition extends FindOperation<infer Request, unknown, infer Result>
      ? (...args: OperationArguments<Request>) => Promise<Result | undefined>
      : Definition extends Operation<infer Request, unknown, infer Result>
        ? (...args: OperationArguments<Request>) => Promise<Result>
        : never;

/** What a bound operation is called with. A request without required fields may be left out. */
export type OperationArguments<Request> = undefined extends Request
  ? [request?: Request, options?: CallOptions]
  : Record<string, never> extends Request
    ? [request?: Request, options?: CallOptions]
    : [request: Request, options?: CallOptions];

/** The methods that a set of operations becomes, under the same names. */
export type MethodsOf<Definitions> = { readonly [Name in keyof Definitions]: MethodOf<Definitions[Name]> };

/** What binds operations to one account. Handed to `connect` by {@link defineProvider}. */
export interface OperationBinder {
  /**
   * Turns operations into the methods of a processor. Each is named after the contract
   * method it answers, and gets that contract's checks; names of your own are welcome.
   */
  <const Definitions extends Readonly<Record<string, AnyOperation>>>(
    client: ApiClient,
    definitions: Definitions,
  ): MethodsOf<Definitions>;
}

const NO_PAGE: Page<never> = Object.freeze({ items: Object.freeze([]), nextCursor: undefined });

interface BoundRequest {
  readonly reference?: unknown;
  readonly providerId?: unknown;
  readonly paymentId?: unknown;
  readonly idempotencyKey?: unknown;
}

type LooseOperation = Operation<BoundRequest, unknown, unknown> & { readonly mayBeAbsent?: true };
type Checked = Pick<LooseOperation, 'check'>;
type LooseListOperation = ListOperation<BoundRequest, unknown, unknown>;

/** What the binder of one account works with. */
interface BinderConfig {
  readonly provider: string;
  readonly context: CheckContext;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
  readonly capabilityOf: (name: string) => OperationCapability | undefined;
  /** Told the name of every changing operation. */
  readonly bound: (name: string) => void;
}

/** Makes the binder of one account. */
export function operationBinder(config: BinderConfig): OperationBinder {
  const { capabilityOf, context, provider } = config;

  function refuseProblems(name: string, request: BoundRequest, definition: Checked): void {
    const problems = problemsOf(name, request, definition, context);
    if (problems.length > 0) throw new InvalidRequestError(problems, { provider, operation: name });
  }

  /** A body, or the problems that showed only when it was written, told as those of the checks are. */
  function build(name: string, request: BoundRequest, definition: LooseOperation): unknown {
    try {
      return definition.build?.(request);
    } catch (error) {
      if (!(error instanceof InvalidRequestError)) throw error;
      throw new InvalidRequestError(error.problems, { provider, operation: name });
    }
  }

  function bindOne(client: ApiClient, name: string, definition: LooseOperation) {
    const mutating = definition.effect === 'write';
    if (mutating) config.bound(name);
    const deduplicatesForMs = capabilityOf(name)?.deduplicatesForMs ?? 0;

    return async (original: BoundRequest = {}, options?: CallOptions): Promise<unknown> => {
      const request = snapshot(original);
      refuseProblems(name, request, definition);
      const subject = definition.subject?.(request) ?? subjectOf(request);
      warnOfIgnored(config, name, subject, request, definition.ignores);
      const read = await client.call(
        {
          operation: name,
          subject,
          mutating,
          deduplicatesForMs,
          mayBeAbsent: definition.mayBeAbsent ?? false,
          method: definition.method ?? 'POST',
          path: pathOf(definition.path, request),
          query: definition.query?.(request),
          body: build(name, request, definition),
          idempotencyKey: mutating ? (keyOf(request) ?? newKey(config, name, subject, definition)) : undefined,
          answer: readingOf(definition.answer, (answer) => definition.parse(answer, request)),
          objection: (reading) =>
            objectionTo(definition, reading, request, { provider, operation: name, subject, mutating }),
        },
        options,
      );
      return read?.result;
    };
  }

  function bindList(client: ApiClient, name: string, definition: LooseListOperation) {
    return (original: BoundRequest = {}, options?: CallOptions): Listing<unknown> => {
      const request = snapshot(original);
      const page = async (cursor?: string) => {
        refuseProblems(name, request, definition);
        const read = await client.call(
          {
            operation: name,
            subject: name,
            mutating: false,
            deduplicatesForMs: 0,
            mayBeAbsent: false,
            method: definition.method ?? 'POST',
            path: pathOf(definition.path, request),
            query: definition.query?.(request, cursor),
            body: definition.build?.(request, cursor),
            answer: readingOf(definition.answer, (answer) => definition.parsePage(answer, request, cursor)),
          },
          options,
        );
        return read?.result ?? NO_PAGE;
      };
      const repeated = () =>
        unknownOutcome({ provider, operation: name, subject: name, mutating: false }, 'a page leads back to itself');
      return { page, [Symbol.asyncIterator]: () => iteratePages(page, repeated) };
    };
  }

  const bind = (client: ApiClient, definitions: Readonly<Record<string, LooseOperation | LooseListOperation>>) =>
    Object.freeze(
      Object.fromEntries(
        Object.entries(definitions).map(([name, definition]) => [
          name,
          'parsePage' in definition ? bindList(client, name, definition) : bindOne(client, name, definition),
        ]),
      ),
    );
  // The one place where the operations' own types are let go: every request passes its check first.
  return bind as unknown as OperationBinder;
}

/** Every problem of a request: what the contract asks of everyone, then what this wire asks. */
function problemsOf(
  name: string,
  request: BoundRequest,
  definition: Checked,
  context: CheckContext,
): readonly Problem[] {
  const general = contractProblems(name, request, context);
  if (general.length === 0) return definition.check?.(request, context) ?? [];
  // The wire's check is written for requests of the right shape; on a misshapen one it may stumble,
  // and the contract's word is enough.
  try {
    const named = new Set(general.map(({ path }) => path));
    const special = definition.check?.(request, context) ?? [];
    return [...general, ...special.filter(({ path }) => !named.has(path))];
  } catch {
    return general;
  }
}

/** What an answer says: as it was checked, and as the operation reads it. */
interface Reading<Result> {
  readonly checked: unknown;
  readonly result: Result;
}

/** Reads an answer where it is judged, so that a reading which stumbles leaves the outcome unknown. */
function readingOf<Result>(schema: Schema<unknown>, parse: (checked: unknown) => Result): Schema<Reading<Result>> {
  return {
    safeParse(value) {
      const checked = schema.safeParse(value);
      if (!checked.success) return checked;
      return { success: true, data: { checked: checked.data, result: freezeDeep(parse(checked.data)) } };
    },
    '~standard': {},
  };
}

/** Why an answer that fits its schema is not the answer to this request. */
function objectionTo(
  definition: LooseOperation,
  { checked, result }: Reading<unknown>,
  request: BoundRequest,
  call: CallSubject,
): PaymentsError | undefined {
  if (definition.fits?.(checked, request) === false) return unknownOutcome(call, 'the answer speaks of another object');
  const differs = definition.differs?.(checked, request) ?? [];
  if (differs.length === 0) return undefined;
  const { provider, operation, subject } = call;
  return new ReferenceConflictError(subject, differs, { provider, operation, providerId: providerIdOf(result) });
}

async function* iteratePages<Item>(
  page: (cursor?: string) => Promise<Page<Item>>,
  repeated: () => Error,
): AsyncGenerator<Item> {
  const seen = new Set<string>();
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = await page(cursor);
    yield* items;
    // A provider that hands out the same cursor twice would otherwise be read for ever.
    if (nextCursor !== undefined && seen.has(nextCursor)) throw repeated();
    if (nextCursor !== undefined) seen.add(nextCursor);
    cursor = nextCursor;
  } while (cursor !== undefined);
}

function pathOf(path: string | ((request: BoundRequest) => string), request: BoundRequest): string {
  return typeof path === 'function' ? path(request) : path;
}

function subjectOf({ reference, providerId, paymentId }: BoundRequest): string {
  return [reference, providerId, paymentId].find((name): name is string => typeof name === 'string') ?? 'the account';
}

function keyOf({ reference, idempotencyKey }: BoundRequest): string | undefined {
  return [idempotencyKey, reference].find((key): key is string => typeof key === 'string');
}

/** A key for a change to an object that exists. Without one the provider could not tell a repeat from a second change. */
function newKey(
  { clock, logger, provider, random }: BinderConfig,
  operation: string,
  subject: string,
  { generatesKey = takesIdempotencyKey(operation) }: Pick<LooseOperation, 'generatesKey'>,
): string | undefined {
  if (!generatesKey) return undefined;
  const chance = Buffer.from(random.bytes(12)).toString('hex');
  const idempotencyKey = `${provider}-${String(clock.now().getTime())}-${chance}`;
  logger.warn('idempotency_key.generated', { operation, reference: subject, idempotencyKey });
  return idempotencyKey;
}

/** Tells of fields that are left out: a caller may have counted on them. */
function warnOfIgnored(
  { logger }: BinderConfig,
  operation: string,
  subject: string,
  request: object,
  ignores: readonly string[] = [],
): void {
  if (ignores.length === 0) return;
  const given = Object.entries(request).filter(([, value]) => value !== undefined);
  const fields = given.map(([name]) => name).filter((name) => ignores.includes(name));
  if (fields.length > 0) logger.warn('request_fields.ignored', { operation, reference: subject, fields });
}

/** The request as it is now: what its owner changes later changes neither what is sent nor how the answer is judged. */
function snapshot<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(snapshot) as Value;
  if (typeof value !== 'object' || value === null || !isPlain(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const name of Object.keys(value)) {
    const inner = snapshot((value as Readonly<Record<string, unknown>>)[name]);
    // An assignment to this name would change what the copy inherits.
    if (name === '__proto__') Object.defineProperty(copy, name, { value: inner, enumerable: true });
    else copy[name] = inner;
  }
  return copy as Value;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function providerIdOf(result: unknown): string | undefined {
  const id = typeof result === 'object' && result !== null && 'providerId' in result ? result.providerId : undefined;
  return typeof id === 'string' ? id : undefined;
}
