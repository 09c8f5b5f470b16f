import { Argument, type Command } from 'commander';
import type { CliCommand } from '../command.js';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

type Shell = (typeof SHELLS)[number];

/** `paymux completion <shell>`: a script that completes commands, options and their choices. */
export const completionCommand: CliCommand = {
  name: 'completion',
  define(program, host) {
    program
      .command('completion')
      .description('print a script that lets a shell complete commands and options')
      .addArgument(new Argument('<shell>', 'which shell').choices(SHELLS))
      .option('--json', 'print one JSON object: the script')
      .addHelpText(
        'after',
        [
          '\nExamples:',
          '  $ source <(paymux completion bash)',
          '  $ paymux completion zsh > "${fpath[1]}/_paymux"',
          '  $ paymux completion fish > ~/.config/fish/completions/paymux.fish',
        ].join('\n'),
      )
      .action((shell: Shell, { json = false }: { readonly json?: boolean }) => {
        const script = SCRIPTS[shell](placesIn(program, []));
        host.stdout.write(json ? `${JSON.stringify({ shell, script })}\n` : script);
      });
  },
};

/** One place in the tree of commands, and what can follow there. */
interface Place {
  /** The names of the commands that lead here, such as `payout create`; empty at the top. */
  readonly path: string;
  readonly commands: readonly (readonly [name: string, description: string])[];
  readonly options: readonly (readonly [flag: string, description: string])[];
  /** What an option or the argument may be. */
  readonly choices: readonly (readonly [flag: string, choices: readonly string[]])[];
}

function placesIn(command: Command, path: readonly string[]): readonly Place[] {
  const options = command.options.filter(({ hidden, long }) => !hidden && long);
  const place: Place = {
    path: path.join(' '),
    commands: [
      ...command.commands.map((inner) => [inner.name(), inner.description()] as const),
      ...command.registeredArguments.flatMap(({ argChoices = [], description }) =>
        argChoices.map((choice) => [choice, description] as const),
      ),
    ],
    options: [
      ...options.map(({ description, long }) => [long ?? '', description] as const),
      ['--help', 'explain this command'],
    ],
    choices: options.flatMap(({ argChoices, long }) =>
      argChoices === undefined ? [] : [[long ?? '', argChoices] as const],
    ),
  };
  return [place, ...command.commands.flatMap((inner) => placesIn(inner, [...path, inner.name()]))];
}

const SCRIPTS: Readonly<Record<Shell, (places: readonly Place[]) => string>> = { bash, zsh, fish };

/** Sets `words` to what can follow the commands in `path` and the option in `last`. */
function cases(places: readonly Place[], indent: string): string {
  return places
    .map(({ choices, commands, options, path }) => {
      const words = [...commands, ...options].map(([word]) => word).join(' ');
      const ofOptions = choices
        .map(([flag, allowed]) => `${indent}    ${flag}) words="${allowed.join(' ')}" ;;\n`)
        .join('');
      const inner = choices.length === 0 ? '' : `${indent}  case "$last" in\n${ofOptions}${indent}  esac\n`;
      return `${indent}"${path}")\n${indent}  words="${words}"\n${inner}${indent}  ;;\n`;
    })
    .join('');
}

/** The names of commands that are known, each after those that lead to it. */
function paths(places: readonly Place[]): string {
  return places
    .filter(({ path }) => path !== '')
    .map(({ path }) => `"${path}"`)
    .join('|');
}

function bash(places: readonly Place[]): string {
  return `# Completes paymux in bash.
_paymux() {
  local current="\${COMP_WORDS[COMP_CWORD]}" last="\${COMP_WORDS[COMP_CWORD-1]}" path="" words="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "\${path:+$path }$word" in
      ${paths(places)}) path="\${path:+$path }$word" ;;
    esac
  done
  case "$path" in
${cases(places, '    ')}  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _paymux paymux
`;
}

function zsh(places: readonly Place[]): string {
  return `#compdef paymux
# Completes paymux in zsh.
_paymux() {
  local last="\${words[CURRENT-1]}" path_here="" word
  local -a given
  given=("\${words[@]:1:$((CURRENT - 2))}")
  for word in "\${given[@]}"; do
    case "\${path_here:+$path_here }$word" in
      ${paths(places)}) path_here="\${path_here:+$path_here }$word" ;;
    esac
  done
  local choices=""
  () {
    local words=""
    case "$path_here" in
${cases(places, '      ')}    esac
    choices="$words"
  }
  compadd -- \${=choices}
}
compdef _paymux paymux
`;
}

function fish(places: readonly Place[]): string {
  const quoted = (text: string): string => `'${text.replace(/\\/g, '\\\\').replace(/'/g, "\\'")}'`;
  const lines = places.flatMap(({ choices, commands, options, path }) => {
    const here = `complete -c paymux -n ${quoted(`test (__paymux_path) = ${path === '' ? '""' : `"${path}"`}`)}`;
    const allowed = new Map(choices);
    return [
      ...commands.map(([name, description]) => `${here} -f -a ${name} -d ${quoted(description)}`),
      ...options.map(([flag, description]) => {
        const values = allowed.get(flag);
        const choice = values === undefined ? '' : ` -x -a ${quoted(values.join(' '))}`;
        return `${here} -l ${flag.slice(2)}${choice} -d ${quoted(description)}`;
      }),
    ];
  });
  return `# Completes paymux in fish.
function __paymux_path
    set -l path
    for word in (commandline -opc)[2..-1]
        switch (string join ' ' $path $word)
            case ${places
              .filter(({ path }) => path !== '')
              .map(({ path }) => quoted(path))
              .join(' ')}
                set path $path $word
        end
    end
    string join ' ' $path
end
${lines.join('\n')}
`;
}
