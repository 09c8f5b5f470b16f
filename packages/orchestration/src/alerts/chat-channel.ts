import type { HttpClient } from '@paymux/core';
import { type AlertMessage, alertText } from './alert.js';
import type { AlertChannel } from './alert-channel.js';
import { JsonPoster, nameProblems, refuseProblems, urlProblems } from './channel-options.js';

/** Options of {@link chatChannel}. */
export interface ChatChannelOptions {
  readonly id: string;
  /** The address of an incoming webhook, which is a secret: it never appears in errors or logs. */
  readonly url: string;
  readonly httpClient?: HttpClient | undefined;
}

/**
 * Alerts as `{ "text": … }`, which the incoming webhooks of Slack, Teams, Mattermost and others take.
 *
 * @throws {@link MisconfiguredError} Names every problem at once.
 */
export function chatChannel({ httpClient, id, url }: ChatChannelOptions): AlertChannel {
  refuseProblems([...nameProblems(id), ...urlProblems(url)]);
  const poster = new JsonPoster(url, httpClient);
  return Object.freeze({
    id,
    send: (message: AlertMessage, { signal }: { readonly signal: AbortSignal }) =>
      poster.post(JSON.stringify({ text: escaped(alertText(message)) }), {}, signal),
  });
}

/** Ids come from outside: no mention, link or formatting of theirs is obeyed. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
