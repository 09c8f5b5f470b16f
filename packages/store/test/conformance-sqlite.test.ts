import { describeDurableStore } from '@paymux/testkit/store';
import { openEmpty } from './engines.js';

describeDurableStore('the embedded store', ({ clock }) => openEmpty('sqlite', { clock }));
