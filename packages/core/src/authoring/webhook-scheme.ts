import { isSharedArrayBuffer, isUint8Array } from 'node:util/types';
import { type WebhookRefusalReason, WebhookRefusedError } from '../errors/webhook-refused-error.js';
import type { Logger } from '../logging/logger.js';
import type { Telemetry } from '../telemetry/telemetry.js';
import type { VerifiedEvent } from '../webhook/verified-event.js';
import { type EventContent, registerVerified } from '../webhook/verified-events.js';
import type { WebhookRequest } from '../webhook/webhook-request.js';
import type { WebhookValidator, WebhookVerdict } from '../webhook/webhook-validator.js';
import { freezeDeep } from './freeze-deep.js';

/** A delivery that was opened: its payload and what proves it, or why it was not accepted. */
export type OpenedWebhook =
  | {
      readonly ok: true;
      /** What the verified bytes say. */
      readonly payload: unknown;
      /** See {@link VerifiedEvent}. */
      readonly deduplicationKey: string;
      /** Which of a scheme's forms matched, for figures. */
      readonly form?: string | undefined;
      /** Which key signed it, where the delivery names one, for figures. */
      readonly keyId?: string | undefined;
    }
  | { readonly ok: false; readonly reason: WebhookRefusalReason };

/** How one provider signs its deliveries. */
export interface WebhookScheme {
  /**
   * Proves a delivery, or says why it proves nothing. Total: no input makes it throw,
   * but a source of secrets that cannot be reached may.
   */
  open(request: WebhookRequest): OpenedWebhook | Promise<OpenedWebhook>;
}

/** What a {@link WebhookValidator} is made of. */
export interface WebhookDefinition {
  readonly scheme: WebhookScheme;
  /** See {@link VerifiedEvent.needsConfirmation}. */
  readonly needsConfirmation: boolean;
  /** The largest body looked at, in bytes. @defaultValue `65_536` */
  readonly maxBodyBytes?: number | undefined;
  /** The events of a verified payload; `undefined` when the payload has not the shape it must have. */
  toEvents(payload: unknown): readonly EventContent[] | undefined;
}

const DEFAULT_MAX_BODY_BYTES = 65_536;

/** Makes a validator out of a signing scheme and a pure reading of its payload. */
export function webhookValidator(
  definition: WebhookDefinition,
  host: { readonly provider: string; readonly logger: Logger; readonly telemetry: Telemetry },
): Required<WebhookValidator> {
  const { needsConfirmation, scheme } = definition;
  const maxBodyBytes = definition.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES;
  const { provider, telemetry } = host;
  const logger = host.logger.child('webhook');

  function refuse(reason: WebhookRefusalReason): WebhookVerdict {
    logger.info('webhook.refused', { reason });
    telemetry.webhook({ provider, accepted: false, reason });
    return Object.freeze({ ok: false, reason });
  }

  function eventsIn(payload: unknown): readonly EventContent[] | undefined {
    try {
      return definition.toEvents(payload);
    } catch (error) {
      // The reading is at fault, not the sender; without a place to look nobody would know.
      logger.error('webhook.reading_failed', { error: error instanceof Error ? error.name : typeof error });
      return undefined;
    }
  }

  function conclude(opened: OpenedWebhook): WebhookVerdict {
    if (!opened.ok) return refuse(opened.reason);
    const { deduplicationKey, form, keyId, payload } = opened;
    const contents = eventsIn(payload);
    if (contents === undefined || contents.length === 0) return refuse('malformed_body');
    logger.info('webhook.verified', { form, events: contents.length });
    telemetry.webhook({ provider, accepted: true, recipe: form, keyId });
    const events = contents.map((content, index) =>
      registerVerified(freezeDeep(content), {
        provider,
        // A batch has one proof and several events; each needs a key of its own.
        deduplicationKey: contents.length === 1 ? deduplicationKey : `${deduplicationKey}:${String(index)}`,
        needsConfirmation,
      }),
    );
    return { ok: true, events };
  }

  // Waits for nothing where the scheme does not: most deliveries are decided in one turn.
  function decide({ body, headers }: WebhookRequest): WebhookVerdict | Promise<WebhookVerdict> {
    if (!isUint8Array(body)) throw new TypeError('The body of a webhook must be its bytes, as they arrived.');
    if (body.byteLength > maxBodyBytes) return refuse('body_too_large');
    // Another thread could change shared memory between the moment it is verified and the moment it is read.
    const opened = scheme.open({ headers, body: isSharedArrayBuffer(body.buffer) ? new Uint8Array(body) : body });
    return 'ok' in opened ? conclude(opened) : opened.then(conclude);
  }

  return Object.freeze({
    async judge(request: WebhookRequest): Promise<WebhookVerdict> {
      return decide(request);
    },

    async validate(request: WebhookRequest): Promise<readonly VerifiedEvent[]> {
      const decided = decide(request);
      const verdict = 'ok' in decided ? decided : await decided;
      if (!verdict.ok) throw new WebhookRefusedError(verdict.reason, { provider });
      return verdict.events;
    },
  });
}
