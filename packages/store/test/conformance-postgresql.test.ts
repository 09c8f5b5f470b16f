import { describeDurableStore } from '@paymux/testkit/store';
import { describe } from 'vitest';
import { openEmpty, postgresUrl } from './engines.js';

describe.runIf(postgresUrl !== undefined)('on a real server', () => {
  describeDurableStore('PostgreSQL', ({ clock }) => openEmpty('postgresql', { clock }));
});
