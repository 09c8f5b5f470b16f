export { describeDurableStore } from './store/describe-durable-store.js';
export {
  nextPayout,
  sampleAnswer,
  sampleDocument,
  sampleMessage,
  sampleNotice,
  samplePayment,
  samplePaymentEvent,
  samplePayout,
  samplePayoutEvent,
  sampleProfile,
  sampleTransfer,
} from './store/sample-records.js';
export type { OpenEmptyStore } from './store/store-subject.js';
