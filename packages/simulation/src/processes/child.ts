import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A process that was started here. */
export interface Child {
  readonly pid: number;
  /** The first line that it printed; nothing if it was killed before. */
  readonly said: string;
  readonly isOver: () => boolean;
  /** Resolves to the signal or exit status that ended it. */
  readonly ended: Promise<string>;
  signal(signal: 'SIGKILL' | 'SIGCONT'): void;
  /** Ends it at once. */
  kill(): Promise<void>;
}

/** Where the programs are, whether this file runs as it was written or as it was built. */
const PROGRAMS = new URL('../../dist/processes/', import.meta.url);

/** Starts a program and waits until it has printed a line. */
export async function startChild(program: string, ...parameters: readonly string[]): Promise<Child> {
  const child = spawn(process.execPath, [fileURLToPath(new URL(program, PROGRAMS)), ...parameters], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  const problems: string[] = [];
  let end: string | undefined;
  child.stderr.setEncoding('utf8').on('data', (part: string) => void problems.push(part));
  const ended = new Promise<string>((resolve) => {
    child.once('close', (code, signal) => {
      children.delete(child);
      end = signal ?? String(code);
      resolve(end);
    });
  });
  const said = await Promise.race([
    new Promise<string>((resolve) => createInterface({ input: child.stdout }).once('line', resolve)),
    ended.then((how) => {
      // It may be told to die before it has said anything.
      if (how === 'SIGKILL') return '';
      throw new Error(`${program} ended with ${how}: ${problems.join('')}`);
    }),
  ]);
  return {
    pid: child.pid ?? 0,
    said,
    isOver: () => end !== undefined,
    ended,
    signal: (signal) => void child.kill(signal),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

const children = new Set<ChildProcess>();
// Whatever ends this process ends what it started.
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});
