import { describeProviderConformance } from '@paymux/testkit/vitest';
import { ACME_CONFORMANCE } from './conformance-subject.js';

describeProviderConformance(ACME_CONFORMANCE);
