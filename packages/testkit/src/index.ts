export {
  type RequestMd5Vector,
  type SignatureVector,
  type SignatureVectorBase,
  signatureVectors,
  type WebhookHmacSha256Vector,
  type WebhookMd5Vector,
} from './signature-vectors.js';
