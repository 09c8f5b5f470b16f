import { describeProviderConformance } from '@paymux/testkit/vitest';
import { CRYPTOMUS_CONFORMANCE } from './conformance-subject.js';

describeProviderConformance(CRYPTOMUS_CONFORMANCE);
