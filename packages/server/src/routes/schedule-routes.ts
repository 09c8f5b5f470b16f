import type { Schedule } from '@paymux/orchestration';
import * as z from 'zod';
import { decided, found } from '../api/found.js';
import { pageOf, pageQuery, paging, toPage } from '../api/pages.js';
import { type AnyRoute, defineRoute } from '../api/route.js';
import { payout, toPayoutAnswer } from './payout-schemas.js';
import {
  decimal,
  decision,
  feeFrom,
  idParams,
  instant,
  money,
  name,
  problem,
  reference,
  text,
  toldMoney,
} from './schemas.js';
import type { ServiceParts } from './service-parts.js';

const date = z.iso.date();

const amountRule = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('fixed'), amount: money }),
    z.strictObject({
      type: z.literal('percentage'),
      percent: decimal,
      base: money.optional(),
      minimum: money.optional(),
      maximum: money.optional(),
      rounding: z.enum(['up', 'down', 'half_up', 'half_even']),
      scale: z.int().min(0).max(36).optional(),
    }),
  ])
  .meta({ id: 'AmountRule' });

const at = { time: z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/), timeZone: text(100) };
const day = z.int().min(1).max(31);

const recurrence = z
  .discriminatedUnion('every', [
    z.strictObject({ every: z.literal('day'), ...at }),
    z.strictObject({ every: z.literal('week'), weekday: z.int().min(1).max(7), ...at }),
    z.strictObject({ every: z.literal('month'), day, ...at }),
    z.strictObject({ every: z.literal('year'), month: z.int().min(1).max(12), day, ...at }),
  ])
  .meta({ id: 'Recurrence' });

const scheduleRequest = z
  .strictObject({
    id: z.string().regex(/^[A-Za-z0-9_-]{1,40}$/, 'must be 1 to 40 letters, digits, "_" or "-"'),
    account: name.optional(),
    walletProfileId: name.optional(),
    recipients: name.optional(),
    amount: amountRule,
    recurrence,
    from: date.optional(),
    until: date.optional(),
    catchUp: z.enum(['all', 'latest', 'none']).optional(),
    plan: text(200).optional(),
    feeFrom: feeFrom.optional(),
    description: text(500).optional(),
    needsApproval: z.boolean().optional(),
  })
  .meta({ id: 'ScheduleRequest' });

const occurrence = z.strictObject({ date, at: instant });
const scheduleState = z.enum(['active', 'paused', 'ended']);

const schedule = z
  .strictObject({
    id: z.string(),
    request: scheduleRequest.extend({ creator: z.string() }),
    state: scheduleState,
    revision: z.number(),
    next: occurrence.optional(),
    changes: z.array(
      z.strictObject({
        at: instant,
        actor: z.string(),
        type: z.enum(['created', 'paused', 'resumed', 'ended']),
        note: z.string().optional(),
      }),
    ),
  })
  .meta({ id: 'Schedule' });

const run = z.strictObject({
  schedule: z.string(),
  date,
  at: instant,
  state: z.enum(['due', 'waiting', 'done', 'skipped']),
  accepted: z.number(),
  refused: z.number(),
  problems: z.array(z.strictObject({ walletProfileId: z.string(), problems: z.array(problem) })),
});

/** Payouts by plan, and bonuses. */
export function scheduleRoutes({ paymux: { bonuses, schedules } }: ServiceParts): readonly AnyRoute[] {
  const get = async (id: string): Promise<Schedule> => found(await schedules.find(id), 'schedule');

  function changeRoute(what: 'pause' | 'resume' | 'end', summary: string): AnyRoute {
    return defineRoute({
      method: 'POST',
      path: `/v1/schedules/{id}/${what}`,
      permission: 'schedules:write',
      summary,
      params: idParams,
      body: decision,
      response: schedule,
      async handler({ actor, body, params: { id } }) {
        await get(id);
        return toAnswer(await decided(schedules[what]({ id, ...body, actor: actor.person })));
      },
    });
  }

  return [
    defineRoute({
      method: 'GET',
      path: '/v1/schedules',
      permission: 'read',
      summary: 'List schedules, newest first',
      lists: ['state'],
      query: z.strictObject({ ...pageQuery, state: z.array(scheduleState).optional() }),
      response: pageOf(schedule),
      async handler({ query: { state, ...query } }) {
        return toPage(await schedules.list({ states: state, ...paging(query) }), toAnswer);
      },
    }),

    defineRoute({
      method: 'POST',
      path: '/v1/schedules',
      permission: 'schedules:write',
      summary: 'Begin a schedule',
      body: scheduleRequest,
      status: 201,
      response: schedule,
      async handler({ actor, body }) {
        return toAnswer(await schedules.create({ ...body, creator: actor.person }));
      },
    }),

    defineRoute({
      method: 'POST',
      path: '/v1/schedules/preview',
      permission: 'schedules:write',
      summary: 'What a schedule would pay at its next occurrences. Nothing is stored',
      idempotency: 'none',
      body: z.union([
        z.strictObject({ schedule: scheduleRequest, occurrences: z.int().min(1).max(100).optional() }),
        z.strictObject({ id: z.string().min(1).max(200), occurrences: z.int().min(1).max(100).optional() }),
      ]),
      response: z.strictObject({
        items: z.array(
          occurrence.extend({
            payouts: z.array(
              z.strictObject({
                walletProfileId: z.string(),
                amount: toldMoney.optional(),
                problems: z.array(problem),
              }),
            ),
          }),
        ),
      }),
      async handler({ actor, body }) {
        if ('id' in body) await get(body.id);
        const previewed = 'id' in body ? { id: body.id } : { ...body.schedule, creator: actor.person };
        return { items: await schedules.preview(previewed, body.occurrences) };
      },
    }),

    defineRoute({
      method: 'GET',
      path: '/v1/schedules/{id}',
      permission: 'read',
      summary: 'Show a schedule',
      params: idParams,
      response: schedule,
      async handler({ params: { id } }) {
        return toAnswer(await get(id));
      },
    }),

    changeRoute('pause', 'Let nothing happen until it is resumed'),
    changeRoute('resume', 'Go on with the next occurrence from now'),
    changeRoute('end', 'End a schedule for good'),

    defineRoute({
      method: 'GET',
      path: '/v1/schedules/{id}/runs',
      permission: 'read',
      summary: 'List what came of the occurrences of a schedule, the latest first',
      params: idParams,
      query: z.strictObject(pageQuery),
      response: pageOf(run),
      async handler({ params: { id }, query }) {
        await get(id);
        return toPage(await schedules.runs(id, paging(query)), (one) => one);
      },
    }),

    defineRoute({
      method: 'POST',
      path: '/v1/bonuses',
      permission: 'payouts:write',
      summary: 'Pay a client for a business fact, once',
      body: z.strictObject({
        reference,
        client: text(200),
        reason: text(500),
        amount: amountRule,
        base: money.optional(),
        walletProfileId: name.optional(),
        account: name.optional(),
        feeFrom: feeFrom.optional(),
        needsApproval: z.boolean().optional(),
      }),
      status: 201,
      response: payout,
      follow: ({ body }) => `/v1/payouts?search=${body.reference}`,
      async handler({ actor, body }) {
        return toPayoutAnswer(await bonuses.grant({ ...body, creator: actor.person }));
      },
    }),
  ];
}

function toAnswer(one: Schedule): object {
  return { id: one.request.id, ...one };
}
