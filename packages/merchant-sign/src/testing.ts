export { signBody, type SignBodyOptions } from './sign-body.js';
export { MERCHANT_CONFORMANCE } from './testing/merchant-conformance.js';
export { MERCHANT_PLANTED_BUGS, type MerchantPlantedBug } from './testing/merchant-planted-bugs.js';
export { createPatientDependencies, type PatientDependencies } from './testing/patient-dependencies.js';
export { bodiesSent, failureOf, type RequestRecorder } from './testing/outcomes.js';
export { openWebhookReceiver, type WebhookReceiver } from './testing/webhook-receiver.js';
export { SAMPLE_ADDRESSES, SAMPLE_PAYMENT, SAMPLE_PAYOUT } from './testing/samples.js';
