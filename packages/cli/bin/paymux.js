#!/usr/bin/env node
import { runPaymux } from '../dist/index.js';

const isTerminal = process.stdin.isTTY && process.stderr.isTTY;

/**
 * Asks on standard error, so that what is piped on holds results alone. Ctrl-C and Ctrl-D break off.
 *
 * @param {string} question
 */
async function ask(question) {
  const { createInterface } = await import('node:readline/promises');
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await lines.question(question)).trim();
  } catch {
    process.stderr.write('\n');
    return undefined;
  } finally {
    lines.close();
  }
}

process.exitCode = await runPaymux(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  terminal: isTerminal ? { ask } : undefined,
  untilStopped: () =>
    new Promise((resolve) => {
      process.once('SIGINT', () => resolve());
      process.once('SIGTERM', () => resolve());
    }),
});
