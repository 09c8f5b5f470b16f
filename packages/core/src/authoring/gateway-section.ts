import type { Problem } from '../errors/problem.js';
import type { Schema } from '../options/schema.js';
import type { OperationCapability } from '../provider/capabilities.js';
import type { ListQuery, ObjectQuery } from '../provider/object-query.js';
import {
  findOperation,
  type FindOperation,
  listOperation,
  type ListOperation,
  type CheckContext,
} from './operation.js';
import type { AnyOperation } from './operations.js';
import { memberAt, memberOf } from './json-wire.js';
import { ownOptionProblems } from './own-options.js';
import type { Pages } from './pages.js';
import { type PathTemplate, pathTemplate, type PathValues } from './path-template.js';
import { readStatus, type StatusReading } from './read-status.js';
import { type StatusTable, statusTable } from './status-table.js';
import { type WriteOperation, writeOperation } from './write-operation.js';

/** What payments, refunds and payouts have in common. */
export interface GatewayItem {
  readonly provider: string;
  readonly providerId: string | undefined;
  readonly reference: string | undefined;
  readonly status: string;
  readonly exception?: string | undefined;
  readonly final: boolean;
  readonly providerStatus: string | undefined;
  readonly createdAt?: Date | undefined;
}

/** An object as `parse` gives it: without what is read from `statuses`, which it may overrule where the wire says more. */
export type ParsedItem<Item extends GatewayItem> = Omit<
  Item,
  'provider' | 'status' | 'exception' | 'final' | 'providerStatus'
> & {
  /** The provider's word, to be read from `statuses`. */
  readonly providerStatus: string;
  readonly exception?: Item['exception'] | undefined;
  /** The provider's own flag, where it has one. */
  readonly final?: boolean | undefined;
};

/** How one object is read: by the provider's id, by the caller's reference, or by either. */
export interface GatewayFind {
  /** Such as `/v1/charges/{id}`, or with places that `idParts` fills. */
  readonly byId?: string | undefined;
  /**
   * Takes an id apart that `parse` puts together, where the provider's own leads nowhere alone: with
   * `/v1/charges/{charge}/refunds/{refund}`, an id `ch_1/re_2` gives `charge` and `refund`. An id that lacks a part
   * is refused before anything is sent.
   */
  idParts?(id: string): Readonly<Record<string, string | undefined>>;
  /** In the path or in the query: `/v1/charges?reference={reference}`. */
  readonly byReference?: string | undefined;
  /**
   * The member in which a look-up answers a list, such as `results`. Of several items the first of that name is meant;
   * a list without any says that there is none, and a list of others says nothing. Absent: the object itself.
   */
  readonly listedAs?: string | undefined;
  /** The body of a look-up that is a `POST`, with one of the two names. Absent: a `GET` without a body. */
  body?(query: ObjectQuery): unknown;
}

/** What a list is asked for; `paymentId` by those of refunds alone. */
export type SectionQuery = ListQuery & { readonly paymentId?: string | undefined };

/** How an object that exists is changed, by a call that answers with the object. */
export interface GatewayChange<Request> {
  /** Its places are fields of the request: `/v1/charges/{providerId}/capture`. */
  readonly path: string;
  /** @defaultValue `POST` */
  readonly method?: 'POST' | 'PUT' | 'DELETE' | undefined;
  /** See {@link GatewaySection.takes}. */
  readonly takes?: readonly (keyof Request & string)[] | undefined;
  /** See {@link GatewaySection.check}. */
  check?(request: Request, context: CheckContext): readonly Problem[];
  /** Absent: the path says it all. */
  body?(request: Request): unknown;
  /** For how long a repeat is safe, where it differs from the section's. */
  readonly deduplicatesForMs?: number | undefined;
  /** The call names an amount without its currency: see {@link GatewayRefunds.bareAmount}. @defaultValue `false` */
  readonly bareAmount?: boolean | undefined;
}

/** How objects are listed. */
export interface GatewayList {
  readonly path: string;
  /** See {@link cursorPages} and {@link offsetPages}. */
  readonly pages: Pages;
  /**
   * The provider's own filters of a query, where it has some. What comes is filtered by `createdAt`, and
   * refunds by `paymentId`, in any case.
   */
  query?(query: SectionQuery): Readonly<Record<string, string>>;
  /** The provider promises this order: then pages behind `createdFrom` are not asked for. @defaultValue `false` */
  readonly newestFirst?: boolean | undefined;
}

