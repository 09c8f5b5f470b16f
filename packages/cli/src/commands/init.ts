import { existsSync } from 'node:fs';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { ask } from '../acting-person.js';
import { type CliCommand, type CommandHost, CommandFailedError, misused } from '../command.js';
import { CONFIG_FILES } from '../config/load-config.js';
import { parseUrl } from '../option-parsers.js';
import { examples } from '../output/example-help.js';

/** What a new account of each provider looks like: every value by reference to its variable. */
const ACCOUNTS = {
  cryptomus: merchantAccount('cryptomus', 'CRYPTOMUS'),
  heleket: merchantAccount('heleket', 'HELEKET'),
  molam: {
    id: 'molam',
    provider: 'molam',
    options: {
      apiKey: 'env:MOLAM_API_KEY',
      webhookSecrets: { 1: 'env:MOLAM_WEBHOOK_SECRET_1' },
      originEntityId: 'env:MOLAM_ORIGIN_ENTITY_ID',
    },
  },
} as const;

type InitProvider = keyof typeof ACCOUNTS;

const PROVIDERS = Object.keys(ACCOUNTS) as readonly InitProvider[];

interface InitOptions {
  readonly provider?: readonly InitProvider[] | undefined;
  readonly store?: string | undefined;
  readonly publicUrl?: string | undefined;
  readonly json?: boolean | undefined;
}

/** What a configuration is made from. */
interface Choices {
  readonly providers: readonly InitProvider[];
  readonly store: string;
  readonly publicUrl: string | undefined;
}

/** `paymux init`: writes a configuration without a secret in it, and the places for the secrets. */
export const initCommand: CliCommand = {
  name: 'init',
  define(program, host) {
    program
      .command('init')
      .description('write a configuration for this folder, and the places where the secrets go')
      .option('--provider <name...>', `accounts to begin with: ${PROVIDERS.join(', ')}`, parseProvider)
      .option('--store <folder or url>', 'the store: a folder, or env:NAME for the address of a database')
      .option('--public-url <url>', 'the address that providers reach the service at', parseUrl)
      .option('--json', 'print one JSON object: written')
      .addHelpText(
        'after',
        examples(
          ['paymux init', 'paymux init --provider heleket molam --store env:DATABASE_URL'],
          `Writes ${CONFIG_FILES[0]}, .env.example, .env (for its owner alone), and lines of .gitignore.\n` +
            'Asks for what is not said where a person is at a terminal. Overwrites nothing, and never writes a secret.',
        ),
      )
      .action((options: InitOptions) => init(options, host));
  },
};

function merchantAccount<Id extends string>(id: Id, prefix: string) {
  const options = {
    merchantId: `env:${prefix}_MERCHANT_ID`,
    paymentApiKey: `env:${prefix}_PAYMENT_API_KEY`,
    payoutApiKey: `env:${prefix}_PAYOUT_API_KEY`,
  };
  return { id, provider: id, options };
}

async function init(options: InitOptions, host: CommandHost): Promise<void> {
  const known = CONFIG_FILES.find((name) => existsSync(join(host.directory, name)));
  if (known !== undefined) throw new CommandFailedError(`There is a ${known} already. Nothing was written.`);
  const choices = await chosen(options, host);
  const config = configOf(choices);
  const variables = variablesIn(config);
  const empty = variables.map((name) => `${name}=\n`).join('');
  const written = [
    await writeNew(host, CONFIG_FILES[0], `${JSON.stringify(config, undefined, 2)}\n`, 0o644),
    await writeNew(
      host,
      '.env.example',
      `# Variables of ${CONFIG_FILES[0]}. Copy to .env, which is for one machine and never committed.\n${empty}`,
      0o644,
    ),
    await writeNew(host, '.env', empty, 0o600),
    await ignore(host, ['.env', ...(choices.store.startsWith('env:') ? [] : [ignorable(choices.store)])]),
  ].flatMap((name) => (name === undefined ? [] : [name]));
  if (options.json === true) host.stdout.write(`${JSON.stringify({ written })}\n`);
  else {
    host.stdout.write(written.map((name) => `written  ${name}\n`).join(''));
    host.stdout.write(`Next: fill in ${variables.join(', ')} in .env, then run "paymux doctor".\n`);
  }
}

