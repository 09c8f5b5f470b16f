import { ACCOUNT_CASES } from './cases/account-cases.js';
import { DOUBT_CASES } from './cases/doubt-cases.js';
import { FAULT_CASES } from './cases/fault-cases.js';
import { LIST_CASES } from './cases/list-cases.js';
import { LOAD_CASES } from './cases/load-cases.js';
import { PAYMENT_CASES } from './cases/payment-cases.js';
import { PAYOUT_CASES } from './cases/payout-cases.js';
import { REFUND_CASES } from './cases/refund-cases.js';
import { REQUEST_CASES } from './cases/request-cases.js';
import { SECRET_CASES } from './cases/secret-cases.js';
import { STATUS_CASES } from './cases/status-cases.js';
import { WEBHOOK_CASES } from './cases/webhook-cases.js';
import type { ConformanceCase } from './conformance-case.js';

const CASES: readonly ConformanceCase[] = Object.freeze([
  ...ACCOUNT_CASES,
  ...PAYMENT_CASES,
  ...PAYOUT_CASES,
  ...REFUND_CASES,
  ...STATUS_CASES,
  ...REQUEST_CASES,
  ...LIST_CASES,
  ...WEBHOOK_CASES,
  ...SECRET_CASES,
  ...LOAD_CASES,
  ...DOUBT_CASES,
  ...FAULT_CASES,
]);

/** Every case of the suite, in the order they run in. The same for every provider. */
export function conformanceCases(): readonly ConformanceCase[] {
  return CASES;
}