/** One kind of object at a provider: how it is opened, found, listed and read. */
export interface GatewaySection<Answer, Request, Item extends GatewayItem> {
  /** Where an object is opened. Its places are fields of the request: `/v1/charges/{paymentId}/refunds`. */
  readonly path: string;
  /** @defaultValue `POST` */
  readonly method?: 'POST' | 'PUT' | undefined;
  /** The fields of an object that are read, wherever it appears. */
  readonly answer: Schema<Answer>;
  /** Every word of the provider's documents, and what it means. A word that is missing reads as `unrecognised`. */
  readonly statuses: Readonly<
    Record<string, Item['status'] | StatusReading<Item['status'], NonNullable<Item['exception']>>>
  >;
  /** Theirs to ours. Total: it does not throw. */
  parse(answer: Answer): ParsedItem<Item>;
  /**
   * The optional fields of the request that `create` hands to the wire. One that is not named here is
   * refused where leaving it out would move money otherwise, and left out with a warning elsewhere.
   */
  readonly takes?: readonly (keyof Request & string)[] | undefined;
  /**
   * The names that `providerOptions` of a request may have for this provider: `create` hands them on. Another name is
   * refused. Their types are the package's own, by declaration merging: see {@link CreatePaymentProviderOptions}.
   *
   * @defaultValue none
   */
  readonly providerOptions?: readonly string[] | undefined;
  /** Names everything about a request that this wire cannot carry. Runs before anything is sent. */
  check?(request: Request, context: CheckContext): readonly Problem[];
  /** The body that opens an object. */
  create(request: Request): unknown;
  /** For how long a repeat is safe, where it differs from the gateway's. See {@link OperationCapability}. */
  readonly deduplicatesForMs?: number | undefined;
  /** Absent where refunds cannot be looked up; payments and payouts always can. */
  readonly find?: GatewayFind | undefined;
  readonly list?: GatewayList | undefined;
  /** The contract's changes of objects that exist, such as `capturePayment`, by their names. */
  readonly changes?: Readonly<Record<string, GatewayChange<never> | undefined>> | undefined;
  /**
   * Methods of the provider's own; those that change something by {@link writeOperation}. Each is a
   * constant of its own: written in place, its result would be of type `unknown`.
   */
  readonly more?: Readonly<Record<string, AnyOperation>> | undefined;
}

/** The rules of one kind of object that its section does not have to repeat. */
export interface SectionContract<Request, Item extends GatewayItem> {
  readonly names: { readonly create: string; readonly find: string; readonly list: string };
  /** Whether a field that the wire does not take may not be left out, because money would move otherwise. */
  refuses(name: string, value: unknown): boolean;
  /** What is left out with a warning. */
  readonly ignorable: readonly string[];
  /** What an older object under the same reference holds otherwise than the request asks. */
  differs(item: Item, request: Request): readonly string[];
}

/** The operations that a section becomes, by the names of the contract. */
export interface SectionOperations {
  readonly operations: Readonly<Record<string, AnyOperation>>;
  readonly capabilities: Readonly<Record<string, OperationCapability>>;
  /** Whether a look-up by reference has to read the list. */
  readonly scans: boolean;
  /** The object in a payload, such as a webhook's; `undefined` when it has not the shape it must have. */
  read(payload: unknown): GatewayItem | undefined;
}

/** Makes the operations of a section. */
export function sectionOperations<Answer, Request extends { readonly reference: string }, Item extends GatewayItem>(
  provider: string,
  section: GatewaySection<Answer, Request, Item>,
  contract: SectionContract<Request, Item>,
  defaultWindowMs: number,
): SectionOperations {
  const { answer, find = {}, list, more = {} } = section;
  const { names } = contract;
  const table = tableOf(section.statuses);
  const toItem = (parsed: Answer): Item => itemOf(provider, table, section.parse(parsed));
  const afterwards: OperationCapability = {
    lookup: lookupOf(find, list),
    deduplicatesForMs: section.deduplicatesForMs ?? defaultWindowMs,
  };

  const create = createOperation(provider, section, contract, toItem, afterwards);
  const operations = {
    [names.create]: create,
    ...(afterwards.lookup !== 'none' && { [names.find]: findOperationOf(find, answer, toItem) }),
    ...(list !== undefined && { [names.list]: listOperationOf(list, answer, toItem) }),
    ...changeOperations(section, toItem, afterwards.deduplicatesForMs),
    ...more,
  };
  return {
    operations,
    capabilities: Object.fromEntries(
      Object.entries<AnyOperation | WriteOperation<never, unknown, unknown>>(operations).flatMap(([name, each]) =>
        'afterwards' in each ? [[name, each.afterwards]] : [],
      ),
    ),
    scans: afterwards.lookup === 'scan',
    read(payload) {
      const checked = answer.safeParse(payload);
      return checked.success ? toItem(checked.data) : undefined;
    },
  };
}

