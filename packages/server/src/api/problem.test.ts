import {
  CallAbortedError,
  InvalidRequestError,
  MisconfiguredError,
  OutcomeUnknownError,
  ProviderRefusedError,
  ProviderUnreachableError,
  RateLimitedError,
  ReferenceConflictError,
  UnsupportedOperationError,
} from '@paymux/core';
import {
  IdempotencyConflictError,
  NotCoveredError,
  PayoutStateError,
  StoreUnavailableError,
} from '@paymux/orchestration';
import { describe, expect, test } from 'vitest';
import { RequestRefusedError, toProblem } from './problem.js';

const WRITE = { requestId: 'req_1', isRead: false, follow: '/v1/payouts?reference=one' };
const READ = { requestId: 'req_1', isRead: true };
const PROBLEMS = [{ path: 'amount', message: 'is missing' }];

describe('the status of a problem', () => {
  test.each([
    ['a bad request', new InvalidRequestError(PROBLEMS), 400, 400],
    ['an unsupported one', new UnsupportedOperationError('a partial refund'), 400, 400],
    ['another request under its key', new IdempotencyConflictError('k', 'a', 'b'), 409, 409],
    ['a payout in another state', new PayoutStateError('approve it', 'confirmed', 'It is over.'), 409, 409],
    ['money that is not there', new NotCoveredError('balance', '5 USDT'), 409, 409],
    ['another object under its reference', new ReferenceConflictError('one', ['amount']), 409, 409],
    ['a refusal of the provider', new ProviderRefusedError({ httpStatus: 400 }), 422, 422],
    ['an outcome that is not known', new OutcomeUnknownError('one'), 202, 503],
    ['a provider that is not there', new ProviderUnreachableError('connection_refused'), 503, 503],
    ['a provider that has too much to do', new RateLimitedError(7000), 503, 503],
    ['a caller who went away', new CallAbortedError(), 503, 503],
    ['an account that lacks something', new MisconfiguredError('main', PROBLEMS), 503, 503],
    ['a store that is not there', new StoreUnavailableError('No store.'), 503, 503],
    ['too many requests', new RequestRefusedError('too_many_requests', 'Later.', { retryAfterMs: 1500 }), 429, 429],
    ['what nobody foresaw', new TypeError('x is not a function'), 500, 500],
    ['what is no error at all', 'thrown', 500, 500],
  ])('for %s', (_what, error, ofWrite, ofRead) => {
    expect(toProblem(error, WRITE).problem.status).toBe(ofWrite);
    expect(toProblem(error, READ).problem.status).toBe(ofRead);
  });
});

describe('a problem', () => {
  test('says where to follow what may have happened, and that money may have moved', () => {
    expect(toProblem(new OutcomeUnknownError('one'), WRITE)).toEqual({
      problem: {
        type: '/problems/outcome-unknown',
        title: 'Outcome unknown',
        status: 202,
        detail: expect.stringContaining('look it up'),
        code: 'outcome_unknown',
        outcome: 'unknown',
        moneyMayHaveMoved: true,
        follow: '/v1/payouts?reference=one',
        requestId: 'req_1',
      },
      headers: { location: '/v1/payouts?reference=one' },
    });
  });

  test('of a read never says so: nothing is moved by asking', () => {
    expect(toProblem(new OutcomeUnknownError('one'), READ).problem).toMatchObject({
      outcome: 'not_sent',
      moneyMayHaveMoved: false,
    });
    expect(toProblem(new TypeError(), READ).problem).toMatchObject({ outcome: 'not_sent', moneyMayHaveMoved: false });
  });

  test('of a store that did not answer leaves open whether money has moved', () => {
    const { headers, problem } = toProblem(new StoreUnavailableError('No answer.'), WRITE);

    expect(problem).toMatchObject({ outcome: 'unknown', moneyMayHaveMoved: true });
    expect(headers).toEqual({ 'retry-after': '1' });
  });

  test('names everything that is wrong', () => {
    expect(toProblem(new InvalidRequestError(PROBLEMS), WRITE).problem.problems).toEqual(PROBLEMS);
  });

  test('says when to come back', () => {
    expect(toProblem(new RateLimitedError(7000), WRITE).headers).toEqual({ 'retry-after': '7' });
  });

  test('of what nobody foresaw says nothing but the id of the request', () => {
    const { problem } = toProblem(new Error('canary'), WRITE);

    expect(JSON.stringify(problem)).not.toContain('canary');
    expect(problem).toMatchObject({ code: 'unexpected', requestId: 'req_1', moneyMayHaveMoved: true });
  });
});
