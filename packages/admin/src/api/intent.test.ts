import { describe, expect, test } from 'vitest';
import { ApiError, mayStillHappen, NoAnswerError } from './api-error.js';
import { Intent, newKey } from './intent.js';

function intent(): Intent {
  let made = 0;
  return new Intent(() => {
    made += 1;
    return `key-${made}`;
  });
}

describe('an intent', () => {
  test('keeps its key for another try of the same thing', () => {
    const one = intent();
    expect([one.keyFor({ amount: '15' }), one.keyFor({ amount: '15' })]).toEqual(['key-1', 'key-1']);
  });

  test('has another key once something else is meant', () => {
    const one = intent();
    expect([one.keyFor({ amount: '15' }), one.keyFor({ amount: '16' })]).toEqual(['key-1', 'key-2']);
  });

  test('has another key once it is over, also for the same thing', () => {
    const one = intent();
    one.keyFor(undefined);
    one.end();
    expect(one.keyFor(undefined)).toBe('key-2');
  });
});

test('a key is of letters and digits, and never the same', () => {
  const keys = new Set(Array.from({ length: 100 }, newKey));
  expect(keys.size).toBe(100);
  expect([...keys].every((key) => /^[0-9a-f]{32}$/.test(key))).toBe(true);
});

describe('after an error', () => {
  const refused = (status: number, outcome: 'not_sent' | 'rejected' | 'unknown') =>
    new ApiError({
      ...{ type: '', title: '', detail: '', code: 'some', requestId: '', moneyMayHaveMoved: outcome === 'unknown' },
      ...{ status, outcome },
    });

  test('without an answer, or with an unknown outcome, the request may still happen and keeps its key', () => {
    expect(mayStillHappen(new NoAnswerError('No answer came.'))).toBe(true);
    expect(mayStillHappen(refused(202, 'unknown'))).toBe(true);
    expect(mayStillHappen(refused(503, 'not_sent'))).toBe(true);
    expect(mayStillHappen(refused(401, 'not_sent'))).toBe(true);
  });

  test('that turns it down for good, it is over', () => {
    expect(mayStillHappen(refused(400, 'not_sent'))).toBe(false);
    expect(mayStillHappen(refused(409, 'not_sent'))).toBe(false);
    expect(mayStillHappen(refused(422, 'rejected'))).toBe(false);
  });
});
