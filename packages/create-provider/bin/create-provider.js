#!/usr/bin/env node
import { runPaymux } from '@paymux/cli';

process.exitCode = await runPaymux(['new', 'provider', ...process.argv.slice(2)], {
  stdout: process.stdout,
  stderr: process.stderr,
  untilStopped: () => Promise.resolve(),
});
