import type { MetricLabels, MetricName, Telemetry } from '@paymux/core';
import type { Change, DurableStore } from '../durable/durable-store.js';
import { withMethods } from './with-methods.js';

/**
 * A store that keeps with each new message, notice and document the trace it was made in, and tells of what was
 * committed. The same store where nobody wants to know.
 */
export function observedStore(store: DurableStore, telemetry: Telemetry): DurableStore {
  if (telemetry.activeTrace === undefined && telemetry.measure === undefined) return store;
  return withMethods(store, {
    async commit(changes, effect) {
      const trace = telemetry.activeTrace?.();
      const traced = trace === undefined ? changes : changes.map((change) => withTrace(change, trace));
      const result = await store.commit(traced, effect);
      if (result.committed && telemetry.measure !== undefined) {
        for (const change of changes) {
          const [metric, labels] = figureOf(change, changes) ?? [];
          if (metric !== undefined) telemetry.measure(metric, 1, labels ?? {});
        }
      }
      return result;
    },
  });
}

function withTrace(change: Change, trace: string): Change {
  if (change.change === 'inbox_insert') return { ...change, message: { ...change.message, trace } };
  if (change.change === 'notice_insert') return { ...change, notice: { ...change.notice, trace } };
  if (change.change === 'document_insert') return { ...change, document: { ...change.document, trace } };
  return change;
}

/** What a committed change counts as, if as anything. */
function figureOf(change: Change, commit: readonly Change[]): readonly [MetricName, MetricLabels] | undefined {
  if ('event' in change) {
    const { event } = change;
    const subject = 'payoutId' in event ? 'payout' : 'payment';
    const account = accountOf('payoutId' in event ? event.payoutId : event.paymentId, commit);
    const { from, to } = event;
    return from === to ? undefined : ['paymux.transitions', { subject, account, from, to }];
  }
  if ('message' in change) {
    const { account, event, kind, state } = change.message;
    // A mark of what was looked up is no event; one that is tried again is counted already.
    const isCounted = event === '' || (change.change === 'inbox_update' && state === 'waiting');
    return isCounted ? undefined : ['paymux.inbox.messages', { account, kind, state }];
  }
  if (change.change === 'notice_update') {
    const { state, subject } = change.notice;
    return state === 'waiting' ? undefined : ['paymux.notices', { subject, state }];
  }
  if (!('document' in change)) return undefined;
  const { kind, state } = change.document;
  return ['paymux.documents', { kind, state }];
}

/** The account of the record that a history's entry is of: both are changed in one commit. */
function accountOf(id: string, commit: readonly Change[]): string | undefined {
  for (const change of commit) {
    if ('payout' in change && change.payout.id === id) return change.payout.account;
    if ('payment' in change && change.payment.id === id) return change.payment.account;
  }
  return undefined;
}
