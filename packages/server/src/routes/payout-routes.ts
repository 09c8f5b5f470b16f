import { compareMoney } from '@paymux/core';
import type { PayoutDecision, PayoutRecord, PayoutRequest } from '@paymux/orchestration';
import * as z from 'zod';
import type { Permission } from '../access/actor.js';
import { found } from '../api/found.js';
import { pageOf, pageQuery, paging, toPage } from '../api/pages.js';
import { RecordRefusedError } from '../api/record-refused-error.js';
import { type AnyRoute, defineRoute, Reply } from '../api/route.js';
import {
  ledgerStatus,
  payout,
  payoutApprovalNeeds,
  payoutHistory,
  payoutOrigin,
  payoutRequest,
  payoutState,
  toPayoutAnswer,
} from './payout-schemas.js';
import { payoutFeeQuotes } from './quote-schemas.js';
import { routeExplanation } from './routing-schemas.js';
import { currency, decision, destination, givenInstant, idParams, name, problem, text, toldMoney } from './schemas.js';
import type { ServiceParts } from './service-parts.js';
import { walletProfile } from './wallet-profile-schemas.js';

const DAY_MS = 86_400_000;

/** Payouts: asking for them, deciding about them, and seeing what became of them. */
export function payoutRoutes(parts: ServiceParts): readonly AnyRoute[] {
  const { paymux } = parts;
  const { payouts, profiles } = paymux;
  const get = async (id: string): Promise<PayoutRecord> => found(await payouts.findPayout({ id }), 'payout');

  function decisionRoute(
    what: string,
    permission: Permission,
    summary: string,
    decide: (decided: PayoutDecision) => Promise<PayoutRecord>,
  ): AnyRoute {
    return defineRoute({
      method: 'POST',
      path: `/v1/payouts/{id}/${what}`,
      permission,
      summary,
      params: idParams,
      body: decision,
      response: payout,
      otherResponses: { 202: payout },
      follow: ({ params }) => payoutPath(params.id),
      async handler({ actor, body, params: { id } }) {
        await get(id);
        return toReply(await decide({ id, ...body, actor: actor.person }), 200);
      },
    });
  }

  return [
    defineRoute({
      method: 'GET',
      path: '/v1/payouts',
      permission: 'read',
      summary: 'List payouts, newest first',
      lists: ['state', 'status', 'origin'],
      query: z.strictObject({
        ...pageQuery,
        state: z.array(payoutState).optional(),
        status: z.array(ledgerStatus).optional(),
        origin: z.array(payoutOrigin).optional(),
        account: name.optional(),
        client: text(200).optional(),
        currency: currency.optional(),
        from: givenInstant.optional(),
        before: givenInstant.optional(),
        /** An id, a transaction hash, an address or account number, or how a reference begins. */
        search: text(200).optional(),
      }),
      response: pageOf(payout),
      async handler({ query: { before, from, origin, state, status, ...query } }) {
        const { account, client, currency: asset, search } = query;
        const period = { requestedFrom: from, requestedBefore: before };
        const wanted = { states: state, statuses: status, origins: origin, currency: asset };
        const page = await payouts.listPayouts({ account, client, search, ...wanted, ...period, ...paging(query) });
        return toPage(page, toPayoutAnswer);
      },
    }),

    defineRoute({
      method: 'POST',
      path: '/v1/payouts',
      permission: 'payouts:write',
      summary: 'Ask for a payout',
      body: payoutRequest,
      status: 201,
      response: payout,
      otherResponses: { 202: payout },
      follow: ({ body }) => `/v1/payouts?search=${body.reference}`,
      async handler({ actor, body: { rememberWalletAs, ...request } }) {
        const asked = { ...request, creator: actor.person };
        const record = await payouts.createPayout(asked);
        if (rememberWalletAs !== undefined) await profiles.remember(record, rememberWalletAs);
        if (record.state === 'failed') {
          throw new RecordRefusedError('payout', record.failureReason, payoutPath(record.id));
        }
        return toReply(record, 201);
      },
    }),

    defineRoute({
      method: 'POST',
      path: '/v1/payouts/check',
      permission: 'payouts:write',
      summary: 'See what would come of a payout, before it is asked for',
      idempotency: 'none',
      body: payoutRequest,
      response: z.strictObject({
        problems: z.array(problem),
        /** Whose approval it would wait for. Absent: nobody's. */
        approval: z.strictObject({ needs: payoutApprovalNeeds }).optional(),
        /** Where it would go. Absent where the request says so, or there is one account. */
        route: routeExplanation.optional(),
        fee: payoutFeeQuotes.optional(),
        /** The payout under the same reference, or the latest one of the same amount to the same place within a day. */
        duplicateOf: payout.optional(),
      }),
      async handler({ actor, body: { rememberWalletAs: _, ...request } }) {
        const asked = { ...request, creator: actor.person };
        const { known, needs, problems, route } = await payouts.foresee(asked);
        const { amount, feeFrom, network } = request;
        const isPriced = !problems.some(({ path }) => path.startsWith('amount'));
        const fee = isPriced
          ? await paymux.quotes.payoutFees({ amount, destination: request.destination, feeFrom, network })
          : undefined;
        const duplicate = known ?? (await alike(parts, asked));
        return {
          problems,
          ...(needs.length > 0 && { approval: { needs } }),
          route,
          fee,
          ...(duplicate !== undefined && { duplicateOf: toPayoutAnswer(duplicate) }),
        };
      },
    }),

    defineRoute({
      method: 'GET',
      path: '/v1/payouts/suggestion',
      permission: 'read',
      summary: 'What a new payout to a client is likely to be',
      query: z.strictObject({ client: text(200) }),
      response: z.strictObject({
        profile: walletProfile.optional(),
        currency: z.string().optional(),
        network: z.string().optional(),
        destination: destination.optional(),
        memo: z.string().optional(),
        amount: toldMoney.optional(),
        lastPayout: payout.optional(),
      }),
      async handler({ query: { client } }) {
        const { lastPayout, ...suggestion } = await profiles.suggest(client);
        return { ...suggestion, ...(lastPayout !== undefined && { lastPayout: toPayoutAnswer(lastPayout) }) };
      },
    }),

    defineRoute({
      method: 'GET',
      path: '/v1/payouts/figures',
      permission: 'read',
      summary: 'How many payouts there are of each account, status and asset, and what they come to',
      query: z.strictObject({
        account: name.optional(),
        client: text(200).optional(),
        from: givenInstant.optional(),
        before: givenInstant.optional(),
      }),
      response: z.strictObject({
        items: z.array(
          z.strictObject({ account: z.string(), status: ledgerStatus, count: z.number(), total: toldMoney }),
        ),
      }),
      async handler({ query: { account, before, client, from } }) {
        const items = await payouts.figures({ account, client, requestedFrom: from, requestedBefore: before });
        return { items };
      },
    }),

    defineRoute({
      method: 'GET',
      path: '/v1/payouts/{id}',
      permission: 'read',
      summary: 'Show a payout',
      params: idParams,
      response: payout,
      async handler({ params: { id } }) {
        return toPayoutAnswer(await get(id));
      },
    }),

    defineRoute({
      method: 'GET',
      path: '/v1/payouts/{id}/history',
      permission: 'read',
      summary: 'Everything that happened to a payout, oldest first',
      params: idParams,
      response: payoutHistory,
      async handler({ params: { id } }) {
        await get(id);
        const [{ attempts, events, transfers }, refusedApprovals] = await Promise.all([
          payouts.history(id),
          payouts.refusedApprovals(id),
        ]);
        const entries = events.map(({ digest: _digest, payoutId: _id, ...entry }) => entry);
        const webhooks = entries.filter(({ source }) => source === 'webhook');
        return { events: entries, attempts, transfers, webhooks, refusedApprovals };
      },
    }),

    decisionRoute('approve', 'payouts:approve', 'Agree to a payout that waits for it', (decided) =>
      payouts.approvePayout(decided),
    ),
    decisionRoute('reject', 'payouts:approve', 'Turn down a payout that waits for approval', (decided) =>
      payouts.rejectPayout(decided),
    ),
    decisionRoute('cancel', 'payouts:write', 'Stop a payout that can still be stopped', (decided) =>
      payouts.cancelPayout(decided),
    ),
    decisionRoute('retry', 'payouts:write', 'Try a payout that failed again', (decided) =>
      payouts.retryPayout(decided),
    ),

    defineRoute({
      method: 'POST',
      path: '/v1/payouts/{id}/settle',
      permission: 'payouts:approve',
      summary: 'Say what became of a payout that needs review, having looked at the provider',
      params: idParams,
      body: z.strictObject({ revision: z.int().min(1), as: z.enum(['confirmed', 'failed']), note: text(1000) }),
      response: payout,
      async handler({ actor, body, params: { id } }) {
        await get(id);
        return toPayoutAnswer(await payouts.resolvePayout({ id, ...body, actor: actor.person }));
      },
    }),

    defineRoute({
      method: 'POST',
      path: '/v1/payouts/{id}/check',
      permission: 'payouts:write',
      summary: 'Look a payout up at its provider now',
      idempotency: 'none',
      params: idParams,
      body: z.strictObject({}),
      response: payout,
      otherResponses: { 202: payout },
      follow: ({ params }) => payoutPath(params.id),
      async handler({ params: { id } }) {
        await get(id);
        return toReply(await payouts.checkPayout(id), 200);
      },
    }),

    defineRoute({
      method: 'POST',
      path: '/v1/payouts/{id}/remember-wallet',
      permission: 'payouts:write',
      summary: 'Remember where a payout went, for its client',
      params: idParams,
      body: z.strictObject({ displayName: text(200) }),
      response: walletProfile,
      async handler({ body: { displayName }, params: { id } }) {
        return profiles.remember(await get(id), displayName);
      },
    }),
  ];
}

function payoutPath(id: string): string {
  return `/v1/payouts/${encodeURIComponent(id)}`;
}

/** A payout of which nobody knows what became of it yet has been taken on, and can be followed. */
function toReply(record: PayoutRecord, status: number): Reply<object> {
  const location = payoutPath(record.id);
  if (record.state === 'unknown') return new Reply(202, toPayoutAnswer(record), { location });
  return new Reply(status, toPayoutAnswer(record), status === 201 ? { location } : {});
}

async function alike(
  { clock, paymux }: ServiceParts,
  { amount, destination: to }: PayoutRequest,
): Promise<PayoutRecord | undefined> {
  const place = to.type === 'crypto_address' ? to.address : to.accountNumber;
  const since = new Date(clock.now().getTime() - DAY_MS);
  const { records } = await paymux.payouts.listPayouts({ search: place, requestedFrom: since, limit: 20 });
  return records.find(
    ({ terms }) =>
      JSON.stringify(terms.destination) === JSON.stringify(to) &&
      terms.amount.currency === amount.currency.toUpperCase() &&
      compareMoney(terms.amount, amount) === 0,
  );
}