async function chosen({ provider, publicUrl, store }: InitOptions, { terminal }: CommandHost): Promise<Choices> {
  if (provider !== undefined) return { providers: provider, store: store ?? './paymux-data', publicUrl };
  if (terminal === undefined) {
    throw misused(`Which providers? Say so with --provider: ${PROVIDERS.join(', ')}.`);
  }
  const answer = await ask(terminal, `Which providers? (${PROVIDERS.join(', ')}) `);
  const names = answer.split(/[\s,]+/).filter((name) => name !== '');
  const providers = names.filter(isProvider);
  if (names.length === 0 || providers.length < names.length) {
    throw misused(`There are ${PROVIDERS.join(', ')}. Nothing was written.`);
  }
  const place = store ?? (await ask(terminal, 'Where is the store? A folder, or env:DATABASE_URL (./paymux-data) '));
  const url = publicUrl ?? (await ask(terminal, 'At which address do providers reach the service? (none yet) '));
  if (url !== '' && !URL.canParse(url)) throw misused('That is no address. Nothing was written.');
  return { providers, store: place || './paymux-data', publicUrl: url || undefined };
}

function configOf({ providers, publicUrl, store }: Choices) {
  return {
    defaultAccount: providers[0],
    accounts: [...new Set(providers)].map((provider) => ACCOUNTS[provider]),
    store,
    server: { host: '127.0.0.1', port: 8080, ...(publicUrl === undefined ? {} : { publicUrl }) },
    profiles: {
      production: { store: 'env:DATABASE_URL', server: { host: '0.0.0.0', publicUrl: 'env:PAYMUX_PUBLIC_URL' } },
    },
  };
}

/** The variables that a configuration names, but for those of the production profile alone. */
function variablesIn({ accounts, store }: ReturnType<typeof configOf>): readonly string[] {
  const texts = JSON.stringify([accounts, store]);
  return [...new Set([...texts.matchAll(/"env:([A-Z0-9_]+)"/g)].map(([, name = '']) => name))];
}

/** Writes a file unless there is one. Answers its name if it was written. */
async function writeNew(
  { directory }: CommandHost,
  name: string,
  text: string,
  mode: number,
): Promise<string | undefined> {
  try {
    await writeFile(join(directory, name), text, { flag: 'wx', mode });
    return name;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return undefined;
    throw new CommandFailedError(`"${name}" cannot be written in "${directory}".`, { cause: error });
  }
}

/** Adds the lines that .gitignore lacks. */
async function ignore({ directory }: CommandHost, lines: readonly string[]): Promise<string | undefined> {
  const file = join(directory, '.gitignore');
  const before = existsSync(file) ? await readFile(file, 'utf8') : '';
  const known = before.split(/\r?\n/);
  const missing = lines.filter((line) => !known.includes(line));
  if (missing.length === 0) return undefined;
  await appendFile(file, `${before === '' || before.endsWith('\n') ? '' : '\n'}${missing.join('\n')}\n`);
  return '.gitignore';
}

/** A folder of the store as .gitignore writes it. */
function ignorable(store: string): string {
  return `${store.replace(/^\.\//, '').replace(/\/$/, '')}/`;
}

function isProvider(name: string): name is InitProvider {
  return (PROVIDERS as readonly string[]).includes(name);
}

function parseProvider(name: string, before: readonly InitProvider[] = []): readonly InitProvider[] {
  if (!isProvider(name)) throw new InvalidArgumentError(`There are ${PROVIDERS.join(', ')}.`);
  return [...before, name];
}
