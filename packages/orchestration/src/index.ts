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
export type {
  Change,
  Claimed,
  ClaimOptions,
  CommitConflict,
  CommitResult,
  DueRows,
  DurableStore,
  PayoutFigure,
  PayoutRecordQuery,
  RecordPage,
  RecordQuery,
  StoreTransaction,
} from './durable/durable-store.js';
export type { Notice } from './durable/notice.js';
export { fromRecordText, toRecordText } from './durable/record-text.js';
export { StoreUnavailableError } from './durable/store-unavailable-error.js';
export type { DocumentQuery, StoredDocument } from './durable/stored-document.js';
export type { Balance, Book, Transfer, TransferKind } from './durable/transfer.js';
export type { KeptAnswer } from './idempotency/kept-answer.js';
export type { PaymentRecord, PaymentRecordEvent, PaymentReviewReason, PaymentState } from './payment/payment-record.js';
export type {
  ChangeSource,
  HoldState,
  LedgerStatus,
  PayoutAttempt,
  PayoutEvent,
  PayoutOrigin,
  PayoutRecord,
  PayoutReviewReason,
  PayoutState,
  PayoutTerms,
} from './payout/payout-record.js';
export type { WalletProfile } from './profile/wallet-profile.js';
export type { InboxMessage, InboxState, RefusedDelivery } from './webhook/inbox-message.js';
export { fingerprint } from './durable/fingerprint.js';
export { entryDigest, type History, NO_HISTORY } from './durable/history.js';
export type { SendingPolicy } from './durable/sending.js';
export { Idempotency, type IdempotencyDependencies, type KeyedRequest } from './idempotency/idempotency.js';
export type { PaymentPolicy } from './payment/payment-policy.js';
export { type PaymentRequest, PaymentService, type PaymentServiceDependencies } from './payment/payment-service.js';
export { IdempotencyConflictError, NotCoveredError, PayoutStateError } from './payout/payout-errors.js';
export { PayoutFollowUp, type PayoutFollowUpDependencies } from './payout/payout-follow-up.js';
export type { AccountPayoutRules, PayoutCover, PayoutLimits, PayoutRules } from './payout/payout-limits.js';
export { PAYOUT_POLICY, type PayoutPolicy } from './payout/payout-policy.js';
export {
  type ClientCheck,
  type PayoutDecision,
  type PayoutRequest,
  PayoutService,
  type PayoutServiceDependencies,
} from './payout/payout-service.js';
export { DurableIntake, type DurableIntakeDependencies } from './webhook/durable-intake.js';
export {
  type EventHandler,
  INBOX_POLICY,
  type InboxPolicy,
  InboxWorker,
  type InboxWorkerDependencies,
} from './webhook/inbox-worker.js';
export {
  type ChangeHandlers,
  type NoticePolicy,
  NoticeWorker,
  type NoticeWorkerDependencies,
  type PaymentChange,
  type PayoutChange,
} from './worker/notice-worker.js';
export { type Shift, type Step, Worker, type WorkerDependencies } from './worker/worker.js';
export type { WebhookLimits } from './webhook/webhook-limits.js';
export type { WebhookPaths } from './webhook/webhook-paths.js';
export {
  Ledger,
  type LedgerDependencies,
  type LedgerFinding,
  type LedgerReport,
  type VerifyOptions,
} from './ledger/ledger.js';
export {
  type PayoutSuggestion,
  type WalletProfileContents,
  WalletProfiles,
  type WalletProfilesDependencies,
} from './profile/wallet-profiles.js';
export { checkChanges, checkClaim, type Cursor, pageLimit, readCursor, writeCursor } from './durable/store-checks.js';
