export type { InboxKey, WebhookInbox } from './ports/webhook-inbox.js';
export { InMemoryWebhookInbox, type InMemoryWebhookInboxOptions } from './webhook/in-memory-webhook-inbox.js';
export { lookUpEvent, type LookUpResult } from './webhook/look-up-event.js';
export type { RateLimit } from './webhook/token-bucket.js';
export {
  type FetchHandler,
  webhookHandler,
  type WebhookHandlerConfig,
  type WebhookHandlerOptions,
} from './webhook/webhook-handler.js';
export { type WebhookHealth, webhookHealth, type WebhookProblem } from './webhook/webhook-health.js';
export {
  EventNotConfirmedError,
  HandlerFailedError,
  type IntakeResult,
  type ReviewReason,
  type WebhookHandlers,
  WebhookIntake,
  type WebhookIntakeDependencies,
} from './webhook/webhook-intake.js';
export type { WebhookLimits } from './webhook/webhook-limits.js';
export type { WebhookPaths } from './webhook/webhook-paths.js';