/** What finds an object whose creation was not answered: only the caller's reference is known then. */
function lookupOf({ byId, byReference }: GatewayFind, list: GatewayList | undefined): OperationCapability['lookup'] {
  if (byReference !== undefined) return 'reference';
  if (list !== undefined) return 'scan';
  return byId === undefined ? 'none' : 'id';
}

type Table = StatusTable<StatusReading>;

function tableOf(statuses: Readonly<Record<string, string | StatusReading>>): Table {
  const readings = Object.entries(statuses).map(([word, reading]): [string, StatusReading] => [
    word,
    typeof reading === 'string' ? { status: reading } : reading,
  ]);
  return statusTable<StatusReading>(Object.fromEntries(readings));
}

function itemOf<Item extends GatewayItem>(provider: string, table: Table, parsed: ParsedItem<Item>): Item {
  const { exception, final, providerStatus, ...fields } = parsed;
  const reading = readStatus(table, providerStatus, final);
  // Every field of the item is either the parsed object's or one of those beside it.
  return { provider, ...fields, ...reading, exception: exception ?? reading.exception } as unknown as Item;
}

function createOperation<Answer, Request extends { readonly reference: string }, Item extends GatewayItem>(
  provider: string,
  section: GatewaySection<Answer, Request, Item>,
  contract: SectionContract<Request, Item>,
  toItem: (answer: Answer) => Item,
  afterwards: OperationCapability,
): WriteOperation<Request, Answer, Item> {
  const template = pathTemplate(section.path);
  const taken = new Set<string>(section.takes ?? []);
  return writeOperation<Request, Answer, Item>({
    method: section.method,
    path: (request) => template.path(request),
    query: (request) => template.query(request),
    afterwards,
    ignores: contract.ignorable.filter((name) => !taken.has(name)),
    check: (request, context) => [
      ...Object.entries<unknown>(request as Readonly<Record<string, unknown>>)
        .filter(([name, value]) => value !== undefined && !taken.has(name) && contract.refuses(name, value))
        .map(([name]) => ({ path: name, message: NOTHING_TO_TELL })),
      ...template.problems(request),
      ...ownOptionProblems(request, provider, section.providerOptions),
      ...(section.check?.(request, context) ?? []),
    ],
    build: (request) => section.create(request),
    answer: section.answer,
    parse: toItem,
    fits(answer, { reference }) {
      const told = toItem(answer).reference;
      return told === undefined || told === reference;
    },
    differs: (answer, request) => contract.differs(toItem(answer), request),
  });
}

/** A change by its object's id, as the methods of the contract are called. */
interface ChangeRequest {
  readonly providerId: string;
}

function changeOperations<Answer, Item extends GatewayItem>(
  { answer, changes = {} }: Pick<GatewaySection<Answer, never, Item>, 'answer' | 'changes'>,
  toItem: (answer: Answer) => Item,
  windowMs: number,
): Readonly<Record<string, WriteOperation<ChangeRequest, Answer, Item>>> {
  return Object.fromEntries(
    Object.entries(changes).flatMap(([name, change]) =>
      // Each change is handed the requests of the method that it is named after.
      change === undefined ? [] : [[name, changeOperation(change as GatewayChange<ChangeRequest>)] as const],
    ),
  );

  function changeOperation(change: GatewayChange<ChangeRequest>): WriteOperation<ChangeRequest, Answer, Item> {
    const template = pathTemplate(change.path);
    const taken = new Set<string>(['providerId', 'idempotencyKey', ...IGNORED_BY_CHANGES, ...(change.takes ?? [])]);
    return writeOperation<ChangeRequest, Answer, Item>({
      method: change.method,
      path: (request) => template.path({ ...request }),
      query: (request) => template.query({ ...request }),
      // Whoever changes an object knows its id.
      afterwards: { lookup: 'id', deduplicatesForMs: change.deduplicatesForMs ?? windowMs },
      ignores: IGNORED_BY_CHANGES.filter((name) => !(change.takes as readonly string[] | undefined)?.includes(name)),
      check: (request, context) => [
        ...Object.entries<unknown>({ ...request })
          .filter(([name, value]) => value !== undefined && !taken.has(name))
          .map(([name]) => ({ path: name, message: NOTHING_TO_TELL })),
        ...template.problems({ ...request }),
        ...(change.check?.(request, context) ?? []),
      ],
      build: (request) => change.body?.(request),
      answer,
      parse: toItem,
      fits: (parsed, { providerId }) => toItem(parsed).providerId === providerId,
    });
  }
}

/** What a change may be called with and can do without. */
const IGNORED_BY_CHANGES: readonly string[] = ['reason'];

const NOTHING_TO_TELL = 'is nothing this provider can be told';

