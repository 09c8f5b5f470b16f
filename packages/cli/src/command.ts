import type { Command } from 'commander';
import { EXIT_CODE, type ExitCode } from './exit-code.js';

/** Where a command writes text. */
export interface TextOutput {
  write(text: string): unknown;
  /** Whether a person looks at it. @defaultValue `false` */
  readonly isTTY?: boolean | undefined;
}

/** A person at a terminal. */
export interface Terminal {
  /** Asks a question and resolves to what was answered, without white space around it; `undefined`: broken off. */
  ask(question: string): Promise<string | undefined>;
}

/** What a command is handed: it touches nothing of the process by itself. */
export interface CommandContext {
  /** Results, for people or programs. */
  readonly stdout: TextOutput;
  /** What went wrong and how far something is, for people. */
  readonly stderr: TextOutput;
  /** What is piped in. @defaultValue nothing */
  readonly stdin?: AsyncIterable<Uint8Array> | undefined;
  /** Whoever is asked for what a command needs. Absent where standard input or output is no terminal. */
  readonly terminal?: Terminal | undefined;
  /** @defaultValue `process.env` */
  readonly environment?: Environment | undefined;
  /** Where relative paths begin, and where the configuration is looked for. @defaultValue the working directory */
  readonly directory?: string | undefined;
  /** Resolves when whoever started the command wants it to end. */
  untilStopped(): Promise<void>;
}

/** The variables of an environment, such as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** A {@link CommandContext} in which nothing is left out but the person. */
export interface CommandHost extends CommandContext {
  readonly stdin: AsyncIterable<Uint8Array>;
  /** The variables, with those of the file `.env` of the directory beneath them. */
  readonly environment: Environment;
  readonly directory: string;
}

/** One command of the command line. */
export interface CliCommand {
  readonly name: string;
  /** Declares arguments, options and what to run. */
  define(program: Command, host: CommandHost): void;
}

/** How a command failed. */
export interface FailureOptions {
  /** @defaultValue `1` */
  readonly exitCode?: ExitCode | undefined;
  readonly cause?: unknown;
}

/** A command that could not do what it was asked, for a reason that its user can act on. */
export class CommandFailedError extends Error {
  override readonly name = 'CommandFailedError';
  readonly exitCode: ExitCode;

  constructor(message: string, { cause, exitCode = EXIT_CODE.failed }: FailureOptions = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.exitCode = exitCode;
  }
}

/** What was asked for cannot be meant: nothing was done. */
export function misused(message: string): CommandFailedError {
  return new CommandFailedError(message, { exitCode: EXIT_CODE.usage });
}
