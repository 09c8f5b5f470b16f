import type { PayoutImport } from '@paymux/orchestration';
import * as z from 'zod';
import { checkHead } from '../api/check-head.js';
import { decided, found } from '../api/found.js';
import { pageOf, pageQuery, paging, toPage } from '../api/pages.js';
import { RequestRefusedError } from '../api/problem.js';
import { type AnyRawRoute, type AnyRoute, defineRawRoute, defineRoute } from '../api/route.js';
import { currency, feeFrom, idParams, instant, name, problem, text, toldMoney } from './schemas.js';
import type { ServiceParts } from './service-parts.js';

const importState = z.enum(['loading', 'invalid', 'validated', 'running', 'done', 'cancelled']);

const payoutImport = z
  .strictObject({
    id: z.string(),
    creator: z.string(),
    revision: z.number(),
    state: importState,
    rows: z.number(),
    totals: z.array(toldMoney),
    progress: z.strictObject({ accepted: z.number(), repeated: z.number(), refused: z.number() }),
    problems: z.array(z.strictObject({ line: z.number(), problems: z.array(problem) })),
    problemCount: z.number(),
    requestedAt: instant,
  })
  .meta({ id: 'PayoutImport' });

const row = z
  .strictObject({
    line: z.number(),
    key: z.string(),
    state: z.string(),
    reference: z.string().optional(),
    amount: toldMoney.optional(),
    client: z.string().optional(),
    payoutId: z.string().optional(),
    problems: z.array(problem),
  })
  .meta({ id: 'ImportedRow' });

const uploadQuery = z.strictObject({
  format: z.enum(['csv', 'jsonl']).optional(),
  account: name.optional(),
  /** Stands before the key of every row in the reference of its payout. */
  prefix: z
    .string()
    .regex(/^[A-Za-z0-9_-]{0,60}$/, 'must be up to 60 letters, digits, "_" or "-"')
    .optional(),
  needsApproval: z.enum(['true', 'false']).optional(),
  currency: currency.optional(),
  network: text(50).optional(),
  feeFrom: feeFrom.optional(),
  description: text(500).optional(),
});

const TYPES: Readonly<Record<string, 'csv' | 'jsonl'>> = { 'text/csv': 'csv', 'application/x-ndjson': 'jsonl' };
const MOST_BYTES = 64 * 1024 * 1024;

