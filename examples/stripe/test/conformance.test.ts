import { describeProviderConformance } from '@paymux/testkit/vitest';
import { STRIPE_CONFORMANCE } from './conformance-subject.js';

describeProviderConformance(STRIPE_CONFORMANCE);
