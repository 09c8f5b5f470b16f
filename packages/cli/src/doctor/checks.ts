import { ACCOUNT_CHECKS } from './account-checks.js';
import type { Check } from './check.js';
import { MACHINE_CHECKS } from './machine-checks.js';
import { PROFILE_CHECKS } from './profile-checks.js';
import { STORE_CHECKS } from './store-checks.js';
import { WEBHOOK_CHECKS } from './webhook-checks.js';

/** Everything that is looked at, in the order in which it is told. */
export const CHECKS: readonly Check[] = [
  ...MACHINE_CHECKS,
  ...ACCOUNT_CHECKS,
  ...PROFILE_CHECKS,
  ...WEBHOOK_CHECKS,
  ...STORE_CHECKS,
];
