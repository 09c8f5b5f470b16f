import { OutcomeUnknownError, type PaymentProvider, ProviderRefusedError } from '@paymux/core';
import type {
  Change,
  Claimed,
  CommitResult,
  DurableStore,
  PayoutRecord,
  StoreTransaction,
} from '@paymux/orchestration';
import type { PlantedBug } from './world.js';

type Effect = (transaction: StoreTransaction) => void | Promise<void>;
type Commit = (changes: readonly Change[], effect?: Effect) => Promise<CommitResult>;

/** The store with another `commit`. */
export function committing(
  store: DurableStore,
  commit: (next: Commit, changes: readonly Change[], effect?: Effect) => Promise<CommitResult>,
): DurableStore {
  const next: Commit = (changes, effect) => store.commit(changes, effect);
  return overriding(store, { commit: (changes, effect) => commit(next, changes, effect) });
}

/** The store with some of its methods replaced. */
function overriding(store: DurableStore, methods: Partial<DurableStore>): DurableStore {
  return new Proxy(store, {
    get(target, name) {
      const own: unknown = Reflect.get(methods, name);
      const member = own ?? (Reflect.get(target, name, target) as unknown);
      return typeof member === 'function' ? (member.bind(target) as unknown) : member;
    },
  });
}

/** The store whose payout changes go through `alter` first. */
export function altering(store: DurableStore, alter: (payout: PayoutRecord) => PayoutRecord): DurableStore {
  return committing(store, (next, changes, effect) =>
    next(
      changes.map((change) =>
        change.change === 'payout_update' || change.change === 'payout_insert'
          ? { ...change, payout: alter(change.payout) }
          : change,
      ),
      effect,
    ),
  );
}

/** The store without some changes. */
export function dropping(store: DurableStore, isDropped: (change: Change) => boolean): DurableStore {
  return committing(store, (next, changes, effect) =>
    next(
      changes.filter((change) => !isDropped(change)),
      effect,
    ),
  );
}

/** The provider whose `createPayout` is wrapped. */
export function sending(
  provider: PaymentProvider,
  send: (
    next: NonNullable<PaymentProvider['payouts']>['createPayout'],
    request: Parameters<NonNullable<PaymentProvider['payouts']>['createPayout']>[0],
  ) => ReturnType<NonNullable<PaymentProvider['payouts']>['createPayout']>,
): PaymentProvider {
  const { payouts } = provider;
  if (payouts === undefined) return provider;
  return {
    ...provider,
    payouts: { ...payouts, createPayout: (request) => send((asked) => payouts.createPayout(asked), request) },
  };
}

function declaring(provider: PaymentProvider, deduplicatesForMs: number): PaymentProvider {
  const declared = provider.capabilities.operations['createPayout'];
  if (declared === undefined) return provider;
  const operations = { ...provider.capabilities.operations, createPayout: { ...declared, deduplicatesForMs } };
  return { ...provider, capabilities: { ...provider.capabilities, operations } };
}

/** Claimed rows that do not know of sendings without an answer. */
function forgettingSends<Row>(claimed: readonly Claimed<Row>[]): readonly Claimed<Row>[] {
  return claimed.map(({ fence, row }) => ({ fence, row: { ...row, openSends: [] } }));
}

let names = 0;

