import type { Command } from 'commander';

/** Where a command writes text. */
export interface TextOutput {
  write(text: string): unknown;
}

/** What a command is handed: it touches nothing of the process by itself. */
export interface CommandContext {
  /** Results, for people or programs. */
  readonly stdout: TextOutput;
  /** What went wrong, for people. */
  readonly stderr: TextOutput;
  /** Resolves when whoever started the command wants it to end. */
  untilStopped(): Promise<void>;
}

/** One command of the command line. */
export interface CliCommand {
  readonly name: string;
  /** Declares arguments, options and what to run. */
  define(program: Command, context: CommandContext): void;
}

/** A command that could not do what it was asked, for a reason that its user can act on. */
export class CommandFailedError extends Error {
  override readonly name = 'CommandFailedError';
}
