import { describeProviderConformance } from '@paymux/testkit/vitest';
import { MOLAM_CONFORMANCE } from './conformance-subject.js';

describeProviderConformance(MOLAM_CONFORMANCE);
