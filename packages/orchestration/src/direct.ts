// What works without a store: an application that opens none does not load the rest of this package.
export { chatChannel } from './alerts/chat-channel.js';
export { emailChannel } from './alerts/email-channel.js';
export { webhookChannel } from './alerts/webhook-channel.js';
export { checkApprovalPolicy } from './approval/approval-policy.js';
export { PAYOUT_POLICY } from './payout/payout-policy.js';
export { HealthMonitor } from './routing/account-health.js';
export { Router } from './routing/router.js';
export { webhookAddresses } from './webhook/webhook-addresses.js';
export { webhookHandler } from './webhook/webhook-handler.js';
export { webhookHealth } from './webhook/webhook-health.js';