/** Defects of the engine, each planted at a seam, and the words of a regime in which its loss must show. */
export const PLANTED_BUGS: readonly (PlantedBug & { readonly regime: string })[] = [
  {
    name: 'a new identity for every sending',
    regime: 'replay, 50 %',
    provider: (provider) =>
      sending(provider, (next, request) => {
        names += 1;
        return next({ ...request, reference: `${request.reference}-${String(names)}` });
      }),
  },
  {
    name: 'a lost answer means failed',
    regime: 'replay, 50 %',
    provider: (provider) =>
      sending(provider, async (next, request) => {
        try {
          return await next(request);
        } catch (error) {
          if (!(error instanceof OutcomeUnknownError)) throw error;
          throw new ProviderRefusedError({ httpStatus: 400 }, { cause: error });
        }
      }),
  },
  {
    name: 'a provider that does not deduplicate is sent repeats',
    regime: 'none, 50 %',
    provider: (provider) => declaring(provider, Number.MAX_SAFE_INTEGER),
  },
  {
    name: 'the window of deduplication is taken for endless',
    regime: 'replay for ninety minutes',
    provider: (provider) => declaring(provider, Number.MAX_SAFE_INTEGER),
  },
  {
    name: 'the window begins anew with every sending',
    regime: 'replay for ninety minutes',
    store: (store) => altering(store, (payout) => ({ ...payout, firstSentAt: payout.firstSentAt && payout.updatedAt })),
  },
  {
    name: 'it is sent before it is written down that it will be',
    regime: 'none, 50 %',
    store: (store) =>
      committing(store, (next, changes, effect) => {
        const isSending = (change: Change): boolean =>
          change.change === 'payout_event' && change.event.type === 'sending';
        if (!changes.some(isSending)) return next(changes, effect);
        if (!changes.some(({ change }) => change === 'payout_insert')) return Promise.resolve({ committed: true });
        return next(
          changes
            .filter((change) => !isSending(change))
            .map((change) =>
              change.change === 'payout_insert'
                ? { ...change, payout: { ...change.payout, state: 'ready', sends: 0, openSends: [] } }
                : change,
            ),
          effect,
        );
      }),
  },
  {
    name: 'a refused repeat ends the attempt although the first request is open',
    regime: 'the provider says no',
    store: (store) =>
      overriding(store, { claim: async (kind, options) => forgettingSends(await store.claim(kind, options)) }),
  },
  {
    name: 'revisions are not compared',
    regime: 'replay, 50 %',
    store: (store) => {
      const ignoring: DurableStore = committing(store, async (next, changes, effect) => {
        const fresh = await Promise.all(
          changes.map(async (change): Promise<Change> => {
            if (change.change !== 'payout_update') return change;
            const current = await store.payout(change.payout.id);
            return { ...change, payout: { ...change.payout, revision: (current?.revision ?? 0) + 1 } };
          }),
        );
        return next(
          fresh.filter(({ change }) => change !== 'payout_event'),
          effect,
        );
      });
      return ignoring;
    },
  },
  {
    name: 'a reference may be used twice',
    regime: 'the store fails',
    store: (store) => {
      const renamed = new Map<string, string>();
      const rename = (change: Change): Change => {
        if (change.change !== 'payout_insert' && change.change !== 'payout_update') return change;
        const { id, reference, wireReference } = change.payout;
        const suffix = renamed.get(id);
        if (suffix === undefined) return change;
        const other = { reference: `${reference}${suffix}`, wireReference: `${wireReference}${suffix}` };
        return { ...change, payout: { ...change.payout, ...other } };
      };
      return overriding(
        committing(store, async (next, changes, effect) => {
          const result = await next(changes.map(rename), effect);
          const refused = result.committed ? undefined : changes[result.at];
          if (result.committed || result.conflict !== 'taken' || refused?.change !== 'payout_insert') return result;
          names += 1;
          renamed.set(refused.payout.id, `-${String(names)}`);
          return next(changes.map(rename), effect);
        }),
        { payoutByReference: () => Promise.resolve(undefined) },
      );
    },
  },
  {
    name: 'money is put on hold outside the commit of acceptance',
    regime: 'crashes alone',
    store: (store) =>
      committing(store, async (next, changes, effect) => {
        const transfers = changes.filter(({ change }) => change === 'transfer');
        const result = await next(
          changes.filter(({ change }) => change !== 'transfer'),
          effect,
        );
        if (result.committed && transfers.length > 0) await next(transfers);
        return result;
      }),
  },
  {
    name: 'the balance is looked at before the commit, and not in it',
    regime: 'payouts race',
    store: (store) =>
      committing(store, async (next, changes, effect) =>
        next(
          changes.map((change) => (change.change === 'transfer' ? { ...change, bounds: undefined } : change)),
          effect,
        ),
      ),
  },
  {
    name: 'a failure gives nothing back',
    regime: 'the provider says no',
    store: (store) => dropping(store, (change) => change.change === 'transfer' && change.transfer.kind === 'void'),
  },
  {
    name: 'what came back is not booked',
    regime: 'replay, 50 %',
    store: (store) => dropping(store, (change) => change.change === 'transfer' && change.transfer.kind === 'return'),
  },
  {
    name: 'money that is paid stays on hold',
    regime: 'replay, 50 %',
    store: (store) => dropping(store, (change) => change.change === 'transfer' && change.transfer.kind === 'post'),
  },
  {
    name: 'entries are booked again by every answer',
    regime: 'the store fails',
    store: (store) =>
      committing(store, (next, changes, effect) => {
        names += 1;
        const suffix = `:${String(names)}`;
        return next(
          changes.flatMap((change): readonly Change[] =>
            change.change === 'transfer' && change.transfer.kind === 'post'
              ? [change, { ...change, transfer: { ...change.transfer, id: `${change.transfer.id}${suffix}` } }]
              : [change],
          ),
          effect,
        );
      }),
  },
  { name: 'webhooks are answered before they are stored', regime: 'crashes, and every', acknowledgesEarly: true },
  { name: 'acceptance is told before it is stored', regime: 'payouts race', acceptsEarly: true },
  {
    name: 'a message is marked done before it has its effect',
    regime: 'crashes, and every',
    store: (store) =>
      committing(store, async (next, changes, effect) => {
        const [first, ...rest] = changes;
        if (first?.change !== 'inbox_update' || rest.length === 0) return next(changes, effect);
        const marked = await next([first]);
        return marked.committed ? next(rest, effect) : marked;
      }),
  },
  {
    name: 'a message is not marked done',
    regime: 'replay, 0 %',
    store: (store) => dropping(store, (change) => change.change === 'inbox_update' && change.message.state === 'done'),
  },
  {
    name: 'nobody follows up what was sent',
    regime: 'replay, 100 %',
    store: (store) =>
      altering(store, (payout) =>
        payout.state === 'pending' || payout.state === 'broadcast' ? { ...payout, dueAt: undefined } : payout,
      ),
  },
  {
    name: 'nobody asks what became of a request without an answer',
    regime: 'replay, 100 %',
    store: (store) =>
      altering(store, (payout) => (payout.state === 'unknown' ? { ...payout, dueAt: undefined } : payout)),
  },
  {
    name: 'what a crash interrupted is not taken up',
    regime: 'crashes alone',
    store: (store) =>
      altering(store, (payout) => (payout.state === 'submitting' ? { ...payout, dueAt: undefined } : payout)),
  },
  {
    name: 'what provably was not sent is not sent again',
    regime: 'replay, 100 %',
    store: (store) =>
      altering(store, (payout) =>
        payout.state === 'ready' && payout.sends > 0 ? { ...payout, dueAt: undefined } : payout,
      ),
  },
  {
    name: 'leases never end',
    regime: 'crashes alone',
    store: (store) =>
      overriding(store, {
        claim: (kind, options) => store.claim(kind, { ...options, leaseMs: Number.MAX_SAFE_INTEGER / 4 }),
      }),
  },
  {
    name: 'a repeat goes out although the first request may come after the window',
    regime: 'replay for ninety minutes',
    policy: { lateByMs: 0 },
  },
  {
    name: 'one absence is enough to give up, and nobody looks again',
    regime: 'replay, 100 %',
    policy: { lookBackMs: 1000 },
  },
  {
    name: 'a payout that is out is set back and forgotten',
    regime: 'replay, 100 %',
    store: (store) =>
      committing(store, async (next, changes, effect) =>
        next(
          changes.map((change) =>
            change.change === 'payout_update' && change.payout.state === 'broadcast'
              ? { ...change, payout: { ...change.payout, state: 'pending' as const, dueAt: undefined } }
              : change,
          ),
          effect,
        ),
      ),
  },
  {
    name: 'other terms are taken for the ones asked for',
    regime: 'other terms',
    provider: (provider) => {
      const { payouts } = provider;
      if (payouts === undefined) return provider;
      const asked = new Map<string, string>();
      return {
        ...provider,
        payouts: {
          ...payouts,
          createPayout: async (request) => {
            asked.set(request.reference, request.amount.amount);
            const answer = await payouts.createPayout(request);
            return { ...answer, amount: request.amount };
          },
          findPayout: async (query) => {
            const found = await payouts.findPayout(query);
            const amount = asked.get(found?.reference ?? '');
            return found === undefined || amount === undefined
              ? found
              : { ...found, amount: { ...found.amount, amount } };
          },
        },
      };
    },
  },
  {
    name: 'histories can be rewritten',
    regime: 'replay, 0 %',
    store: (store) =>
      committing(store, (next, changes, effect) =>
        next(
          changes.map((change) =>
            change.change === 'payout_event' && change.event.type === 'told'
              ? { ...change, event: { ...change.event, actor: 'nobody' } }
              : change,
          ),
          effect,
        ),
      ),
  },
  {
    name: 'nobody is told of changes',
    regime: 'replay, 0 %',
    store: (store) => dropping(store, ({ change }) => change === 'notice_insert'),
  },
  {
    name: 'a notice is marked as told before it is',
    regime: 'crashes, and every',
    store: (store) =>
      committing(store, async (next, changes, effect) => {
        if (changes[0]?.change !== 'notice_update' || effect === undefined) return next(changes, effect);
        const marked = await next(changes);
        return marked.committed ? next([], effect) : marked;
      }),
  },
  {
    name: 'a payout that the provider says failed is confirmed',
    regime: 'replay, 100 %',
    provider: (provider) => {
      const { payouts } = provider;
      if (payouts === undefined) return provider;
      return {
        ...provider,
        payouts: {
          ...payouts,
          findPayout: async (query) => {
            const found = await payouts.findPayout(query);
            return found?.status === 'failed' ? { ...found, status: 'confirmed' } : found;
          },
        },
      };
    },
  },
  {
    name: 'finality is taken for success',
    regime: 'replay, 50 %',
    provider: (provider) => {
      const { payouts } = provider;
      if (payouts === undefined) return provider;
      return {
        ...provider,
        payouts: {
          ...payouts,
          findPayout: async (query) => {
            const found = await payouts.findPayout(query);
            return found?.final === true ? { ...found, status: 'confirmed' } : found;
          },
        },
      };
    },
  },
];
