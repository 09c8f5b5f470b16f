import { expect, test } from 'vitest';
import { en } from './en.js';
import { pt } from './pt.js';

const named = (message: string): readonly string[] =>
  [...message.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).sort();

test('every message fills in the same names in both languages', () => {
  for (const [key, message] of Object.entries(en)) {
    expect([key, named(pt[key as keyof typeof en])]).toEqual([key, named(message)]);
  }
});

test('no message is empty', () => {
  for (const catalogue of [en, pt])
    expect(Object.values(catalogue).filter((message) => message.trim() === '')).toEqual([]);
});
