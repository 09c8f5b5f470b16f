import { describePlantedBugs } from '@paymux/testkit/vitest';
import { MOLAM_PLANTED_BUGS } from './planted-bugs.js';

const SUITE = { module: new URL('./conformance-subject.ts', import.meta.url), name: 'MOLAM_CONFORMANCE' };

describePlantedBugs(SUITE, MOLAM_PLANTED_BUGS);
