import type { Change } from '@paymux/orchestration';
import { openStore } from '@paymux/store';
import fc from 'fast-check';
import Database from 'libsql';
import { expect, test } from 'vitest';
import { ROLES } from '../../src/access/actor.js';
import { openService, type OpenService, PUBLIC_URL } from '../open-service.js';
import { arbitraryOf } from './arbitrary.js';
import { type JsonSchema, misfits, type Schemas } from './json-schema.js';

/** With more, or others: `PAYMUX_TEST_REQUESTS=100000 PAYMUX_TEST_SEED=7`. */
const REQUESTS = Number(process.env['PAYMUX_TEST_REQUESTS'] ?? '10000');
const SEED = Number(process.env['PAYMUX_TEST_SEED'] ?? '20261121');

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly permission: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: JsonSchema }[];
  readonly body: Readonly<Record<string, { readonly schema?: JsonSchema }>> | undefined;
  readonly responses: Readonly<Record<string, Described>>;
}

interface Described {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, { readonly schema?: JsonSchema }>>;
}

const FAULTS = ['unreachable', 'rate-limit', 'refusal', 'server-error', 'reset-before', 'reset-after'] as const;
const LATE_FAULTS = ['timeout', 'not-json', 'wrong-content'] as const;
const CREDENTIALS = [...ROLES, 'nobody', 'a stranger', 'a broken token'] as const;

/** What a request consists of, but for the ids that there are by then. */
interface Draft {
  readonly operation: Operation;
  readonly as: (typeof CREDENTIALS)[number];
  readonly params: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly body: unknown;
  readonly key: string;
  readonly pick: number;
  readonly isLatest: boolean;
  readonly fault: (typeof FAULTS)[number] | (typeof LATE_FAULTS)[number] | undefined;
  readonly oddity: number;
}

/** Documents by which access keeps its own books: a refused request may be written down. */
const BOOKS_OF_ACCESS = new Set(['audit', 'audit_head', 'session', 'api_token', 'sign_in_tries', 'audit_entry']);

test(`${REQUESTS} requests made from the description of the interface end as it says`, {
  timeout: 300_000,
}, async () => {
  // The real statements, without waiting for a disk.
  const store = await openStore({ handle: new Database(':memory:') });
  const changes: Change[] = [];
  const commit = store.commit.bind(store);
  store.commit = async (made, effect) => {
    const result = await commit(made, effect);
    if (result.committed) changes.push(...made);
    return result;
  };
  const service = await openService({
    store,
    config: {
      payoutRules: { main: { limits: { perPayout: { USDT: '100000' } } } },
      approvals: { rules: [{ account: 'other', currency: 'EUR', above: '100', approvals: 1, by: 'approver' }] },
    },
  });
  const document = (await service.ask(undefined, 'GET', '/openapi.json')).body as unknown as Document;
  const operations = operationsOf(document);
  const { schemas } = document.components;
  const ids = new Pool(await ownIds(service));
  const seen = new Map<string, number>();
  const drafts = fc.oneof(
    ...operations.map((operation) => ({
      arbitrary: draftOf(operation, schemas),
      weight: /^\/v1\/(?:payouts|payments)/.test(operation.path) ? 3 : 1,
    })),
  );

  await fc.assert(
    fc.asyncProperty(drafts, async (draft) => {
      const { as, operation } = draft;
      const request = toRequest(draft, ids, service);
      if (draft.fault !== undefined) {
        service.main.control.fault({ kind: draft.fault, times: draft.fault === 'refusal' ? 1 : 4 });
      }
      const calls = service.main.control.requests().length;
      changes.length = 0;
      const response = await service.app.fetch(request);
      const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
      const text = isStream ? '' : await response.text();
      if (isStream) await response.body?.cancel();
      service.main.control.clearFaults();
      const told = `${operation.method} ${operation.path} as ${as}: ${String(response.status)} ${text.slice(0, 500)}`;
      seen.set(String(response.status), (seen.get(String(response.status)) ?? 0) + 1);
      if (response.status === 500) throw new Error(`${told}\n${JSON.stringify(service.logger.records.at(-1))}`);
      const described = describedAnswer(operation, response.status, document);
      expect(described, `${told}\nis not described`).toBeDefined();
      const [type = ''] = (response.headers.get('content-type') ?? '').split(';');
      const schema = described?.content?.[type]?.schema;
      if (type.endsWith('json')) {
        const value: unknown = JSON.parse(text);
        expect(schema === undefined ? ['no schema'] : misfits(schema, value, schemas), told).toEqual([]);
        if (response.status < 300) ids.harvest(operation.path, value);
      }
      if (!mayDo(service, as, operation.permission)) {
        expect([401, 403, 400], told).toContain(response.status);
        expect(service.main.control.requests().length, told).toBe(calls);
        expect(changes.filter(isEffect), told).toEqual([]);
      }
    }),
    { seed: SEED, numRuns: REQUESTS, endOnFailure: true },
  );
  const { records } = service.logger;
  await service.close();
  expect(
    records.filter(({ event }) => event === 'request.failed').filter(({ fields }) => fields['code'] === 'unexpected'),
  ).toEqual([]);
  // What is never reached says nothing.
  for (const status of ['200', '201', '202', '400', '401', '403', '404', '409', '415', '422', '503']) {
    expect(seen.get(status) ?? 0, `status ${status} among ${JSON.stringify([...seen])}`).toBeGreaterThan(0);
  }
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

interface DescribedOperation extends Pick<Operation, 'responses'> {
  readonly 'x-permission': string;
  readonly parameters?: Operation['parameters'];
  readonly requestBody?: { readonly content: Operation['body'] };
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
  readonly components: {
    readonly schemas: Schemas;
    readonly responses: Readonly<Record<string, Described>>;
    readonly parameters: Readonly<Record<string, Operation['parameters'][number]>>;
  };
}

function operationsOf({ components, paths }: Document): readonly Operation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({
      method: method.toUpperCase(),
      path,
      permission: described['x-permission'],
      parameters: (described.parameters ?? []).map((one) =>
        '$ref' in one ? (components.parameters[String(one.$ref).split('/').at(-1) ?? ''] ?? one) : one,
      ),
      body: described.requestBody?.content,
      responses: described.responses,
    })),
  );
}

