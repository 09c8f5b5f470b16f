import { describe, expect, test } from 'vitest';
import { DraftShelf, type DraftStorage } from './draft-shelf.js';

class Memory implements DraftStorage {
  readonly items = new Map<string, string>();
  get length(): number {
    return this.items.size;
  }
  key = (index: number): string | null => [...this.items.keys()][index] ?? null;
  getItem = (name: string): string | null => this.items.get(name) ?? null;
  setItem = (name: string, value: string): void => void this.items.set(name, value);
  removeItem = (name: string): void => void this.items.delete(name);
}

const START = { amount: '', remember: false };

describe('a draft', () => {
  test('survives the page that it was typed on', () => {
    const memory = new Memory();
    new DraftShelf(memory).keep('payout', { amount: '15', remember: true });
    expect(new DraftShelf(memory).read('payout', START)).toEqual({ amount: '15', remember: true });
  });

  test('is gone once it was sent', () => {
    const shelf = new DraftShelf(new Memory());
    shelf.keep('payout', { amount: '15' });
    shelf.drop('payout');
    expect(shelf.read('payout', START)).toEqual(START);
  });

  test('of an earlier form brings only what still fits', () => {
    const shelf = new DraftShelf(new Memory());
    shelf.keep('payout', { amount: 15, remember: true, colour: 'red' });
    expect(shelf.read('payout', START)).toEqual({ amount: '', remember: true });
  });

  test('that cannot be read is as if there were none', () => {
    const memory = new Memory();
    memory.setItem('paymux.draft.payout', '{"amount":');
    expect(new DraftShelf(memory).read('payout', START)).toEqual(START);
  });

  test('lives on in the page where the browser keeps nothing', () => {
    class Full extends Memory {
      override setItem = (): void => {
        throw new Error('The quota has been exceeded.');
      };
    }
    const shelf = new DraftShelf(new Full());
    shelf.keep('payout', { amount: '15' });
    expect(shelf.read('payout', START).amount).toBe('15');
  });

  test('is gone with all others once its person leaves, and nothing else is', () => {
    const memory = new Memory();
    memory.setItem('elsewhere', 'stays');
    const shelf = new DraftShelf(memory);
    shelf.keep('payout', { amount: '15' });
    shelf.keep('schedule', { amount: '16' });
    shelf.dropAll();
    expect(shelf.read('payout', START)).toEqual(START);
    expect([...memory.items.keys()]).toEqual(['elsewhere']);
  });
});
