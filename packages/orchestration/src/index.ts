export type { InboxKey, WebhookInbox } from './ports/webhook-inbox.js';
export { InMemoryWebhookInbox, type InMemoryWebhookInboxOptions } from './webhook/in-memory-webhook-inbox.js';
export { lookUpEvent, type LookUpResult } from './webhook/look-up-event.js';
export { type FetchHandler, webhookHandler, type WebhookHandlerConfig } from './webhook/webhook-handler.js';
export {
  EventNotConfirmedError,
  HandlerFailedError,
  type IntakeResult,
  type ReviewReason,
  type WebhookHandlers,
  WebhookIntake,
  type WebhookIntakeDependencies,
} from './webhook/webhook-intake.js';
