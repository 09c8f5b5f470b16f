import { describe, expect, test } from 'vitest';
import { withChanges } from '../../navigation/use-query.js';
import { filtersFrom, toServiceQuery } from './filters.js';

const read = (query: string) => filtersFrom(new URLSearchParams(query));

describe('the filters of an address', () => {
  test('are read back from it', () => {
    expect(
      read('state=failed&state=unknown&search=+salary+&currency=usdt&origin=bonus&from=2026-11-01&until=2026-11-30'),
    ).toEqual({
      ...{
        states: ['unknown', 'failed'],
        search: 'salary',
        account: '',
        client: '',
        origin: 'bonus',
        currency: 'USDT',
      },
      ...{ from: '2026-11-01', until: '2026-11-30' },
    });
  });

  test('leave out what means nothing here', () => {
    expect(read('state=lost&origin=magic&from=yesterday')).toMatchObject({ states: [], origin: '', from: '' });
  });

  test('ask the service for whole days, the last one included', () => {
    const { before, from } = toServiceQuery(read('from=2026-11-01&until=2026-11-30'));
    expect(new Date(String(from))).toEqual(new Date(2026, 10, 1));
    expect(new Date(String(before))).toEqual(new Date(2026, 11, 1));
  });
});

describe('a change of the query', () => {
  test('replaces what it names and keeps the rest', () => {
    const before = new URLSearchParams('state=failed&client=maria');
    expect(withChanges('/payouts', before, { state: ['unknown', 'pending'] })).toBe(
      '/payouts?client=maria&state=unknown&state=pending',
    );
  });

  test('takes out what has no value, and the question mark with the last', () => {
    expect(withChanges('/payouts', new URLSearchParams('client=maria'), { client: '' })).toBe('/payouts');
  });
});
