import type { Command } from 'commander';
import type { CliCommand } from '../command.js';
import { EXIT_CODE_MEANINGS } from '../exit-code.js';

/** `paymux manual`: the help of every command as one Markdown document. */
export const manualCommand: CliCommand = {
  name: 'manual',
  define(program, host) {
    program
      .command('manual')
      .description('print the help of every command, and the exit codes, as Markdown')
      .option('--json', 'print one JSON object: commands and exitCodes')
      .addHelpText('after', '\nExamples:\n  $ paymux manual > manual.md')
      .action(({ json }: { readonly json?: boolean }) => {
        const commands = leaves(program, []).map(({ command, path }) => ({ name: path, help: helpOf(command) }));
        if (json === true) {
          host.stdout.write(`${JSON.stringify({ commands, exitCodes: Object.fromEntries(EXIT_CODE_MEANINGS) })}\n`);
          return;
        }
        host.stdout.write(
          [
            '# Command line\n',
            'Every command of `paymux`, as `paymux manual` prints it. `npm install @paymux/cli` brings it, and `npx paymux` runs it.\n',
            'On a terminal there are colours, questions and progress; in a pipe there are none. With `--json`, standard output',
            'holds JSON alone. What went wrong is on standard error, with whether money may have moved and what to do next.\n',
            'Variables: `PAYMUX_CONFIG` names the configuration, `PAYMUX_PROFILE` its profile, `PAYMUX_ACTOR` who acts,',
            '`DATABASE_URL` the store. A file `.env` where the command runs is read beneath them.\n',
            '## Exit codes\n',
            '| Code | Meaning |\n| --- | --- |',
            ...EXIT_CODE_MEANINGS.map(([code, meaning]) => `| ${String(code)} | ${meaning} |`),
            ...commands.map(({ help, name }) => `\n## paymux ${name}\n\n\`\`\`text\n${help}\`\`\``),
            '',
          ].join('\n'),
        );
      });
  },
};

const HELP_WIDTH = 100;

interface Leaf {
  readonly path: string;
  readonly command: Command;
}

/** Every command that does something, in the order of their groups. */
function leaves(command: Command, path: readonly string[]): readonly Leaf[] {
  return command.commands.flatMap((inner) => {
    const name = [...path, inner.name()];
    return inner.commands.length > 0 ? leaves(inner, name) : [{ path: name.join(' '), command: inner }];
  });
}

/** The help with the examples that follow it, the same however wide a terminal is. */
function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part), getOutHelpWidth: () => HELP_WIDTH });
  command.outputHelp();
  return text.replace(/[ \t]+$/gm, '');
}
