import { expect, test } from 'vitest';
import { colouredOnTerminals, colours } from './colours.js';

const BOLD = colours.bold('state');

function written(isTTY: boolean | undefined, environment: Readonly<Record<string, string>> = {}): string {
  let text = '';
  colouredOnTerminals({ isTTY, write: (more) => (text += more) }, environment).write(BOLD);
  return text;
}

test('a person at a terminal sees colours, and whoever is piped to never does, on any machine', () => {
  expect(BOLD).not.toBe('state');
  expect(written(true)).toBe(BOLD);
  expect(written(undefined)).toBe('state');
  expect(written(false, { CI: 'true', TERM: 'xterm-256color' })).toBe('state');
});

test('variables have their way', () => {
  expect(written(true, { NO_COLOR: '1' })).toBe('state');
  expect(written(false, { FORCE_COLOR: '1' })).toBe(BOLD);
  expect(written(false, { FORCE_COLOR: '0' })).toBe('state');
});
