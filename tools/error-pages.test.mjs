import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as core from '../packages/core/dist/index.js';
import { listErrors, renderPages } from './error-pages.mjs';
import { ROOT } from './workspace.mjs';

const pages = Object.entries(renderPages());

describe('the pages about errors', () => {
  test.each(pages)('%s says what the code says', (name, text) => {
    expect(existsSync(join(ROOT, name))).toBe(true);
    expect(readFileSync(join(ROOT, name), 'utf8'), 'run "node tools/error-pages.mjs --update"').toBe(text);
  });

  test.each(pages)('%s says what to do', (_name, text) => {
    const [, advice = text] = text.split('<!-- by people -->');

    expect(advice.trim().length).toBeGreaterThan(60);
  });

  test('are reached from every error', () => {
    const errors = [
      new core.OutcomeUnknownError('order-42'),
      new core.RateLimitedError(undefined),
      new core.AuthenticationRefusedError({ httpStatus: 401 }),
    ];

    for (const error of errors) expect(existsSync(join(ROOT, 'docs', error.docs))).toBe(true);
  });

  test('know every public error of the core, and each code there is', () => {
    const classes = Object.keys(core).filter((name) => name.endsWith('Error') && name !== 'PaymentsError');
    const listed = listErrors();

    expect(listed.map(({ name }) => name)).toEqual(expect.arrayContaining(classes));
    for (const { codes, name } of listed) expect(codes.length, name).toBeGreaterThan(0);
  });
});
