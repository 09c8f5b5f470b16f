import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  connectionFields,
  type ConnectionSettings,
  defineProvider,
  listOperation,
  operation,
  type Wire,
} from '../../src/index.js';
import {
  createFakeClock,
  createRecordingLogger,
  createScriptedHttpClient,
  createSeededRandom,
  type ScriptedStep,
} from '../../src/testing.js';

const optionsSchema: z.ZodType<ConnectionSettings, object> = z.strictObject(connectionFields('https://api.example'));

/** Takes any body for the payload, and a status of 4xx for a refusal that the header names. */
const wire: Wire = {
  secrets: [],
  encode: ({ idempotencyKey, method, path, query }) => ({
    method,
    url: `https://api.example${path}?${new URLSearchParams(query).toString()}`,
    headers: idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey },
  }),
  read: ({ body, headers, status }) =>
    status < 300
      ? { kind: 'payload', payload: JSON.parse(new TextDecoder().decode(body)) as unknown }
      : { kind: 'refusal', refusal: { message: 'No.', requestId: headers.get('x-request-id') ?? undefined } },
};

const answer = z.object({ id: z.string() });
const parse = ({ id }: { readonly id: string }) => ({ id });

interface OpenShelfRequest {
  readonly reference: string;
  readonly colour?: string | undefined;
  readonly shade?: string | undefined;
}

const openShelf = operation({
  path: '/shelves',
  effect: 'write',
  ignores: ['colour', 'shade'],
  answer,
  parse: (shelf, _request: OpenShelfRequest) => parse(shelf),
});

const turnShelf = operation({
  path: '/turn',
  effect: 'write',
  generatesKey: true,
  answer,
  parse: (shelf, _request: { readonly providerId: string; readonly idempotencyKey?: string }) => parse(shelf),
});

const dustShelf = operation({
  path: '/dust',
  effect: 'write',
  answer,
  parse: (shelf, _request: { readonly providerId: string }) => parse(shelf),
});

const listShelves = listOperation({
  path: '/shelves',
  query: (_request: Record<string, never>, cursor) => ({ from: cursor ?? '0' }),
  answer: z.object({ ids: z.array(z.string()), more: z.boolean() }),
  parsePage: ({ ids, more }, _request, cursor) => ({
    items: ids,
    nextCursor: more ? String(Number(cursor ?? '0') + ids.length) : undefined,
  }),
});

const createShelves = defineProvider({
  id: 'shelves',
  options: optionsSchema,
  capabilities: () => ({
    operations: {
      openShelf: { lookup: 'scan', deduplicatesForMs: 0 },
      turnShelf: { lookup: 'id', deduplicatesForMs: 60_000 },
      dustShelf: { lookup: 'none', deduplicatesForMs: 0 },
    },
    partialRefunds: false,
    payoutMemo: false,
  }),
  connect: (_settings, { client, operations }) => ({
    payments: undefined,
    shelves: operations(client(wire), { openShelf, turnShelf, dustShelf, listShelves }),
  }),
});

function connect(steps: readonly ScriptedStep[]) {
  const http = createScriptedHttpClient(steps);
  const logger = createRecordingLogger();
  const clock = createFakeClock(undefined, { autoAdvance: true });
  const random = createSeededRandom(7);
  const { shelves } = createShelves({}, { httpClient: http, logger, clock, random });
  const warnings = () => logger.records.filter(({ level }) => level === 'warn');
  return { http, shelves, warnings };
}

const SHELF = { status: 200, body: { id: 'shelf-1' } };

describe('a field that the wire has no use for', () => {
  test('is left out with one warning that names it, and no value', async () => {
    const { shelves, warnings } = connect([SHELF]);

    await shelves.openShelf({ reference: 'r-1', colour: 'red', shade: undefined });

    expect(warnings()).toEqual([
      expect.objectContaining({
        event: 'request_fields.ignored',
        fields: { operation: 'openShelf', reference: 'r-1', fields: ['colour'] },
      }),
    ]);
  });

  test('is not spoken of where it is not given', async () => {
    const { shelves, warnings } = connect([SHELF]);

    await shelves.openShelf({ reference: 'r-1' });

    expect(warnings()).toEqual([]);
  });
});

describe('a call of a provider’s own', () => {
  test('gets a key where it asks for one, the same on every attempt', async () => {
    const { http, shelves } = connect([{ status: 500 }, SHELF]);

    await shelves.turnShelf({ providerId: 'shelf-1' });

    const [first, repeat] = http.requests.map(({ headers }) => headers['idempotency-key']);
    expect(first).toMatch(/^shelves-1767225600000-[0-9a-f]{24}$/);
    expect(repeat).toBe(first);
  });

  test('keeps the caller’s key', async () => {
    const { http, shelves } = connect([SHELF]);

    await shelves.turnShelf({ providerId: 'shelf-1', idempotencyKey: 'turn-1' });

    expect(http.requests[0]?.headers).toEqual({ 'idempotency-key': 'turn-1' });
  });

  test('gets none where it does not ask', async () => {
    const { http, shelves } = connect([SHELF]);

    await shelves.dustShelf({ providerId: 'shelf-1' });

    expect(http.requests[0]?.headers).toEqual({});
  });
});

test('a page is read with the cursor that it was asked for with', async () => {
  const page = (ids: readonly string[], more: boolean) => ({ status: 200, body: { ids, more } });
  const { http, shelves } = connect([page(['a', 'b'], true), page(['c'], true), page([], false)]);
  const ids: string[] = [];

  for await (const id of shelves.listShelves()) ids.push(id);

  expect(ids).toEqual(['a', 'b', 'c']);
  expect(http.requests.map(({ url }) => new URL(url).searchParams.get('from'))).toEqual(['0', '2', '3']);
});

test('a refusal keeps the provider’s name of the answer', async () => {
  const { shelves } = connect([{ status: 400, headers: { 'x-request-id': 'req_77' } }]);

  await expect(shelves.dustShelf({ providerId: 'shelf-1' })).rejects.toMatchObject({
    code: 'provider_refused',
    requestId: 'req_77',
  });
});
