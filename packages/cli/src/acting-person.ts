import { type CommandHost, CommandFailedError, misused, type Terminal } from './command.js';
import { EXIT_CODE } from './exit-code.js';

/** The description of `--as`, which every command that changes something has. */
export const AS_OPTION = [
  '--as <name>',
  'who acts, as the records name them; PAYMUX_ACTOR where nothing is said',
] as const;

/** The description of `--yes`, which every command that moves money has. */
export const YES_OPTION = ['--yes', 'do it without asking; needed where nobody is at a terminal'] as const;

/** Who acts. Nobody by default: four eyes are told apart by these names. */
export function actorOf({ environment }: CommandHost, given: string | undefined): string {
  const actor = (given ?? environment['PAYMUX_ACTOR'] ?? '').trim();
  if (actor === '') throw misused('Who acts? Say so with --as <name>, or in PAYMUX_ACTOR.');
  return actor;
}

/**
 * Asks whether something is to be done, unless that was said already.
 *
 * @param what - What will happen, with every amount and address.
 */
export async function confirm(host: CommandHost, what: string, isAgreed: boolean | undefined): Promise<void> {
  if (isAgreed === true) return;
  if (host.terminal === undefined) {
    throw misused(`${what}\nNobody is at a terminal to agree to it: add --yes.`);
  }
  const answer = await ask(host.terminal, `${what}\nGo on? [y/N] `);
  if (!/^y(?:es)?$/i.test(answer)) throw nothingDone();
}

/** Asks a person. @throws {@link CommandFailedError} They broke off. */
export async function ask(terminal: Terminal, question: string): Promise<string> {
  const answer = await terminal.ask(question);
  if (answer === undefined) throw nothingDone();
  return answer;
}

function nothingDone(): CommandFailedError {
  return new CommandFailedError('Nothing was done.', { exitCode: EXIT_CODE.refused });
}
