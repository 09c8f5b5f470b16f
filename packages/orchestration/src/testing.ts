export { InMemoryStore } from './testing/in-memory-store.js';
