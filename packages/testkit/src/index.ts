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
