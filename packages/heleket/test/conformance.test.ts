import { describeProviderConformance } from '@paymux/testkit/vitest';
import { HELEKET_API_KEY_CONFORMANCE, HELEKET_CONFORMANCE } from './conformance-subject.js';

describeProviderConformance(HELEKET_CONFORMANCE);
describeProviderConformance(HELEKET_API_KEY_CONFORMANCE);