function findOperationOf<Answer, Item extends GatewayItem>(
  { body, byId, byReference, idParts, listedAs }: GatewayFind,
  answer: Schema<Answer>,
  toItem: (answer: Answer) => Item,
): FindOperation<ObjectQuery, readonly Answer[], Item | undefined> {
  const ways = { providerId: byId && pathTemplate(byId), reference: byReference && pathTemplate(byReference) };
  const nameOf = ({ providerId }: ObjectQuery): keyof typeof ways =>
    providerId === undefined ? 'reference' : 'providerId';
  const wayOf = (query: ObjectQuery): PathTemplate => ways[nameOf(query)] || pathTemplate('');
  const valuesOf = ({ providerId, reference }: ObjectQuery): PathValues => ({
    ...(providerId !== undefined && idParts?.(providerId)),
    id: providerId,
    reference,
  });
  const isMeant = (item: Item, { providerId, reference }: ObjectQuery): boolean =>
    providerId === undefined ? item.reference === reference : item.providerId === providerId;
  return findOperation({
    method: body === undefined ? 'GET' : 'POST',
    build: (query) => body?.(query),
    path: (query: ObjectQuery) => wayOf(query).path(valuesOf(query)),
    query: (query) => wayOf(query).query(valuesOf(query)),
    check: (query) => {
      const name = nameOf(query);
      if (!ways[name]) return [{ path: name, message: 'is not what this provider finds its objects by' }];
      const [problem] = wayOf(query).problems(valuesOf(query));
      return problem === undefined ? [] : [{ path: name, message: problem.message }];
    },
    answer: oneOrListed(answer, listedAs),
    parse: (found, query) => found.map(toItem).find((item) => isMeant(item, query)),
    fits: (found, query) => found.length === 0 || found.some((each) => isMeant(toItem(each), query)),
  });
}

/** The object of an answer, or the items of the list in which it comes. */
function oneOrListed<Answer>(answer: Schema<Answer>, listedAs: string | undefined): Schema<readonly Answer[]> {
  return {
    safeParse(value) {
      const list = listedAs === undefined ? undefined : memberAt(value, listedAs);
      return checkEach(answer, Array.isArray(list) ? list : [value]);
    },
    '~standard': {},
  };
}

function listOperationOf<Answer, Item extends GatewayItem>(
  { newestFirst = false, pages, path, query: filters }: GatewayList,
  answer: Schema<Answer>,
  toItem: (answer: Answer) => Item,
): ListOperation<SectionQuery, CheckedPage<Answer>, Item> {
  return listOperation({
    method: 'GET',
    path,
    query: (query: SectionQuery, cursor) => ({ ...filters?.(query), ...pages.query(cursor) }),
    answer: pageOf(answer, pages),
    parsePage({ checked, whole }, { createdFrom, createdTo, paymentId }, cursor) {
      const items = checked.map(toItem);
      const isBefore = ({ createdAt }: Item): boolean =>
        createdFrom !== undefined && createdAt !== undefined && createdAt < createdFrom;
      const isAfter = ({ createdAt }: Item): boolean =>
        createdTo !== undefined && createdAt !== undefined && createdAt > createdTo;
      const isPast = newestFirst && items.length > 0 && items.every(isBefore);
      return {
        items: items.filter((item) => !isBefore(item) && !isAfter(item) && isOf(item, paymentId)),
        nextCursor: isPast ? undefined : pages.next(whole, cursor),
      };
    },
  });
}

/** Whether an item belongs to a payment, where one is asked for. */
function isOf(item: GatewayItem, paymentId: string | undefined): boolean {
  return paymentId === undefined || memberOf(item, 'paymentId') === paymentId;
}

/** A page whose items were checked, beside the whole answer, which tells what comes next. */
interface CheckedPage<Answer> {
  readonly checked: readonly Answer[];
  readonly whole: unknown;
}

function pageOf<Answer>(answer: Schema<Answer>, pages: Pages): Schema<CheckedPage<Answer>> {
  return {
    safeParse(whole) {
      const items = pages.items(whole);
      if (items === undefined) return { success: false, error: { issues: [{ path: [], message: 'must be a page' }] } };
      const each = checkEach(answer, items);
      return each.success ? { success: true, data: { checked: each.data, whole } } : each;
    },
    '~standard': {},
  };
}

function checkEach<Answer>(
  answer: Schema<Answer>,
  values: readonly unknown[],
): ReturnType<Schema<readonly Answer[]>['safeParse']> {
  const checked: Answer[] = [];
  for (const value of values) {
    const result = answer.safeParse(value);
    if (!result.success) return result;
    checked.push(result.data);
  }
  return { success: true, data: checked };
}
