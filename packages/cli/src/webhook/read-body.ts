import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type CommandHost, CommandFailedError } from '../command.js';

/** The description of `--body`. */
export const BODY_OPTION = ['--body <file>', 'the body, byte for byte; standard input where it is "-"'] as const;

/** Reads a body byte for byte: from a file, or from standard input where none is named. */
export async function readBody({ directory, stdin }: CommandHost, file: string | undefined): Promise<Uint8Array> {
  if (file !== undefined && file !== '-') {
    try {
      return await readFile(resolve(directory, file));
    } catch (cause) {
      throw new CommandFailedError(`"${file}" cannot be read.`, { cause });
    }
  }
  const parts: Uint8Array[] = [];
  for await (const part of stdin) parts.push(part);
  return Buffer.concat(parts);
}
