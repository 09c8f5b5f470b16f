import { TransportError, type TransportFailure } from '../errors/transport-error.js';
import type { Attempt, AttemptPhase } from './attempt.js';
import { LookupError } from './lookup-error.js';

const NAME_NOT_RESOLVED = ['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA', 'EAI_NONAME'];
const UNREACHABLE = ['EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN', 'UND_ERR_CONNECT_TIMEOUT'];

/** The peer's certificate was not accepted. Node.js verifies it before it lets a single byte through. */
const CERTIFICATE_REFUSED: ReadonlySet<string> = new Set([
  // https://nodejs.org/api/tls.html#x509-certificate-error-codes
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_CRL',
  'UNABLE_TO_DECRYPT_CERT_SIGNATURE',
  'UNABLE_TO_DECRYPT_CRL_SIGNATURE',
  'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY',
  'CERT_SIGNATURE_FAILURE',
  'CRL_SIGNATURE_FAILURE',
  'CERT_NOT_YET_VALID',
  'CERT_HAS_EXPIRED',
  'CRL_NOT_YET_VALID',
  'CRL_HAS_EXPIRED',
  'ERROR_IN_CERT_NOT_BEFORE_FIELD',
  'ERROR_IN_CERT_NOT_AFTER_FIELD',
  'ERROR_IN_CRL_LAST_UPDATE_FIELD',
  'ERROR_IN_CRL_NEXT_UPDATE_FIELD',
  'OUT_OF_MEM',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_CHAIN_TOO_LONG',
  'CERT_REVOKED',
  'INVALID_CA',
  'PATH_LENGTH_EXCEEDED',
  'INVALID_PURPOSE',
  'CERT_UNTRUSTED',
  'CERT_REJECTED',
  'HOSTNAME_MISMATCH',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'ERR_TLS_CERT_ALTNAME_FORMAT',
]);

/** Codes that mean "no connection" wherever they come from, if a `connect` or `getaddrinfo` raised them. */
const CONNECT_FAILURES: ReadonlyMap<string, TransportFailure> = new Map([
  ...NAME_NOT_RESOLVED.map((code) => [code, 'name_not_resolved'] as const),
  ['ECONNREFUSED', 'connection_refused'] as const,
  ...UNREACHABLE.map((code) => [code, 'unreachable'] as const),
]);

const CONNECTION_LOST: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'EPIPE',
  'ECONNABORTED',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_SOCKET',
]);

/** Says what the end of an attempt proves. Nothing of the original error but its code goes along. */
export function toTransportError(error: unknown, attempt: Attempt): TransportError {
  if (error instanceof TransportError) return error;
  if (attempt.ended !== undefined) return new TransportError(failureOfOwnEnd(attempt.ended, attempt.phase));
  const root = rootOf(error);
  return new TransportError(failureOf(root, attempt.phase), { cause: bareCause(root) });
}

function failureOfOwnEnd(ended: NonNullable<Attempt['ended']>, phase: AttemptPhase): TransportFailure {
  if (phase !== 'preparing' && phase !== 'queued') return ended;
  return ended === 'timeout' ? 'unreachable' : 'aborted_before_dispatch';
}

function failureOf(root: RootError, phase: AttemptPhase): TransportFailure {
  switch (phase) {
    case 'preparing':
      return 'request_refused';
    case 'handed_over':
      return provenByCode(root) ?? 'failed';
    case 'queued':
      // Nothing was written, whatever went wrong; the code only says what to call it.
      return root.lookupFailure ?? connectFailure(root.code) ?? 'unreachable';
    case 'sending':
      if (root.code === 'UND_ERR_HEADERS_OVERFLOW') return 'answer_too_large';
      return CONNECTION_LOST.has(root.code) ? 'connection_lost' : 'failed';
    case 'answering':
      return 'answer_cut';
    default:
      return phase satisfies never;
  }
}

function connectFailure(code: string): TransportFailure | undefined {
  if (
    CERTIFICATE_REFUSED.has(code) ||
    code === 'EPROTO' ||
    code.startsWith('ERR_SSL_') ||
    code.startsWith('ERR_TLS_')
  ) {
    return 'tls_refused';
  }
  return CONNECT_FAILURES.get(code);
}

/** Without knowledge of our own pool, a code counts only where it cannot come from an established connection. */
function provenByCode({ code, syscall }: RootError): TransportFailure | undefined {
  if (CERTIFICATE_REFUSED.has(code)) return 'tls_refused';
  return syscall === 'connect' || syscall === 'getaddrinfo' ? CONNECT_FAILURES.get(code) : undefined;
}

interface RootError {
  readonly name: string;
  readonly code: string;
  readonly syscall: string | undefined;
  readonly lookupFailure: LookupError['failure'] | undefined;
}

/** The innermost error of a cause chain: `fetch` wraps what happened in a `TypeError` or two. */
function rootOf(error: unknown): RootError {
  let root = error;
  for (let depth = 0; depth < 5 && root instanceof Error && root.cause instanceof Error; depth += 1) root = root.cause;
  const { name, code, syscall } = root instanceof Error ? (root as NodeJS.ErrnoException) : {};
  return {
    name: name ?? 'Error',
    code: typeof code === 'string' ? code : '',
    syscall,
    lookupFailure: root instanceof LookupError ? root.failure : undefined,
  };
}

/** Errors of parsers and of `fetch` may hold pieces of the answer or the URL, so only names and codes are kept. */
function bareCause({ name, code, syscall }: RootError): Error {
  const cause = new Error([syscall, code === '' ? name : code].filter((word) => word !== undefined).join(' '));
  return code === '' ? cause : Object.assign(cause, { code });
}
