import { MERCHANT_PLANTED_BUGS } from '@paymux/merchant-sign/testing';
import { describePlantedBugs } from '@paymux/testkit/vitest';
import { HELEKET_API_KEY_PLANTED_BUGS, HELEKET_PLANTED_BUGS } from './planted-bugs.js';

/** What knows of brands. The rest of the protocol is the same for all, and its bugs are planted for Cryptomus. */
const BRANDED = MERCHANT_PLANTED_BUGS.filter(({ file }) => file.includes('/dist/merchant/'));

const MODULE = new URL('./conformance-subject.ts', import.meta.url);

describePlantedBugs({ module: MODULE, name: 'HELEKET_CONFORMANCE' }, [...HELEKET_PLANTED_BUGS, ...BRANDED]);
describePlantedBugs({ module: MODULE, name: 'HELEKET_API_KEY_CONFORMANCE' }, HELEKET_API_KEY_PLANTED_BUGS);
