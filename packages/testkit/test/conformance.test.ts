import { describeProviderConformance } from '../src/vitest.js';
import { FAKE_CONFORMANCE } from './conformance-subject.js';

describeProviderConformance(FAKE_CONFORMANCE);
