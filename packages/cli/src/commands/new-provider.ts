import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { CommandFailedError, type CliCommand, type CommandContext } from '../command.js';
import { packageVersion } from '../output/package-version.js';
import {
  findPlacesToFillIn,
  type PlaceToFillIn,
  type ProviderLanguage,
  readProviderTemplate,
  type TemplateFile,
} from '../scaffold/provider-template.js';

/** The options of `paymux new provider`, as commander reads them. */
interface NewProviderOptions {
  readonly into?: string | undefined;
  readonly javascript: boolean;
  readonly json: boolean;
}

/** `paymux new provider <name>`: writes the package of a provider of one's own, with a simulator and its tests. */
export const newProviderCommand: CliCommand = {
  name: 'new',
  define(program, context) {
    program
      .command('new')
      .description('start something of your own')
      .command('provider')
      .description('write the package of a payment provider: adapter, simulator, conformance suite')
      .argument('<name>', 'the provider’s id, such as "acme" or "acme-pay"', parseName)
      .option(
        '--into <folder>',
        'where to write; it must be empty or not exist (default: "paymux-<name>")',
        parseFolder,
      )
      .option('--javascript', 'JavaScript with types in comments, and no build', false)
      .option('--json', 'print one line of JSON instead of text', false)
      .addHelpText('after', '\nExamples:\n  $ paymux new provider acme --into ../paymux-acme')
      .action((name: string, options: NewProviderOptions) => writeProvider(name, options, context));
  },
};

async function writeProvider(name: string, options: NewProviderOptions, { stdout }: CommandContext): Promise<void> {
  const language: ProviderLanguage = options.javascript ? 'javascript' : 'typescript';
  const packageName = `paymux-${name}`;
  const folder = resolve(options.into ?? packageName);
  const files = await readProviderTemplate(name, language, packageVersion());
  await refuseUsedFolder(folder);
  await writeFiles(folder, files);
  const places = findPlacesToFillIn(files);
  if (options.json) {
    const paths = files.map(({ path }) => path);
    const written = { provider: name, package: packageName, folder, language, files: paths, fillIn: places };
    stdout.write(`${JSON.stringify(written)}\n`);
  } else {
    stdout.write(textAbout(packageName, folder, language, places));
  }
}

/** A repository that was just made is as good as empty. */
async function refuseUsedFolder(folder: string): Promise<void> {
  const found = await namesIn(folder);
  const used = found.filter((name) => name !== '.git').sort();
  if (used.length === 0) return;
  const shown = used.slice(0, 10).join(', ') + (used.length > 10 ? ` and ${String(used.length - 10)} more` : '');
  throw new CommandFailedError(`${folder} is not empty: it holds ${shown}. Choose another --into.`);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    if (codeOf(error) === 'ENOTDIR') throw new CommandFailedError(`${folder} is no folder. Choose another --into.`);
    throw unwritable(folder, error);
  }
}

async function writeFiles(folder: string, files: readonly TemplateFile[]): Promise<void> {
  try {
    for (const { path, text } of files) {
      const target = join(folder, path);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, text, { flag: 'wx' });
    }
  } catch (error) {
    throw unwritable(folder, error);
  }
}

function unwritable(folder: string, error: unknown): CommandFailedError {
  return new CommandFailedError(`${folder} cannot be written (${codeOf(error) ?? 'unknown reason'}).`, {
    cause: error,
  });
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function textAbout(
  packageName: string,
  folder: string,
  language: ProviderLanguage,
  places: readonly PlaceToFillIn[],
): string {
  const here = relative(process.cwd(), folder) || '.';
  const topics = [...new Set(places.map(({ topic }) => topic))];
  const width = Math.max(...topics.map(({ length }) => length));
  return [
    `Wrote ${packageName} to ${here}, in ${language === 'typescript' ? 'TypeScript' : 'JavaScript'}.`,
    '',
    'It works against a stand-in of the gateway. To fill in from the gateway’s documents, each marked "FILL IN":',
    ...topics.map((topic) => {
      const where = places.filter((place) => place.topic === topic).map(({ file, line }) => `${file}:${String(line)}`);
      return `  ${topic.padEnd(width)}  ${where.join(' ')}`;
    }),
    '',
    'Next:',
    ...(here === '.' ? [] : [`  cd ${here}`]),
    '  npm install',
    '  npm test     passes the conformance suite, and fails for what is left to fill in',
    '',
  ].join('\n');
}

const LONGEST_NAME = 40;

function parseName(text: string): string {
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(text) || text.length > LONGEST_NAME) {
    throw new InvalidArgumentError(
      `A name has up to ${String(LONGEST_NAME)} lower-case letters and digits, in words joined by "-", a letter first.`,
    );
  }
  return text;
}

function parseFolder(text: string): string {
  if (text === '') throw new InvalidArgumentError('It must not be empty.');
  return text;
}