function describedAnswer({ responses }: Operation, status: number, { components }: Document): Described | undefined {
  const described = responses[String(status)];
  return described?.$ref === undefined ? described : components.responses[described.$ref.split('/').at(-1) ?? ''];
}

function draftOf(operation: Operation, schemas: Schemas): fc.Arbitrary<Draft> {
  const valuesIn = (place: string): fc.Arbitrary<Readonly<Record<string, unknown>>> => {
    const named = operation.parameters.filter((one) => one.in === place && one.name !== 'Idempotency-Key');
    const members = named.map(({ name, schema }) =>
      fc.tuple(fc.constant(name), fc.boolean(), arbitraryOf(schema, schemas, name)),
    );
    return fc
      .tuple(...members)
      .map((entries) =>
        Object.fromEntries(
          entries
            .filter(([name, isThere]) => isThere || place === 'path' || name === 'client')
            .map(([name, , value]) => [name, value]),
        ),
      );
  };
  const schema = operation.body?.['application/json']?.schema;
  return fc.record({
    operation: fc.constant(operation),
    as: fc.oneof(
      { arbitrary: fc.constantFrom('admin' as const, 'approver' as const, 'operator' as const), weight: 3 },
      { arbitrary: fc.constantFrom(...CREDENTIALS), weight: 2 },
    ),
    params: valuesIn('path'),
    query: valuesIn('query'),
    body: schema === undefined ? fc.constant(undefined) : arbitraryOf(schema, schemas),
    key: fc.oneof(fc.uuid(), fc.uuid(), fc.uuid(), fc.constantFrom('k-1', 'k-2', 'k-3', '', 'a b', 'x'.repeat(101))),
    pick: fc.nat(1000),
    isLatest: fc.integer({ min: 0, max: 4 }).map((n) => n > 0),
    fault: fc.oneof(
      { arbitrary: fc.constant(undefined), weight: 4 },
      { arbitrary: fc.constantFrom(...FAULTS, ...LATE_FAULTS), weight: 1 },
    ),
    oddity: fc.nat(40),
  });
}

