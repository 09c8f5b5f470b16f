import type { Payout } from '../../api/types.js';
import type { MessageKey, Parameters } from '../../language/language.js';

export interface Line {
  readonly key: MessageKey;
  readonly parameters?: Parameters;
}

/** What can be said of a payout to somebody who has to decide whether to do anything. */
export interface Knowledge {
  readonly known: readonly Line[];
  readonly unknown: readonly Line[];
  readonly next: readonly Line[];
}

/** @param time - Writes an instant for the reader. */
export function knowledgeOf(payout: Payout, time: (instant: string) => string): Knowledge {
  return { known: known(payout, time), unknown: unknown(payout), next: next(payout, time) };
}

function known(payout: Payout, time: (instant: string) => string): readonly Line[] {
  const { account, hold, lastCheckedAt, providerId, providerStatus, sends, state, transactionId } = payout;
  const lines: Line[] = [{ key: `known.${state}` }];
  if (sends === 0) lines.push({ key: 'known.neverSent' });
  else if (sends === 1) lines.push({ key: 'known.sentOnce', parameters: { account } });
  else lines.push({ key: 'known.sentOften', parameters: { account, sends } });
  if (providerId !== undefined) lines.push({ key: 'known.providerHasIt', parameters: { account, providerId } });
  if (providerStatus !== undefined) {
    const at = lastCheckedAt === undefined ? '' : time(lastCheckedAt);
    lines.push({
      key: at === '' ? 'known.providerSays' : 'known.providerSaysAt',
      parameters: { status: providerStatus, at },
    });
  }
  if (transactionId !== undefined) lines.push({ key: 'known.transaction', parameters: { transactionId } });
  lines.push({ key: `hold.${hold}` });
  return lines;
}

function unknown({ fee, providerId, reviewReason, sends, state, transactionId }: Payout): readonly Line[] {
  const lines: Line[] = [];
  if (state === 'unknown' || state === 'submitting') lines.push({ key: 'unknown.whetherProviderHasIt' });
  if (state === 'needs_review') lines.push({ key: `review.${reviewReason ?? 'still_unknown'}` });
  if (state === 'pending' || state === 'broadcast') lines.push({ key: 'unknown.whetherItArrives' });
  if (sends > 0 && providerId === undefined && state !== 'unknown' && state !== 'submitting' && state !== 'failed') {
    lines.push({ key: 'unknown.providerId' });
  }
  if ((state === 'confirmed' || state === 'broadcast') && transactionId === undefined) {
    lines.push({ key: 'unknown.transaction' });
  }
  if (state === 'confirmed' && fee === undefined) lines.push({ key: 'unknown.fee' });
  return lines.length === 0 ? [{ key: 'unknown.nothing' }] : lines;
}

function next({ approval, dueAt, sendAt, state }: Payout, time: (instant: string) => string): readonly Line[] {
  const at = dueAt === undefined ? '' : time(dueAt);
  switch (state) {
    case 'awaiting_approval': {
      const expiresAt = approval?.expiresAt;
      const expires: readonly Line[] =
        expiresAt === undefined ? [] : [{ key: 'next.approvalExpires', parameters: { at: time(expiresAt) } }];
      return [{ key: 'next.approval' }, ...expires];
    }
    case 'scheduled':
      return [{ key: 'next.scheduled', parameters: { at: sendAt === undefined ? at : time(sendAt) } }];
    case 'ready':
      return [{ key: 'next.send' }];
    case 'submitting':
    case 'unknown':
      return [
        at === '' ? { key: 'next.lookUp' } : { key: 'next.lookUpAt', parameters: { at } },
        { key: 'next.sendNothing' },
      ];
    case 'pending':
    case 'broadcast':
      return [at === '' ? { key: 'next.wait' } : { key: 'next.waitUntil', parameters: { at } }];
    case 'needs_review':
      return [{ key: 'next.review' }, { key: 'next.sendNothing' }];
    case 'failed':
    case 'cancelled':
      return [{ key: 'next.ended' }];
    case 'confirmed':
    case 'reversed':
      return [{ key: at === '' ? 'next.nothing' : 'next.mayComeBack' }];
  }
}
