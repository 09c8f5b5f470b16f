import { MERCHANT_PLANTED_BUGS } from '@paymux/merchant-sign/testing';
import { describePlantedBugs } from '@paymux/testkit/vitest';
import { CRYPTOMUS_PLANTED_BUGS } from './planted-bugs.js';

const SUITE = { module: new URL('./conformance-subject.ts', import.meta.url), name: 'CRYPTOMUS_CONFORMANCE' };

describePlantedBugs(SUITE, [...CRYPTOMUS_PLANTED_BUGS, ...MERCHANT_PLANTED_BUGS]);
