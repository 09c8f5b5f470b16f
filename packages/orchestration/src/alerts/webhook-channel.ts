import { createHmac } from 'node:crypto';
import { type Clock, type HttpClient, Secret, systemClock } from '@paymux/core';
import type { AlertMessage } from './alert.js';
import type { AlertChannel } from './alert-channel.js';
import { JsonPoster, nameProblems, refuseProblems, urlProblems } from './channel-options.js';

/** Options of {@link webhookChannel}. */
export interface WebhookChannelOptions {
  readonly id: string;
  /** `https:`, or `http:` on this machine. */
  readonly url: string;
  /** What messages are signed with: base64 of 24 to 64 bytes, with or without `whsec_` before it. */
  readonly secret: string | Secret;
  readonly httpClient?: HttpClient | undefined;
  readonly clock?: Clock | undefined;
}

/**
 * Alerts as signed JSON, as Standard Webhooks 1.0.0 has it: `webhook-id`, `webhook-timestamp` and `webhook-signature`
 * over `<id>.<timestamp>.<body>`. Core's `standardWebhook` verifies them.
 *
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 * @throws {@link MisconfiguredError} Names every problem at once.
 */
export function webhookChannel(options: WebhookChannelOptions): AlertChannel {
  const { clock = systemClock, httpClient, id, url } = options;
  const secret = Secret.of(options.secret);
  const key = keyOf(secret);
  refuseProblems([
    ...nameProblems(id),
    ...urlProblems(url),
    ...(key === undefined ? [{ path: 'secret', message: 'must be base64 of 24 to 64 bytes' }] : []),
  ]);
  const poster = new JsonPoster(url, httpClient);
  return Object.freeze({
    id,
    async send(message: AlertMessage, { signal }: { readonly signal: AbortSignal }): Promise<void> {
      const body = JSON.stringify(message);
      const timestamp = String(Math.floor(clock.now().getTime() / 1000));
      const hmac = createHmac('sha256', key ?? '').update(`${message.id}.${timestamp}.${body}`);
      const headers = {
        'webhook-id': message.id,
        'webhook-timestamp': timestamp,
        'webhook-signature': `v1,${hmac.digest('base64')}`,
      };
      await poster.post(body, headers, signal);
    },
  });
}

function keyOf(secret: Secret): Buffer | undefined {
  const text = secret.reveal().replace(/^whsec_/u, '');
  const key = Buffer.from(text, 'base64');
  const isBase64 = key.toString('base64').replace(/=+$/u, '') === text.replace(/=+$/u, '');
  return isBase64 && key.length >= 24 && key.length <= 64 ? key : undefined;
}