function toRequest(draft: Draft, ids: Pool, service: OpenService): Request {
  const { as, isLatest, key, oddity, operation, params, pick, query } = draft;
  const record = ids.pick(operation.path, pick);
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const junk = textOf(params[name] ?? 'x');
    const given = name === 'account' ? 'main' : isLatest && record !== undefined ? record.id : junk;
    return encodeURIComponent(Buffer.from(given).toString()) || 'x';
  });
  const url = new URL(path, PUBLIC_URL);
  for (const [name, value] of Object.entries(query)) {
    for (const each of Array.isArray(value) ? value : [value]) url.searchParams.append(name, textOf(each));
  }
  const headers = new Headers();
  const token =
    as === 'nobody'
      ? undefined
      : as === 'a stranger'
        ? `pmx_${'x'.repeat(60)}`
        : as === 'a broken token'
          ? 'ü'
          : service.tokens[as];
  if (token !== undefined) headers.set('authorization', `Bearer ${Buffer.from(token).toString('latin1')}`);
  if (operation.method === 'GET') {
    if (oddity === 0) headers.set('last-event-id', '99999999999');
    if (oddity === 1) headers.set('last-event-id', 'x');
    return new Request(url, { headers });
  }
  if (operation.parameters.some(({ name }) => name === 'Idempotency-Key')) headers.set('idempotency-key', key);
  const types = Object.keys(operation.body ?? {});
  if (types.length > 0) headers.set('content-type', oddity === 2 ? 'text/plain' : (types[pick % types.length] ?? ''));
  return new Request(url, { method: operation.method, headers, ...bodyOf(draft, record) });
}

function bodyOf({ body, isLatest, oddity, operation, pick }: Draft, record: Kept | undefined): { body?: string } {
  if (operation.body === undefined) return oddity === 3 ? { body: 'what is this' } : {};
  if (!('application/json' in operation.body) || operation.body['application/json'].schema === undefined) {
    return { body: FILES[pick % FILES.length] ?? '' };
  }
  if (oddity === 4) return { body: '{"a":' };
  if (oddity === 5) return { body: `${'['.repeat(100)}${']'.repeat(100)}` };
  const isAbout =
    isLatest && record?.revision !== undefined && typeof body === 'object' && body !== null && 'revision' in body;
  return { body: JSON.stringify(isAbout ? { ...body, revision: record.revision } : body) };
}

const FILES = [
  'key,amount,currency,address,network,feeFrom\na,1,USDT,TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t,tron,balance\n',
  'key,amount,currency,address\na,1,USDT,x\na,1,USDT,x\n',
  '{"key":"j","amount":"2","currency":"USDT","address":"TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"}\n',
  '',
  '\0\u{feff}"',
  'x'.repeat(10_000),
];

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

interface Kept {
  readonly id: string;
  readonly revision: number | undefined;
}

/** The records that answers told of, by resource. */
class Pool {
  readonly #kept = new Map<string, Kept[]>();
  readonly #own: ReadonlySet<string>;

  constructor(own: ReadonlySet<string>) {
    this.#own = own;
  }

  harvest(path: string, value: unknown): void {
    const items =
      typeof value === 'object' && value !== null && 'items' in value && Array.isArray(value.items)
        ? (value.items as readonly unknown[])
        : [value];
    for (const item of items) {
      const record = (typeof item === 'object' && item !== null ? item : {}) as {
        id?: unknown;
        revision?: unknown;
        person?: { id?: unknown };
      };
      const id = record.id ?? record.person?.id;
      if (typeof id !== 'string' || this.#own.has(id)) continue;
      const revision = typeof record.revision === 'number' ? record.revision : undefined;
      const kept = this.#kept.get(resourceOf(path)) ?? [];
      this.#kept.set(resourceOf(path), [...kept.filter((one) => one.id !== id), { id, revision }].slice(-20));
    }
  }

  pick(path: string, at: number): Kept | undefined {
    const kept = this.#kept.get(resourceOf(path)) ?? [];
    return kept[at % Math.max(1, kept.length)];
  }
}

function resourceOf(path: string): string {
  return path.split('/')[2] ?? '';
}

/** Those without whom nothing could be asked any more. */
async function ownIds({ ask, people }: OpenService): Promise<ReadonlySet<string>> {
  const tokens = await Promise.all(ROLES.map(async (role) => (await ask(role, 'GET', '/v1/tokens')).body.items));
  return new Set([...Object.values(people), ...tokens.flat().map(({ id }) => id)]);
}

function mayDo(service: OpenService, as: Draft['as'], permission: string): boolean {
  if (permission === 'public') return true;
  if (as === 'nobody' || as === 'a stranger' || as === 'a broken token') return false;
  return service.mayDo(as, permission);
}

function isEffect(change: Change): boolean {
  const isDocument = change.change === 'document_insert' || change.change === 'document_update';
  return !(isDocument && BOOKS_OF_ACCESS.has(change.document.kind));
}
