// What applications use.
export type { CallOptions } from './api/call-options.js';
export { AuthenticationRefusedError } from './errors/authentication-refused-error.js';
export { CallAbortedError } from './errors/call-aborted-error.js';
export { InvalidRequestError } from './errors/invalid-request-error.js';
export { MisconfiguredError } from './errors/misconfigured-error.js';
export { OutcomeUnknownError, type OutcomeUnknownOptions } from './errors/outcome-unknown-error.js';
export {
  type ErrorOutcome,
  PaymentsError,
  type PaymentsErrorData,
  type PaymentsErrorOptions,
} from './errors/payments-error.js';
export type { Problem } from './errors/problem.js';
export { ProviderRefusedError, type RefusalDetails } from './errors/provider-refused-error.js';
export { ProviderUnreachableError } from './errors/provider-unreachable-error.js';
export { RateLimitedError } from './errors/rate-limited-error.js';
export { ReferenceConflictError } from './errors/reference-conflict-error.js';
export { settle, type Settled } from './errors/settle.js';
export { TransportError, type TransportFailure } from './errors/transport-error.js';
export { UnsupportedOperationError } from './errors/unsupported-operation-error.js';
export { WebhookRefusedError, type WebhookRefusalReason } from './errors/webhook-refused-error.js';
export type { HttpClient, HttpHooks, HttpRequest, HttpResponse } from './http/http-client.js';
export type { NameResolver } from './http/checked-lookup.js';
export type { CertificateAuthorities, HttpClientOptions } from './http/http-client-options.js';
export { KyHttpClient, type KyHttpClientOptions } from './http/ky-http-client.js';
export { UndiciHttpClient, type UndiciHttpClientOptions } from './http/undici-http-client.js';
export {
  createLogger,
  type LoggerOptions,
  type LogLevel,
  type LogRecord,
  type LogSink,
  type LogThreshold,
} from './logging/create-logger.js';
export { jsonLinesSink } from './logging/json-lines-sink.js';
export { type LogFields, type Logger, silentLogger } from './logging/logger.js';
export { pickFields } from './logging/pick-fields.js';
export { redact, type RedactOptions } from './logging/redact.js';
export { isSensitiveName } from './logging/sensitive-name.js';
export { allocateMoney } from './money/allocate-money.js';
export {
  currencyScale,
  isCurrencyCode,
  isFiatCurrency,
  normaliseCurrency,
  type ScaleOptions,
} from './money/currency.js';
export { compareDecimals, decimalPlaces, isDecimalText, normaliseDecimal, numberToDecimal } from './money/decimal.js';
export { fromMinorUnits, toMinorUnits } from './money/minor-units.js';
export { type Money, moneyProblems, parseMoney, type ParseMoneyOptions } from './money/money.js';
export {
  addMoney,
  compareMoney,
  equalMoney,
  isPositive,
  isZero,
  multiplyMoney,
  roundMoney,
  type RoundingOptions,
  subtractMoney,
  sumMoney,
} from './money/money-arithmetic.js';
export type { Rounding } from './money/rounding.js';
export { Secret } from './options/secret.js';
export type { CreatePaymentRequest } from './payment/create-payment-request.js';
export type { DepositInstructions, NextAction, Payment } from './payment/payment.js';
export type {
  CapturePaymentRequest,
  ChangePaymentRequest,
  ConfirmPaymentRequest,
  PaymentProcessor,
} from './payment/payment-processor.js';
export type { PaymentException, PaymentStatus } from './payment/payment-status.js';
export type { CreatePayoutRequest } from './payout/create-payout-request.js';
export type { Payout, PayoutDestination } from './payout/payout.js';
export type { CancelPayoutRequest, PayoutProcessor } from './payout/payout-processor.js';
export type { PayoutStatus } from './payout/payout-status.js';
export type {
  Capabilities,
  Lookup,
  OperationCapability,
  OperationName,
  WebhookCapability,
} from './provider/capabilities.js';
export type { Dependencies } from './provider/dependencies.js';
export {
  type ContractParts,
  type ProviderFeature,
  type ProviderPart,
  requireFeature,
  supports,
  type WithFeature,
} from './provider/feature.js';
export type { Listing, Page } from './provider/listing.js';
export type { ListQuery, ObjectQuery } from './provider/object-query.js';
export type { PaymentProvider } from './provider/payment-provider.js';
export type {
  CreatePaymentProviderOptions,
  CreatePayoutProviderOptions,
  CreateRefundProviderOptions,
} from './provider/provider-options.js';
export { type ProviderAccount, ProviderRegistry } from './provider/provider-registry.js';
export type { Refund, RefundStatus } from './refund/refund.js';
export type { CreateRefundRequest, RefundProcessor } from './refund/refund-processor.js';
export { combineTelemetry } from './telemetry/combine-telemetry.js';
export { METRICS_CONTENT_TYPE, MetricsRegistry } from './telemetry/metrics-registry.js';
export {
  type Label,
  LABELS,
  type Metric,
  type MetricLabels,
  type MetricName,
  METRICS,
} from './telemetry/metrics.js';
export { observeWork } from './telemetry/observe-work.js';
export {
  type CallAttempt,
  type CallEnd,
  type CallSpan,
  type CallStart,
  silentTelemetry,
  type Telemetry,
  type WebhookVerification,
  type WorkAttributes,
  type WorkEnd,
  type WorkSpan,
  type WorkStart,
} from './telemetry/telemetry.js';
export { type Clock, systemClock } from './time/clock.js';
export { type RandomSource, systemRandom } from './time/random.js';
export type {
  DepositEvent,
  EventBase,
  PaymentEvent,
  PayoutEvent,
  RefundEvent,
  UnrecognisedEvent,
  VerifiedEvent,
} from './webhook/verified-event.js';
export { confirmEvent, type EventContent, isVerifiedEvent } from './webhook/verified-events.js';
export type { WalletDeposit } from './webhook/wallet-deposit.js';
export type { WebhookRequest } from './webhook/webhook-request.js';
export type { WebhookValidator, WebhookVerdict } from './webhook/webhook-validator.js';

