import { expect, test } from 'vitest';
import { runChecks } from './check.mjs';

/**
 * @param {string} name
 * @param {string} code
 */
function check(name, code) {
  return { name, what: `${name} holds`, command: ['node', '-e', code], help: `Mend ${name}.` };
}

/** @param {Parameters<typeof runChecks>[0]} checks */
async function run(checks) {
  /** @type {string[]} */
  const lines = [];
  const failed = await runChecks(checks, (line) => lines.push(line));
  return { failed, text: lines.join('\n') };
}

test('a check that passes takes one line, whatever it printed', async () => {
  const { failed, text } = await run([check('first', "console.log('chatter')")]);
  expect(failed).toEqual([]);
  expect(text).toMatch(/^ok {6}first {7} +\d+\.\d s {2}first holds\nAll 1 checks passed\.$/);
});

test('a check that fails shows what it printed on both streams, and what to do', async () => {
  const { failed, text } = await run([
    check('first', "console.log('to one'); console.error('to the other'); process.exitCode = 3"),
    check('second', ''),
  ]);
  expect(failed).toEqual(['first']);
  for (const part of ['to one', 'to the other', '→ Mend first.', 'second holds', 'Failed checks: first']) {
    expect(text).toContain(part);
  }
});

test('a check that is killed or cannot start has failed', async () => {
  const killed = check('killed', "process.kill(process.pid, 'SIGKILL')");
  const missing = { ...check('missing', ''), command: ['no-such-program'] };
  const { failed } = await run([killed, missing]);
  expect(failed.sort()).toEqual(['killed', 'missing']);
});
