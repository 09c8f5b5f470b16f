import { type Clock, PaymentsError } from '@paymux/core';
import { type RecordChange, type RecordChanges, readChangeCursor } from '@paymux/orchestration';
import * as z from 'zod';
import type { Gatekeeper } from '../access/guard.js';
import { RequestRefusedError } from '../api/problem.js';
import { type AnyRawRoute, defineRawRoute } from '../api/route.js';
import type { ChangeFeed } from '../events/change-feed.js';
import { deliveryId } from './delivery-id.js';

/** What the route of events works with. */
export interface EventRouteDependencies {
  readonly access: Gatekeeper;
  readonly feed: ChangeFeed;
  readonly clock: Clock;
}

const COMMENT_MS = 15_000;
/** Whether a stream may go on is asked at least this often. */
const RECHECK_MS = 5000;
const MOST_STREAMS = 20;

const KINDS: Readonly<Record<string, string>> = {
  payout_import: 'import',
  schedule: 'schedule',
  reconciliation_run: 'reconciliation',
  reconciliation_finding: 'finding',
  alert: 'alert',
  routing_rules: 'routing',
};

/** What an event of the kind `change` holds. */
const changeEvent = z
  .strictObject({
    kind: z.enum([
      'payout',
      'payment',
      'webhook',
      'import',
      'schedule',
      'reconciliation',
      'finding',
      'alert',
      'routing',
    ]),
    id: z.string(),
    revision: z.number(),
    state: z.string(),
  })
  .meta({ id: 'ChangeEvent' });

/** Live changes, as server-sent events. */
export function eventRoutes({ access, clock, feed }: EventRouteDependencies): readonly AnyRawRoute[] {
  const streams = new Map<string, number>();

  /** Whether whoever listens may still do so. Asking does not keep a session open that nobody uses. */
  async function mayListen({ headers, url }: Request): Promise<boolean> {
    const again = new Headers(headers);
    again.set('x-paymux-background', '1');
    const actor = await access.authenticate(new Request(url, { headers: again }));
    return 'permissions' in actor && actor.permissions.has('read');
  }

  async function* written(request: Request, since: string | undefined, signal: AbortSignal): AsyncGenerator<string> {
    let commentedAt = clock.now().getTime();
    let isFirst = true;
    for await (const told of feed.listen(since, RECHECK_MS, signal)) {
      if (!isFirst && !(await mayListen(request))) return;
      const text = isFirst ? `retry: 1000\n\n${eventsOf(told, true)}` : eventsOf(told, false);
      isFirst = false;
      const now = clock.now().getTime();
      if (text === '' && now - commentedAt < COMMENT_MS) continue;
      commentedAt = now;
      yield text === '' ? ': quiet\n\n' : text;
    }
  }

  return [
    defineRawRoute({
      method: 'GET',
      path: '/v1/events',
      permission: 'read',
      raw: true,
      summary: 'Live changes as server-sent events, which go on where they were after Last-Event-ID',
      documentation: {
        answers: {
          200: {
            type: 'text/event-stream',
            schema: changeEvent,
            says: '`change`: a record was changed. `reset`: what came before is not known any more, look at everything anew.',
          },
        },
      },
      handler({ actor: { person }, request }) {
        const since = request.headers.get('last-event-id') ?? undefined;
        if (since !== undefined && !isCursor(since)) {
          const problems = [{ path: 'headers.Last-Event-ID', message: 'must be the id of an event' }];
          throw new RequestRefusedError('invalid_request', 'No event had this id.', { problems });
        }
        const open = streams.get(person) ?? 0;
        if (open >= MOST_STREAMS) {
          throw new RequestRefusedError('too_many_requests', 'Too many streams are open. Close some.');
        }
        streams.set(person, open + 1);
        const gone = new AbortController();
        const events = written(request, since, AbortSignal.any([request.signal, gone.signal]));
        let isCounted = true;
        const end = (): void => {
          if (!isCounted) return;
          isCounted = false;
          const left = (streams.get(person) ?? 1) - 1;
          if (left === 0) streams.delete(person);
          else streams.set(person, left);
        };
        const body = new ReadableStream<Uint8Array>({
          async pull(controller) {
            try {
              const next = await events.next();
              if (next.done !== true) {
                controller.enqueue(new TextEncoder().encode(next.value));
                return;
              }
              controller.close();
            } catch (error) {
              // The client comes back, and goes on where it was.
              if (!PaymentsError.isInstance(error)) controller.error(error);
              else controller.close();
            }
            end();
          },
          async cancel() {
            end();
            gone.abort();
            await events.return(undefined);
          },
        });
        return new Response(body, {
          headers: {
            'content-type': 'text/event-stream; charset=utf-8',
            'cache-control': 'no-store',
            'x-accel-buffering': 'no',
          },
        });
      },
    }),
  ];
}

function isCursor(text: string): boolean {
  try {
    return readChangeCursor(text) >= 0;
  } catch {
    return false;
  }
}

/** Only the last event has an id, so that whoever gets a part of them alone gets them all again. */
function eventsOf({ changes, cursor, isKnown }: RecordChanges, isFirst: boolean): string {
  const events = changes.map((change) => `event: change\ndata: ${JSON.stringify(toEvent(change))}\n`);
  if (!isKnown) events.push('event: reset\ndata: {}\n');
  else if (isFirst && events.length === 0) events.push('event: open\ndata: {}\n');
  return events.map((event, index) => `${event}${index === events.length - 1 ? `id: ${cursor}\n` : ''}\n`).join('');
}

function toEvent({ record, table }: RecordChange): z.infer<typeof changeEvent> {
  switch (table) {
    case 'payouts':
      return { kind: 'payout', id: record.id, revision: record.revision, state: record.state };
    case 'payments':
      return { kind: 'payment', id: record.id, revision: record.revision, state: record.state };
    case 'inbox':
      return { kind: 'webhook', id: deliveryId(record), revision: record.attempts, state: record.state };
    case 'documents': {
      const kind = KINDS[record.kind] as z.infer<typeof changeEvent>['kind'];
      return { kind, id: record.id, revision: record.revision, state: record.state };
    }
  }
}
