import { PaymentsError } from '@paymux/core';
import * as z from 'zod';
import { decided, found } from '../api/found.js';
import { pageOf, pageQuery, paging, toPage } from '../api/pages.js';
import { RequestRefusedError } from '../api/problem.js';
import { type AnyRoute, defineRoute, Reply } from '../api/route.js';
import { givenInstant, idParams, instant, name, problem, text, toldMoney } from './schemas.js';
import type { ServiceParts } from './service-parts.js';

const findingKind = z.enum([
  'missing_here',
  'missing_there',
  'amount',
  'fee',
  'status',
  'duplicate',
  'late',
  'balance',
]);
const findingState = z.enum(['open', 'closed', 'accepted']);
const counts = z.partialRecord(findingKind, z.number());

const run = z
  .strictObject({
    id: z.string(),
    account: z.string(),
    state: z.enum(['running', 'done', 'failed']),
    since: instant,
    until: instant,
    startedAt: instant,
    finishedAt: instant.optional(),
    summary: z.strictObject({
      checked: z.number(),
      finalized: z.number(),
      alerts: z.number(),
      errors: z.number(),
      unverifiable: z.number(),
      closed: z.number(),
      findings: counts,
    }),
    problem: z.string().optional(),
  })
  .meta({ id: 'ReconciliationRun' });

const side = z.strictObject({
  status: z.string().optional(),
  amount: toldMoney.optional(),
  fee: toldMoney.optional(),
  id: z.string().optional(),
  transactionId: z.string().optional(),
  at: instant.optional(),
});

const finding = z
  .strictObject({
    id: z.string(),
    account: z.string(),
    kind: findingKind,
    subject: z.enum(['payout', 'payment', 'account']),
    source: z.enum(['provider', 'settlement']),
    recordId: z.string().optional(),
    reference: z.string().optional(),
    providerId: z.string().optional(),
    ours: side.optional(),
    theirs: side.optional(),
    cause: z.string(),
    nextStep: z.string(),
    state: findingState,
    foundAt: instant,
    foundBy: z.string(),
    seenAt: instant,
    seenBy: z.string(),
    closedAt: instant.optional(),
    acceptedBy: z.string().optional(),
    note: z.string().optional(),
    returns: z.number(),
  })
  .meta({ id: 'Finding' });

const settlementFile = z
  .strictObject({
    account: name,
    name: text(200),
    /** The text of the file. */
    csv: z.string().min(1).max(15_000_000),
    columns: z.strictObject({
      amount: text(200),
      currency: z.union([text(200), z.strictObject({ value: text(20) })]),
      date: text(200),
      reference: text(200).optional(),
      transactionId: text(200).optional(),
      fee: text(200).optional(),
      decimalSeparator: z.enum(['.', ',']).optional(),
      thousandsSeparator: z.string().max(1).optional(),
      dateOrder: z.enum(['ymd', 'dmy', 'mdy']).optional(),
    }),
    separator: z.string().length(1).optional(),
    complete: z.strictObject({ from: givenInstant, before: givenInstant }).optional(),
  })
  .meta({ id: 'SettlementFile' });

const reconcileBody = z.strictObject({ account: name.optional(), since: givenInstant.optional() });

/** Comparing what is written down here with what providers and banks hold. */
export function reconciliationRoutes({ paymux }: ServiceParts): readonly AnyRoute[] {
  const { direct, reconciliation } = paymux;
  return [
    defineRoute({
      method: 'GET',
      path: '/v1/reconciliations',
      permission: 'read',
      summary: 'List reconciliations, the latest first',
      query: z.strictObject({ ...pageQuery, account: name.optional() }),
      response: pageOf(run),
      async handler({ query: { account, ...query } }) {
        return toPage(await reconciliation.list({ account, ...paging(query) }), (one) => one);
      },
    }),

    defineRoute({
      method: 'POST',
      path: '/v1/reconciliations',
      permission: 'reconciliation:run',
      summary: 'Have the workers reconcile an account',
      body: z.strictObject({ account: name, since: givenInstant.optional() }),
      status: 202,
      response: run,
      async handler({ body }) {
        const started = await reconciliation.start(body);
        return new Reply(202, started, { location: `/v1/reconciliations/${encodeURIComponent(started.id)}` });
      },
    }),

    defineRoute({
      method: 'GET',
      path: '/v1/reconciliations/{id}',
      permission: 'read',
      summary: 'Show a reconciliation',
      params: idParams,
      response: run,
      async handler({ params: { id } }) {
        return found(await reconciliation.find(id), 'reconciliation');
      },
    }),

    defineRoute({
      method: 'POST',
      path: '/payouts/reconcile',
      permission: 'reconciliation:run',
      summary: 'Reconcile an account, and answer once it is done',
      idempotency: 'none',
      body: reconcileBody,
      follow: () => '/v1/reconciliations',
      response: run,
      async handler({ body: { account = direct.defaultAccount, since } }) {
        try {
          return await reconciliation.reconcile({ account, since });
        } catch (error) {
          if (!PaymentsError.isInstance(error) || error.outcome !== 'unknown') throw error;
          const message = 'The provider did not answer. What was compared is kept: ask again, and it goes on.';
          throw new RequestRefusedError('provider_unavailable', message, { cause: error });
        }
      },
    }),

    defineRoute({
      method: 'GET',
      path: '/v1/findings',
      permission: 'read',
      summary: 'List what did not agree, the latest first',
      lists: ['kind', 'state'],
      query: z.strictObject({
        ...pageQuery,
        account: name.optional(),
        run: name.optional(),
        kind: z.array(findingKind).optional(),
        /** @defaultValue those that are open */
        state: z.array(findingState).optional(),
      }),
      response: pageOf(finding),
      async handler({ query: { account, kind, run: of, state, ...query } }) {
        const wanted = { account, run: of, kinds: kind, states: state };
        return toPage(await reconciliation.findings({ ...wanted, ...paging(query) }), (one) => one);
      },
    }),

    defineRoute({
      method: 'POST',
      path: '/v1/findings/{id}/accept',
      permission: 'reconciliation:run',
      summary: 'Say that a finding is as it should be',
      params: idParams,
      body: z.strictObject({ note: text(1000).optional() }),
      response: finding,
      async handler({ actor, body: { note }, params: { id } }) {
        found(await reconciliation.finding(id), 'finding');
        return decided(reconciliation.accept({ id, note, actor: actor.person }));
      },
    }),

    defineRoute({
      method: 'POST',
      path: '/v1/settlement-files',
      permission: 'reconciliation:run',
      summary: 'Compare a settlement file of a bank or provider with what is written down here',
      maxBodyBytes: 33_554_432,
      body: settlementFile,
      response: z.strictObject({
        rows: z.number(),
        matched: z.number(),
        findings: counts,
        closed: z.number(),
        unreadable: z.number(),
        unreadableRows: z.array(z.strictObject({ line: z.number(), problems: z.array(problem) })),
      }),
      handler: ({ body }) => reconciliation.importSettlement(body),
    }),
  ];
}
