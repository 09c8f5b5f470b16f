import * as z from 'zod';
import { type AnyRoute, defineRoute } from '../api/route.js';
import { instant, pageOf, pageQuery } from './access-schemas.js';
import type { AuditLog } from './audit-log.js';

const outcomeSchema = z.enum(['done', 'refused', 'failed', 'unknown']);

const entrySchema = z.strictObject({
  id: z.string(),
  at: instant,
  person: z.string().optional(),
  by: z.strictObject({ kind: z.enum(['session', 'token']), id: z.string(), name: z.string().optional() }).optional(),
  permission: z.string(),
  method: z.string(),
  route: z.string(),
  record: z.string().optional(),
  outcome: outcomeSchema,
  status: z.number().int(),
  code: z.string().optional(),
  requestId: z.string(),
  address: z.string(),
  digest: z.string(),
});

/** What was done and what was refused. */
export function auditRoutes(audit: AuditLog): readonly AnyRoute[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/audit',
      permission: 'access:manage',
      summary: 'List what was done and refused, newest first',
      query: z.strictObject({
        ...pageQuery,
        person: z.string().min(1).max(200).optional(),
        outcome: outcomeSchema.optional(),
      }),
      response: pageOf(entrySchema),
      async handler({ query: { cursor, limit, outcome, person } }) {
        const outcomes = outcome === undefined ? undefined : [outcome];
        return audit.list({ person, outcomes, limit, after: cursor });
      },
    }),
  ];
}
