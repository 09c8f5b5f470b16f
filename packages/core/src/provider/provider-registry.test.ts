import { expect, test } from 'vitest';
import { connect } from '../../test/contracts/tidepay.js';
import { ProviderRegistry } from './provider-registry.js';

const account = (id: string) => ({ id, provider: connect([]).provider });

test('finds and gets the accounts by their ids, several of one provider included', () => {
  const [shop, market] = [account('shop'), account('market')];
  const registry = new ProviderRegistry([shop, market]);

  expect(registry.ids).toEqual(['shop', 'market']);
  expect(registry.find('shop')).toBe(shop.provider);
  expect(registry.get('market')).toBe(market.provider);
});

test.each(['Shop', 'constructor', '__proto__', ''])(
  'finds none named "%s", and getting it names those that are there',
  (id) => {
    const registry = new ProviderRegistry([account('shop'), account('market')]);

    expect(registry.find(id)).toBeUndefined();
    expect(() => registry.get(id)).toThrow(/account must be one of shop, market/);
  },
);

test('without accounts has no ids, and getting one says that none is configured', () => {
  const registry = new ProviderRegistry([]);

  expect(registry.ids).toEqual([]);
  expect(() => registry.get('shop')).toThrow(/account cannot be found: none is configured/);
});

test('refuses two accounts of the same id, naming each such id once', () => {
  const accounts = ['shop', 'market', 'shop', 'shop'].map(account);

  expect(() => new ProviderRegistry(accounts)).toThrow(
    expect.objectContaining({
      code: 'misconfigured',
      problems: [{ path: 'shop', message: 'is the id of more than one account' }],
    }),
  );
});

test.each(['', 'a b', 'a/b', '..', 'x'.repeat(65), 'ünïcode', 'a\n'])(
  'refuses %j for an id: it is part of a path',
  (id) => {
    expect(() => new ProviderRegistry([account('shop'), account(id)])).toThrow(
      expect.objectContaining({ code: 'misconfigured', problems: [expect.objectContaining({ path: '1.id' })] }),
    );
  },
);
