import { stripVTControlCharacters } from 'node:util';
import picocolors from 'picocolors';
import type { Environment, TextOutput } from '../command.js';

/** What is written in colour, wherever it goes: {@link colouredOnTerminals} takes it off again where nobody looks. */
export const colours = picocolors.createColors(true);

/** The same output, without colours where it is no terminal or `NO_COLOR` is set. `FORCE_COLOR` keeps them. */
export function colouredOnTerminals(output: TextOutput, { FORCE_COLOR, NO_COLOR }: Environment): TextOutput {
  const isWanted = NO_COLOR === undefined || NO_COLOR === '';
  if (isWanted && (output.isTTY === true || (FORCE_COLOR !== undefined && FORCE_COLOR !== '0'))) return output;
  return { write: (text) => output.write(stripVTControlCharacters(text)) };
}
