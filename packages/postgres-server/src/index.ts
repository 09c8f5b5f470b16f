export { freePort } from './free-port.js';
export { inSchema, type PostgresServer, startPostgres } from './postgres-server.js';
