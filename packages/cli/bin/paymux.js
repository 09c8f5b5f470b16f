#!/usr/bin/env node
import { runPaymux } from '../dist/index.js';

process.exitCode = await runPaymux(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  untilStopped: () =>
    new Promise((resolve) => {
      process.once('SIGINT', () => resolve());
      process.once('SIGTERM', () => resolve());
    }),
});
