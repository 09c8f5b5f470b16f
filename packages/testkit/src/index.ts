export type { ConformanceCase, ConformanceGroup } from './conformance/conformance-case.js';
export { conformanceCases } from './conformance/conformance-cases.js';
export type {
  ConformanceGateway,
  GatewayDelivery,
  GatewayFault,
  GatewayFaultKind,
  GatewayObject,
  GatewayRequest,
  GatewayTransfer,
} from './conformance/conformance-gateway.js';
export type {
  ConformanceConnection,
  ConformanceOperation,
  ConformanceOptions,
  ConformanceSubject,
  Deviation,
  PaymentReading,
  PaymentSamples,
  PayoutReading,
  PayoutSamples,
  RefundReading,
  RefundSamples,
  WebhookSamples,
} from './conformance/conformance-options.js';
export { ConformanceAccount, ConformanceWorld, type HttpInterceptor } from './conformance/conformance-world.js';
export { outcomeOf, type StallingLine } from './conformance/outcome-of.js';
export { REQUIREMENTS, type Requirement, type RequirementRule } from './conformance/requirements.js';
export {
  type ConformancePlan,
  type ConformanceResult,
  type ConformanceRunOptions,
  planConformance,
  runConformance,
  runConformanceCase,
} from './conformance/run-conformance.js';
export {
  type SimulatedDelivery,
  simulatedGateway,
  type SimulatedObject,
  type SimulatorControl,
} from './conformance/simulated-gateway.js';
export {
  createFakeProvider,
  type FakeControl,
  type FakeProvider,
  type FakeProviderDependencies,
  type FakeProviderOptions,
} from '@paymux/core/testing';
export {
  type MolamSignatureVector,
  type MolamSignatureVerdict,
  molamSignatureVectors,
} from './molam-signature-vectors.js';
export {
  type RequestMd5Vector,
  type SignatureVector,
  type SignatureVectorBase,
  signatureVectors,
  type WebhookHmacSha256Vector,
  type WebhookMd5Vector,
} from './signature-vectors.js';
