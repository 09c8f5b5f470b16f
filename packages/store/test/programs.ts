import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Place } from './engines.js';

const STORE = new URL('../dist/index.js', import.meta.url).href;
const RECORDS = new URL('../../testkit/dist/store/sample-records.js', import.meta.url).href;

/** A program that uses the store in a process of its own. */
export interface Program {
  readonly child: ChildProcess;
  /** What it prints, line by line. */
  readonly lines: AsyncIterable<string>;
  /** Everything that it printed, once it has ended by itself and without an error. */
  finished(): Promise<readonly string[]>;
}

/** Starts a program that has `openStore`, `records`, the options of `place` and a `name` at hand. */
export function startProgram({ options }: Place, body: string, name = ''): Program {
  const program = `
    import { openStore } from ${JSON.stringify(STORE)};
    import * as records from ${JSON.stringify(RECORDS)};
    const place = ${JSON.stringify(options)};
    const name = ${JSON.stringify(name)};
    ${body}`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const problems: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => void problems.push(text));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const lines = createInterface({ input: child.stdout });
  return {
    child,
    lines,
    async finished() {
      const printed: string[] = [];
      for await (const line of lines) printed.push(line);
      const code = await ended;
      if (code !== 0) throw new Error(`The program ended with ${String(code)}: ${problems.join('')}`);
      return printed;
    },
  };
}
