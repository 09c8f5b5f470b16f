export { startCryptomusSimulator } from './cryptomus/start-cryptomus-simulator.js';
export type { CryptomusSimulator, CryptomusSimulatorOptions } from './cryptomus/start-cryptomus-simulator.js';
export { startHeleketSimulator, type HeleketSimulator } from './heleket/start-heleket-simulator.js';
export type { HeleketSimulatorOptions } from './heleket/heleket-settings.js';
export type { HeleketControl } from './heleket/heleket-control.js';
export type { AmlOutcome } from './heleket/aml-links.js';
export type { MerchantSimulator } from './merchant/start-merchant-simulator.js';
export type { MerchantSimulatorOptions, MerchantTexts } from './merchant/merchant-settings.js';
export type {
  BalanceSnapshot,
  ForbiddenCalls,
  ForgedWebhook,
  MerchantControl,
  SettleOptions,
} from './merchant/merchant-control.js';
export type { PayOptions } from './merchant/invoice/take-payment.js';
export type { DepositOptions } from './merchant/wallet/deposit.js';
export type { InvoiceSnapshot, PayoutSnapshot, RecurrenceSnapshot, WalletSnapshot } from './merchant/snapshots.js';
export type { WebhookEncoding } from './merchant/sign.js';
export type { MoneyMovement } from './control/books.js';
export type { Fault, RequestFault, RequestFaultKind, WebhookFault, WebhookFaultKind } from './control/fault.js';
export type { RandomSource } from './control/identifiers.js';
export type { RecordedRequest } from './control/request-log.js';
export type { Delivery, DeliveryAttempt, DeliveryReference } from './control/webhook-courier.js';
export type { JsonObject, JsonValue } from './json/encode-json.js';
export { JsonNumber } from './json/encode-json.js';
export { startMolamSimulator, type MolamSimulator } from './molam/start-molam-simulator.js';
export type { MolamNextSecret, MolamSimulatorOptions, MolamWebhookSecret } from './molam/molam-settings.js';
export type {
  MolamControl,
  MolamEndpointOptions,
  MolamForgedWebhook,
  MolamPayOptions,
} from './molam/molam-control.js';
export type {
  EndpointSnapshot as MolamEndpointSnapshot,
  IntentSnapshot as MolamIntentSnapshot,
  PayoutSnapshot as MolamPayoutSnapshot,
  RefundSnapshot as MolamRefundSnapshot,
} from './molam/snapshots.js';
export type { ErrorShape as MolamErrorShape } from './molam/refusal.js';
export type { WebhookSigning as MolamWebhookSigning } from './molam/webhook/sign.js';
export {
  startReplaySimulator,
  type ReplaySimulator,
  type ReplaySimulatorOptions,
} from './replay/start-replay-simulator.js';
export { readRecordings, UnreadableRecordingsError } from './replay/read-recordings.js';
export type {
  OmissionReason,
  OmittedBody,
  RecordedExchange,
  RecordedHeaders,
  Recording,
} from './replay/recorded-exchange.js';
