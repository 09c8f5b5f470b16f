import type { Dispatcher } from 'undici';
import { expect, test } from 'vitest';
import { createFakeClock } from '../time/fake-clock.js';
import { Attempt } from './attempt.js';
import { ExactDispatcher } from './exact-dispatcher.js';

test('sends a request once, however often fetch asks for it', () => {
  const dispatched: unknown[] = [];
  const pool = { dispatch: (options: unknown) => dispatched.push(options) > 0 } as unknown as Dispatcher;
  const attempt = new Attempt(createFakeClock(), 1_000, undefined);
  attempt.phase = 'handed_over';
  const request = {
    address: { url: 'https://gateway.example/v1?x=1', origin: 'https://gateway.example', port: '', path: '/v1?x=1' },
    method: 'POST',
    headers: {},
    body: undefined,
  } as const;
  const dispatcher = new ExactDispatcher(pool, request, attempt);

  expect(dispatcher.dispatch({}, {})).toBe(true);
  expect(() => dispatcher.dispatch({}, {})).toThrow();
  expect(dispatched).toEqual([{ path: '/v1?x=1', method: 'POST', headers: {}, body: null }]);
});
