export type { InboxKey, WebhookInbox } from './ports/webhook-inbox.js';
export { InMemoryWebhookInbox, type InMemoryWebhookInboxOptions } from './webhook/in-memory-webhook-inbox.js';
export { lookUpEvent, type LookUpResult } from './webhook/look-up-event.js';
export { type BodyLimits, readBody, type ReadBody } from './webhook/read-body.js';
export { type RateLimit, TokenBucket } from './webhook/token-bucket.js';
export {
  type FetchHandler,
  webhookHandler,
  type WebhookHandlerConfig,
  type WebhookHandlerOptions,
  type WebhookAnswer,
  type WebhookDelivery,
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
  PruneLimits,
  PayoutFigure,
  PayoutRecordQuery,
  RecordPage,
  RecordQuery,
  StoreTransaction,
} from './durable/durable-store.js';
export { FIRST_FENCE } from './durable/durable-store.js';
export { Gauges, type GaugesDependencies } from './telemetry/gauges.js';
export { Observation } from './telemetry/observation.js';
export { WORK, type WorkName } from './telemetry/work.js';
export type { Notice } from './durable/notice.js';
export type { RecordChange, RecordChanges } from './durable/record-change.js';
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
export type { ClientCheck } from './payout/receiver-problems.js';
export {
  type PayoutDecision,
  type PayoutForecast,
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
export {
  type AccountHealth,
  HealthMonitor,
  type HealthPolicy,
  type HealthState,
} from './routing/account-health.js';
export { type AssetLimits, type PayoutFeeQuote, type Quoted, Quotes } from './quotes/quotes.js';
export type {
  OfferedAsset,
  OfferedRate,
  PayoutPreview,
  PreviewRequest,
  QuotingProvider,
} from './quotes/quoting-provider.js';
export type { RoutingFinding } from './routing/analyse-rules.js';
export type { KeptRoute, Leaving, Route } from './routing/route.js';
export { type CurrentRules, RoutingRules, type RoutingRulesDependencies } from './routing/routing-rules.js';
export { type AccountCost, type CostQuery, RouteCosts, type RouteCostsDependencies } from './routing/route-costs.js';
export {
  type CostComparison,
  type RouteExplanation,
  Router,
  type RouterDependencies,
  type RuleVerdict,
} from './routing/router.js';
export type {
  QuoteBounds,
  RoutedOperation,
  RouteQuery,
  RoutingChoice,
  RoutingConditions,
  RoutingHours,
  RoutingRule,
  Weekday,
} from './routing/routing-rule.js';
export {
  type MessageName,
  WebhookDeliveries,
  type WebhookDeliveriesDependencies,
} from './webhook/webhook-deliveries.js';
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
export {
  checkChanges,
  checkClaim,
  type Cursor,
  pageLimit,
  readChangeCursor,
  readCursor,
  writeCursor,
} from './durable/store-checks.js';
export type { Finding, FindingKind, FindingSide, FindingSubject, KeptFinding } from './reconciliation/finding.js';
export type { FindingQuery } from './reconciliation/finding-shelf.js';
export type { Settle } from './reconciliation/provider-comparison.js';
export type { TextParts } from './reconciliation/read-csv.js';
export {
  type BalanceSource,
  Reconciliation,
  RECONCILIATION_POLICY,
  type ReconciliationDependencies,
  type ReconciliationPolicy,
  type ReconciliationRequest,
} from './reconciliation/reconciliation.js';
export type { ReconciliationRun, ReconciliationSummary } from './reconciliation/reconciliation-run.js';
export type { SettlementFile, SettlementReport, UnreadableRow } from './reconciliation/settlement-import.js';
export type { SettlementColumns } from './reconciliation/settlement-row.js';
export type { PeriodLength } from './figures/calendar.js';
export type { DurationFigures } from './figures/durations.js';
export {
  type FigureQuery,
  type FigureReport,
  Figures,
  type Slice,
  type Trend,
  type WebhookFigures,
} from './figures/figures.js';
export type { StatusGroup, Tally, Volume } from './figures/tally.js';
export type { Alert, AlertCondition, AlertMessage } from './alerts/alert.js';
export { type AlertChannel, AlertNotDeliveredError } from './alerts/alert-channel.js';
export type { ConditionDependencies } from './alerts/alert-conditions.js';
export type { AlertRule, AlertRuleBase } from './alerts/alert-rule.js';
export {
  ALERT_POLICY,
  type AlertEvaluation,
  type AlertPolicy,
  Alerts,
  type AlertsDependencies,
} from './alerts/alerts.js';
export { chatChannel, type ChatChannelOptions } from './alerts/chat-channel.js';
export { emailChannel, type EmailChannelOptions } from './alerts/email-channel.js';
export { webhookChannel, type WebhookChannelOptions } from './alerts/webhook-channel.js';
export { type WebhookAddresses, webhookAddresses } from './webhook/webhook-addresses.js';
export { WebhookKeys } from './alerts/webhook-keys.js';
export { documentShift } from './worker/document-shift.js';
export {
  type ApprovalNeed,
  type ApprovalPolicy,
  type ApprovalRule,
  checkApprovalPolicy,
  type RolesOf,
} from './approval/approval-policy.js';
export type { ApprovalRefusal } from './approval/approval-refusals.js';
export type { ApprovalRefusalReason, GivenApproval, PayoutApproval } from './approval/payout-approval.js';
export type { ImportedRow, ImportRequest, LineProblem, PayoutImport } from './bulk/payout-import.js';
export { type ImportDecision, PayoutImports, type PayoutImportsDependencies } from './bulk/payout-imports.js';
export { type ImportDefaults, PAYOUT_COLUMNS } from './bulk/payout-row.js';
export type { AmountRule } from './schedule/amount-rule.js';
export { Bonuses, type BonusesDependencies, type BonusRequest } from './schedule/bonuses.js';
export {
  type OccurrencePreview,
  PayoutSchedules,
  type PayoutSchedulesDependencies,
  type ScheduleDecision,
} from './schedule/payout-schedules.js';
export type { Occurrence, Recurrence } from './schedule/recurrence.js';
export type {
  CatchUp,
  Recipient,
  RecipientLists,
  RecipientProblem,
  Schedule,
  ScheduleChange,
  ScheduleRequest,
  ScheduleRun,
} from './schedule/schedule.js';
export { ScheduleRunner, type ScheduleRunnerDependencies } from './schedule/schedule-runner.js';
export { documentSteps } from './worker/document-steps.js';
