import { InMemoryStore } from '@paymux/orchestration/testing';
import { describeDurableStore } from '../src/store/describe-durable-store.js';

describeDurableStore('memory', ({ clock }) => Promise.resolve(new InMemoryStore({ clock })));
