import { describe, expect, test } from 'vitest';
import { createFakeClock } from '../time/fake-clock.js';
import { Attempt, type AttemptPhase } from './attempt.js';
import { toTransportError } from './transport-failure.js';

const PHASES: readonly AttemptPhase[] = ['preparing', 'handed_over', 'queued', 'sending', 'answering'];

describe('toTransportError', () => {
  test.each([
    ['ENOTFOUND', 'name_not_resolved'],
    ['EAI_AGAIN', 'name_not_resolved'],
    ['ECONNREFUSED', 'connection_refused'],
    ['EHOSTUNREACH', 'unreachable'],
    ['ENETUNREACH', 'unreachable'],
    ['UND_ERR_CONNECT_TIMEOUT', 'unreachable'],
    ['CERT_HAS_EXPIRED', 'tls_refused'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'tls_refused'],
    ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'tls_refused'],
    ['EPROTO', 'tls_refused'],
    ['ECONNRESET', 'unreachable'],
    ['EMFILE', 'unreachable'],
    ['', 'unreachable'],
  ])('reads %j as %s while the request waits for a connection', (code, failure) => {
    expect(toTransportError(failed(code), attemptIn('queued'))).toMatchObject({ failure, outcome: 'not_sent' });
  });

  test.each([
    'ENOTFOUND',
    'ECONNREFUSED',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'ECONNRESET',
    'EPIPE',
    'EPROTO',
    'ERR_SSL_ALERT',
    '',
  ])('never reads %j as not_sent once a connection has begun to write', (code) => {
    for (const phase of ['sending', 'answering'] as const) {
      for (const syscall of ['connect', 'read', undefined]) {
        expect(toTransportError(failed(code, syscall), attemptIn(phase))).toMatchObject({ outcome: 'unknown' });
      }
    }
  });

  test.each([
    ['ENOTFOUND', 'getaddrinfo', 'name_not_resolved'],
    ['ECONNREFUSED', 'connect', 'connection_refused'],
    ['EHOSTUNREACH', 'connect', 'unreachable'],
    ['CERT_HAS_EXPIRED', undefined, 'tls_refused'],
    ['ECONNREFUSED', undefined, 'failed'],
    ['EHOSTUNREACH', 'read', 'failed'],
    ['ECONNRESET', 'connect', 'failed'],
    ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', undefined, 'failed'],
    ['UND_ERR_CONNECT_TIMEOUT', undefined, 'failed'],
  ])('reads %s of %s as %s from a transport that it knows nothing about', (code, syscall, failure) => {
    expect(toTransportError(failed(code, syscall), attemptIn('handed_over'))).toMatchObject({ failure });
  });

  test('finds what happened inside the errors that fetch wraps around it', () => {
    const wrapped = new TypeError('fetch failed', { cause: new TypeError('again', { cause: failed('ECONNREFUSED') }) });
    expect(toTransportError(wrapped, attemptIn('queued'))).toMatchObject({ failure: 'connection_refused' });
  });

  test('survives what is no error at all, and errors that hold themselves', () => {
    const ring = new Error('ring');
    ring.cause = ring;
    for (const thrown of [undefined, null, 'text', 7, {}, ring]) {
      expect(toTransportError(thrown, attemptIn('sending'))).toMatchObject({ failure: 'failed', outcome: 'unknown' });
    }
  });

  test('tells an end of our own by whether a byte can have left', () => {
    const outcomes = PHASES.map((phase) => {
      const [timedOut, aborted] = [attemptIn(phase), attemptIn(phase)];
      timedOut.end('timeout');
      aborted.end('aborted');
      return [phase, toTransportError(failed(''), timedOut).failure, toTransportError(failed(''), aborted).failure];
    });
    expect(outcomes).toEqual([
      ['preparing', 'unreachable', 'aborted_before_dispatch'],
      ['handed_over', 'timeout', 'aborted'],
      ['queued', 'unreachable', 'aborted_before_dispatch'],
      ['sending', 'timeout', 'aborted'],
      ['answering', 'timeout', 'aborted'],
    ]);
  });

  test('keeps the code of the original error, and nothing of its text', () => {
    const error = toTransportError(failed('ECONNREFUSED', 'connect'), attemptIn('queued'));
    expect(error.cause).toMatchObject({ message: 'connect ECONNREFUSED', code: 'ECONNREFUSED' });
  });
});

function failed(code: string, syscall?: string): Error {
  return Object.assign(new Error('A text that may hold anything.'), { code, syscall });
}

function attemptIn(phase: AttemptPhase): Attempt {
  const attempt = new Attempt(createFakeClock(), 1_000, undefined);
  attempt.phase = phase;
  return attempt;
}
