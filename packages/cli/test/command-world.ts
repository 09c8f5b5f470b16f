import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type CommandContext, runPaymux } from '../src/index.js';

/** What a command came to. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder of its own for one test. */
export async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'paymux-cli-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs the command line in this process, with no variables but those given, and keeps what it wrote. */
export async function runIn(
  directory: string,
  args: readonly string[],
  given: Partial<CommandContext> & { readonly input?: string | Uint8Array } = {},
): Promise<Ended> {
  const { input, ...context } = given;
  let [stdout, stderr] = ['', ''];
  const code = await runPaymux(args, {
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    untilStopped: () => Promise.resolve(),
    environment: {},
    directory,
    ...(input === undefined ? {} : { stdin: piped(input) }),
    ...context,
  });
  return { code, stdout, stderr };
}

async function* piped(input: string | Uint8Array): AsyncGenerator<Uint8Array> {
  yield typeof input === 'string' ? Buffer.from(input) : input;
}

/** A person who answers in this order, and what they were asked. */
export function person(...answers: readonly string[]) {
  const asked: string[] = [];
  const left = [...answers];
  return {
    asked,
    terminal: {
      ask: (question: string) => {
        asked.push(question);
        return Promise.resolve(left.shift());
      },
    },
  };
}