/** Files of payouts. */
export function importRoutes({ paymux: { imports } }: ServiceParts): {
  readonly json: readonly AnyRoute[];
  readonly raw: readonly AnyRawRoute[];
} {
  const get = async (id: string): Promise<PayoutImport> => found(await imports.find(id), 'import');

  function changeRoute(what: 'start' | 'cancel', summary: string): AnyRoute {
    return defineRoute({
      method: 'POST',
      path: `/v1/imports/{id}/${what}`,
      permission: 'imports:write',
      summary,
      params: idParams,
      body: z.strictObject({ revision: z.int().min(1) }),
      response: payoutImport,
      async handler({ actor, body: { revision }, params: { id } }) {
        await get(id);
        return decided(imports[what]({ id, revision, actor: actor.person }));
      },
    });
  }

  return {
    json: [
      defineRoute({
        method: 'GET',
        path: '/v1/imports',
        permission: 'read',
        summary: 'List files of payouts, newest first',
        lists: ['state'],
        query: z.strictObject({ ...pageQuery, state: z.array(importState).optional() }),
        response: pageOf(payoutImport),
        async handler({ query: { state, ...query } }) {
          return toPage(await imports.list({ states: state, ...paging(query) }), (one) => one);
        },
      }),

      defineRoute({
        method: 'GET',
        path: '/v1/imports/{id}',
        permission: 'read',
        summary: 'Show a file of payouts, with what is wrong in it',
        params: idParams,
        response: payoutImport,
        handler: ({ params: { id } }) => get(id),
      }),

      defineRoute({
        method: 'GET',
        path: '/v1/imports/{id}/rows',
        permission: 'read',
        summary: 'List the rows of a file of payouts, in their order',
        params: idParams,
        lists: ['state'],
        query: z.strictObject({
          ...pageQuery,
          state: z.array(z.enum(['staged', 'accepted', 'repeated', 'refused'])).optional(),
        }),
        response: pageOf(row),
        async handler({ params: { id }, query: { state, ...query } }) {
          await get(id);
          return toPage(await imports.rows(id, { states: state, ...paging(query) }), (one) => one);
        },
      }),

      changeRoute('start', 'Have the rows of a file become payouts'),
      changeRoute('cancel', 'Stop before the next rows'),
    ],

    raw: [
      defineRawRoute({
        method: 'POST',
        path: '/v1/imports',
        permission: 'imports:write',
        raw: true,
        summary: 'Read a file of payouts and look at every row: nothing is sent',
        documentation: {
          query: uploadQuery,
          body: Object.keys(TYPES),
          isKeyed: true,
          answers: { 201: { schema: payoutImport, says: 'Read. `invalid` says that something in it cannot be paid.' } },
        },
        async handler({ actor, request }) {
          const { idempotencyKey: id, query } = checkHead(request, uploadQuery);
          const [type = ''] = (request.headers.get('content-type') ?? '').split(';');
          const format = query.format ?? TYPES[type.trim().toLowerCase()];
          if (format === undefined) {
            throw new RequestRefusedError(
              'unsupported_media_type',
              'The body has to be text/csv or application/x-ndjson.',
            );
          }
          const { account, needsApproval, prefix, ...defaults } = query;
          const asked = {
            account,
            prefix,
            ...(needsApproval !== undefined && { needsApproval: needsApproval === 'true' }),
          };
          const { currency: asset, description, feeFrom: from, network } = defaults;
          const loaded = await decided(
            imports.load({
              ...asked,
              id,
              creator: actor.person,
              format,
              defaults: { currency: asset, description, feeFrom: from, network },
              content: bytesOf(request),
            }),
          );
          return Response.json(loaded, { status: 201, headers: { location: `/v1/imports/${encodeURIComponent(id)}` } });
        },
      }),

      defineRawRoute({
        method: 'GET',
        path: '/v1/imports/{id}/result.csv',
        permission: 'read',
        raw: true,
        summary: 'What became of every row, as CSV',
        documentation: { params: idParams, answers: { 200: { type: 'text/csv', says: 'The result file.' } } },
        async handler({ request }) {
          const id = decodeURIComponent(new URL(request.url).pathname.split('/').at(-2) ?? '');
          await get(id);
          return new Response(ReadableStream.from(encoded(imports.results(id, 'csv'))), {
            headers: {
              'content-type': 'text/csv; charset=utf-8',
              'content-disposition': `attachment; filename="${id.replaceAll(/[^A-Za-z0-9_-]/g, '_')}.csv"`,
            },
          });
        },
      }),
    ],
  };
}

/** The body as it comes. A file that is too large, or breaks off, is no file. */
async function* bytesOf(request: Request): AsyncGenerator<Uint8Array> {
  let length = 0;
  const parts = (request.body ?? []) as AsyncIterable<Uint8Array> | readonly Uint8Array[];
  try {
    for await (const part of parts) {
      length += part.byteLength;
      if (length > MOST_BYTES) {
        throw new RequestRefusedError('request_too_large', 'The file is larger than is read here.', {
          headers: { connection: 'close' },
        });
      }
      yield part;
    }
  } catch (error) {
    if (error instanceof RequestRefusedError) throw error;
    throw new RequestRefusedError('request_too_slow', 'The file did not arrive in full. Send it again.', {
      headers: { connection: 'close' },
      cause: error,
    });
  }
}

async function* encoded(parts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const part of parts) yield encoder.encode(part);
}
