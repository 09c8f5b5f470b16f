export { signMolamWebhook, type SignMolamWebhookOptions } from './webhook/sign-webhook.js';