// What authors of adapters use as well.
export type { ApiCall, ApiClient } from './api/api-client.js';
export type { ProviderRefusal, Wire, WireAnswer, WireCall, WireRequest } from './api/wire.js';
export {
  type AmountFormat,
  type AmountFormatOptions,
  type AmountMembers,
  decimalNumber,
  decimalText,
  minorUnits,
} from './authoring/amount-format.js';
export {
  type Authentication,
  basic,
  bearer,
  bodySignature,
  type BodySignature,
  digestSigned,
  type DigestSignedOptions,
  headerKey,
  hmacSigned,
  type HmacSignedOptions,
  type SignableRequest,
  type SignedHeadersOptions,
} from './authoring/authentication.js';
export { bodySignedWebhook, type BodySignedWebhookOptions } from './authoring/body-signed-webhook.js';
export {
  type CanonicalForm,
  plainJson,
  sortedJson,
  sortedPairs,
  type SortedPairsOptions,
} from './authoring/canonical-form.js';
export {
  baseUrlProblem,
  type ConnectionFields,
  connectionFields,
  type ConnectionOptions,
  type ConnectionSettings,
} from './authoring/connection-options.js';
export {
  defineGateway,
  type GatewayAccountOptions,
  type GatewayDefinition,
  type GatewayEvent,
  type GatewayHost,
  type GatewayOptions,
  type GatewayPart,
  type GatewayParts,
  type GatewayPayments,
  type GatewayPayouts,
  type GatewayRefunds,
  type GatewaySettings,
  type GatewayWebhooks,
  type PayoutRequestTo,
} from './authoring/define-gateway.js';
export {
  defineProvider,
  type ProviderDefinition,
  type ProviderHost,
  type ProviderParts,
} from './authoring/define-provider.js';
export type { HmacAlgorithm, SecretEncoding, SignatureDigest, SignatureEncoding } from './authoring/digest.js';
export {
  type ExactJson,
  type ExactJsonObject,
  jsonNumber,
  JsonNumber,
  type NumberReading,
  parseJsonBytes,
} from './authoring/exact-json.js';
export { findByScan, type Find, type List } from './authoring/find-by-scan.js';
export type {
  GatewayFind,
  GatewayItem,
  GatewayList,
  GatewayChange,
  GatewaySection,
  SectionQuery,
  ParsedItem,
} from './authoring/gateway-section.js';
export { hmacWebhook, type HmacWebhookOptions, type SignatureElements } from './authoring/hmac-webhook.js';
export { type JsonAnswer, jsonWire, type JsonWireOptions, type SaidRefusal } from './authoring/json-wire.js';
export {
  type CheckContext,
  findOperation,
  type FindOperation,
  listOperation,
  type ListOperation,
  operation,
  type Operation,
} from './authoring/operation.js';
export type { AnyOperation, MethodOf, MethodsOf, OperationArguments, OperationBinder } from './authoring/operations.js';
export {
  cursorPages,
  type CursorPagesOptions,
  keysetPages,
  type KeysetPagesOptions,
  numberedPages,
  type NumberedPagesOptions,
  offsetPages,
  type OffsetPagesOptions,
  type Pages,
} from './authoring/pages.js';
export { readStatus, type StatusReading } from './authoring/read-status.js';
export type { DeclaredWebhookScheme, EventId } from './authoring/signed-webhook.js';
export { standardWebhook, type StandardWebhookOptions } from './authoring/standard-webhook.js';
export { statusTable, type StatusTable } from './authoring/status-table.js';
export type { TimestampUnit } from './authoring/timestamp.js';
export {
  type OpenedWebhook,
  type WebhookDefinition,
  type WebhookScheme,
  webhookValidator,
} from './authoring/webhook-scheme.js';
export type { WebhookSecrets } from './authoring/webhook-secrets.js';
export { writeOperation, type WriteOperation } from './authoring/write-operation.js';
export { checkBaseUrl, type UrlRules } from './http/base-url.js';
export { checkCallbackUrl } from './http/callback-url.js';
export { parseOptions } from './options/parse-options.js';
export { type Schema, type SchemaResult, toProblems } from './options/schema.js';
export { secretSchema } from './options/secret-schema.js';
export type { PaymuxPlugin } from './provider/paymux-plugin.js';
export { probeCapabilities } from './provider/probe-capabilities.js';
export { isReference, REFERENCE_RULE } from './provider/reference.js';
export { equalInConstantTime } from './signature/equal-in-constant-time.js';
export { hexDigest } from './signature/hex-digest.js';
export { hmacSha256 } from './signature/hmac-sha256.js';
export { HmacSha256SignatureGenerator } from './signature/hmac-sha256-signature-generator.js';
export type { SignatureGenerator } from './signature/signature-generator.js';
