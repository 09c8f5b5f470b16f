import { expect, test } from 'vitest';
import { matchPath } from './match-path.js';

test('a pattern names parts of a path', () => {
  expect(matchPath('/payouts/:id', '/payouts/po_1')).toEqual({ id: 'po_1' });
  expect(matchPath('/payouts/:id', '/payouts/a%2Fb')).toEqual({ id: 'a/b' });
});

test('a slash at the end makes no difference', () => {
  expect(matchPath('/payouts', '/payouts/')).toEqual({});
  expect(matchPath('/', '/')).toEqual({});
});

test('what is longer, shorter, empty or broken does not fit', () => {
  expect(matchPath('/payouts/:id', '/payouts')).toBeUndefined();
  expect(matchPath('/payouts/:id', '/payouts/1/history')).toBeUndefined();
  expect(matchPath('/payouts/:id', '/payouts//')).toBeUndefined();
  expect(matchPath('/payouts/:id', '/payouts/%E0%A4%A')).toBeUndefined();
});
