import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

interface Question {
  readonly number: number;
  readonly command: string;
  readonly input: unknown;
}

type Answer =
  | { readonly number: number; readonly output: unknown }
  | { readonly number: number; readonly problem: string };

/** What a helper's process does when it is asked to. */
export type Commands = Readonly<Record<string, (input: never) => Promise<unknown>>>;

/** A process beside the one that measures, so that the two share no event loop. */
export interface Helper {
  ask<Output>(command: string, input?: unknown): Promise<Output>;
  stop(): Promise<void>;
}

/** Starts a module of this folder, which calls {@link serve}. */
export function startHelper(module: string): Helper {
  const child = fork(fileURLToPath(new URL(module, import.meta.url)), { stdio: 'inherit' });
  const waiting = new Map<number, { resolve(output: unknown): void; reject(error: unknown): void }>();
  let asked = 0;
  child.on('message', (answer: Answer) => {
    const asker = waiting.get(answer.number);
    waiting.delete(answer.number);
    if ('problem' in answer) asker?.reject(new Error(answer.problem));
    else asker?.resolve(answer.output);
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      for (const { reject } of waiting.values()) {
        reject(new Error(`${module} ended with ${String(signal ?? code)}`));
      }
      resolve();
    });
  });
  return {
    ask: <Output>(command: string, input?: unknown) =>
      new Promise<Output>((resolve, reject) => {
        asked += 1;
        waiting.set(asked, { resolve: (output) => resolve(output as Output), reject });
        child.send({ number: asked, command, input } satisfies Question);
      }),
    stop: async () => {
      child.disconnect();
      await ended;
    },
  };
}

/** Answers questions until whoever asks them is gone. */
export function serve(commands: Commands): void {
  process.on('message', ({ command, input, number }: Question) => {
    const run = commands[command];
    const answered = run === undefined ? Promise.reject(new TypeError(`no command ${command}`)) : run(input as never);
    void answered.then(
      (output) => process.send?.({ number, output: output ?? null } satisfies Answer),
      (error: unknown) => {
        const problem = error instanceof Error ? (error.stack ?? error.message) : String(error);
        process.send?.({ number, problem } satisfies Answer);
      },
    );
  });
  process.once('disconnect', () => {
    process.exit();
  });
}
