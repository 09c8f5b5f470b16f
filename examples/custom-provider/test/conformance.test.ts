import { describeProviderConformance } from '@paymux/testkit/vitest';
import { TIDEPAY_CONFORMANCE } from './conformance-subject.js';

describeProviderConformance(TIDEPAY_CONFORMANCE);
