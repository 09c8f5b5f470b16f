import type { HistoryEvent } from '../../api/types.js';
import type { Language, MessageKey } from '../../language/language.js';
import { isMessageKey } from '../../language/language.js';
import { type Tone, toneOf } from '../../parts/tone.js';

/** How news of a payout came: by the answer to its request, a webhook, or a look-up. */
const NEWS = ['answered', 'told', 'looked_up'] as const;

/** What one entry of a payout's history says, in a sentence. What nobody has mapped is named by its own word. */
export function sentenceOf(
  event: HistoryEvent,
  { nameOf, t, word }: Pick<Language, 't' | 'word'> & { readonly nameOf: (actor: string) => string },
): string {
  const { actor, attempt, source, to, type } = event;
  const who = source === 'webhook' ? t('who.webhook', { name: actor }) : nameOf(actor);
  const detail = membersOf(event.detail);
  const note = textOf(detail['note']);
  const parameters = {
    who,
    attempt,
    send: textOf(detail['send']),
    account: textOf(detail['account']) || textOf(detail['to']),
    from: textOf(detail['from']),
    reason: textOf(detail['reason']) || textOf(membersOf(detail['error'])['message']) || t('event.noReason'),
    status: textOf(detail['providerStatus']),
    given: textOf(detail['given']),
  };
  const how = NEWS.find((news) => type === news || type === `${news}_without_effect`);
  const sentence =
    how === undefined
      ? t(keyOf(type, source, to), { ...parameters, type })
      : t(type === how ? 'event.news' : 'event.newsWithoutEffect', {
          how: t(source === 'webhook' && how === 'looked_up' ? 'news.confirmedWebhook' : `news.${how}`),
          what: t(heardKey(to)),
          status: parameters.status === '' ? word('state', to) : parameters.status,
        });
  return note === '' ? sentence : `${sentence} ${t('event.note', { note })}`;
}

/** How an entry looks: as what came of it, or as something to look at. */
export function toneOfEvent({ from, to, type }: HistoryEvent): Tone {
  if (['no_answer', 'not_found', 'check_failed', 'passed_over', 'failed_over', 'not_sent'].includes(type))
    return 'wait';
  if (['alerted', 'look_back_ended', 'approval_expired'].includes(type)) return 'bad';
  return from === to ? 'plain' : toneOf(to);
}

function keyOf(type: string, source: string, to: string): MessageKey {
  const candidates = [
    ...(type === 'rejected' && source !== 'person' ? ['event.refusedByProvider'] : []),
    `event.${type}.${to}`,
    `event.${type}`,
  ];
  return candidates.find(isMessageKey) ?? 'event.other';
}

function heardKey(to: string): MessageKey {
  const key = `heard.${to}`;
  return isMessageKey(key) ? key : 'heard.other';
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
