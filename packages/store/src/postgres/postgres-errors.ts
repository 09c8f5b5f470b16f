import { StoreUnavailableError } from '@paymux/orchestration';

/** Codes of the connection itself, of Node.js. */
const CONNECTION_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  'EACCES',
]);

/** What the client says without a code, when the connection is lost or none can be had. */
const CONNECTION_LOST =
  /^(?:Connection terminated|timeout exceeded|Client has encountered a connection error|Client was closed|The server does not support SSL|Cannot use a pool)/;

/** Classes of SQLSTATE, and single ones, by which the server says that it cannot serve. */
const UNAVAILABLE: readonly (readonly [start: string, reason: string])[] = [
  ['08', 'the connection was lost'],
  ['28', 'it refused who we are'],
  ['3D000', 'there is no such database'],
  ['25006', 'it can only be read'],
  ['53100', 'its disk is full'],
  ['53200', 'it has no memory left'],
  ['53300', 'it has too many connections'],
  ['53', 'it lacks resources'],
  ['57P', 'it is shutting down or starting up'],
  ['58', 'its disk does not work'],
  ['XX001', 'its data is damaged'],
  ['XX002', 'its data is damaged'],
];

/** Collisions that end when one of the two tries again. */
const COLLISIONS = new Set(['40001', '40P01', '55P03']);

/** The error as the port knows it; anything that is not about the database itself stays as it is. */
export function toPostgresError(error: unknown): unknown {
  const reason = reasonOf(error);
  if (reason === undefined) return error;
  return new StoreUnavailableError(`PostgreSQL is not available: ${reason}.`, { cause: error });
}

/**
 * Whether a statement undid itself because of something in it: it could not do all of it, which is what
 * `paymux_all_made` raises, or one of its values breaks a constraint or is none of its column's type.
 */
export function isNotMade(error: unknown): boolean {
  return /^(?:PX001|2[23]...)$/.test(codeOf(error));
}

/** Whether another transaction was in the way, and the same one may succeed now. */
export function isCollision(error: unknown): boolean {
  return COLLISIONS.has(codeOf(error));
}

export function postgresViolation(error: unknown): 'unique' | 'foreign_key' | undefined {
  const code = codeOf(error);
  if (code === '23505') return 'unique';
  return code === '23503' ? 'foreign_key' : undefined;
}

function reasonOf(error: unknown): string | undefined {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).find((reason) => reason !== undefined);
  const code = codeOf(error);
  if (CONNECTION_CODES.has(code)) return `no connection (${code})`;
  if (isCollision(error)) return 'other transactions were in the way again and again';
  const known = UNAVAILABLE.find(([start]) => code.startsWith(start));
  if (known !== undefined) return `${known[1]} (${code})`;
  if (error instanceof Error && code === '' && CONNECTION_LOST.test(error.message)) return 'the connection was lost';
  return undefined;
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}
