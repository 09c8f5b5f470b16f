import { homedir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { findForbiddenText } from './check-text.mjs';
import { ROOT } from './workspace.mjs';

// Put together from parts, because this file is searched as well.
const PRIVATE_ADDRESS = ['https:', '', '192.168.0.7', 'hook'].join('/');

describe('the text of the repository', () => {
  test.each([
    ['this checkout', [ROOT, 'packages'].join('/')],
    ['the home of whoever runs this', [homedir(), 'paymux'].join('/')],
    ['a home on Linux', ['', 'home', 'ada', 'paymux'].join('/')],
    ['a home on macOS', ['', 'Users', 'ada', 'paymux'].join('/')],
    ['a home on Windows', ['C:', 'Users', 'ada'].join('\\')],
    ['the workspace of a build machine', ['', 'workspace', 'paymux'].join('/')],
  ])('names no path: %s', (_what, path) => {
    expect(findForbiddenText('docs/guide.md', `first\nsee "${path}"\n`)).toEqual([
      'docs/guide.md:2 names a path of one machine.',
    ]);
  });

  test.each([
    ['a token', ['//registry.example/:_auth', 'Token=x'].join('')],
    ['a registry setting', ['registry', 'https://registry.example'].join('=')],
    ['a tarball in the lockfile', ['{ tarball', ' https://registry.example/ky.tgz }'].join(':')],
  ])('names no registry: %s', (_what, line) => {
    expect(findForbiddenText('pnpm-lock.yaml', line)).toEqual(['pnpm-lock.yaml:1 names a registry or its token.']);
  });

  test('names an address of a private network in tests of address checks alone', () => {
    expect(findForbiddenText('packages/core/src/http/client.ts', PRIVATE_ADDRESS)).toEqual([
      'packages/core/src/http/client.ts:1 names an address of a private network.',
    ]);
    expect(findForbiddenText('packages/core/src/http/client.test.ts', PRIVATE_ADDRESS)).toEqual([]);
  });

  test('may name addresses, routes and relative paths', () => {
    const text =
      'https://example.com/home/ada\n./work/list\n/v1/payment\nhttps://registry.npmjs.org\nhttp://127.0.0.1:80/\n';
    expect(findForbiddenText('README.md', text)).toEqual([]);
  });
});
