export { inspectStore, type StoreState } from './inspect-store.js';
export { openStore, type OpenStoreOptions, storeFromEnv } from './open-store.js';
export { sqlTransaction } from './sql-transaction.js';
export type { SqliteHandle, SqliteStatement } from './sqlite/sqlite-handle.js';
