import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const PNPM = join(ROOT, 'node_modules/pnpm/bin/pnpm.cjs');
/** What a new provider needs, and what the command that writes it needs. */
const FOR_PROVIDERS = ['core', 'orchestration', 'testkit'];
const FOR_THE_COMMAND = [...withDependencies('create-provider', new Set())];
const LANGUAGES = ['typescript', 'javascript'] as const;
const TOPICS = ['address', 'authentication', 'refusals', 'amounts', 'objects', 'statuses', 'repeats', 'webhooks'];

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface TestReport {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[];
      readonly title: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

const folder = mkdtempSync(join(tmpdir(), 'new-provider-'));

/** Nothing outside this machine can be reached, and nothing of this run's own Vitest is handed on. */
const env = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_OPTIONS$)/.test(name))),
  npm_config_cache: join(folder, 'cache'),
  npm_config_offline: 'true',
};

/** Runs a program to its end, whatever that is. */
function run(cwd: string, program: string, ...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(program, [...args], { cwd, env, maxBuffer: 100_000_000 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : 1, stdout, stderr });
    });
  });
}

/** Runs a program that must succeed. */
async function succeed(cwd: string, program: string, ...args: readonly string[]): Promise<string> {
  const { code, stderr, stdout } = await run(cwd, program, ...args);
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} failed:\n${stdout}${stderr}`);
  return stdout;
}

const tarballs = (names: readonly string[]) =>
  names.map((name) => join(folder, 'packed', name === 'paymux' ? 'paymux-0.0.0.tgz' : `paymux-${name}-0.0.0.tgz`));

/** A package of the workspace and all of ours that it depends on. */
function withDependencies(name: string, known: Set<string>): Set<string> {
  if (known.has(name)) return known;
  known.add(name);
  for (const dependency of dependenciesOf(name)) {
    if (isOurs(dependency)) withDependencies(dependency.replace('@paymux/', ''), known);
  }
  return known;
}

function dependenciesOf(name: string): readonly string[] {
  const manifest = readFileSync(join(ROOT, 'packages', name, 'package.json'), 'utf8');
  const { dependencies = {} } = JSON.parse(manifest) as { readonly dependencies?: Readonly<Record<string, string>> };
  return Object.keys(dependencies);
}

function isOurs(dependency: string): boolean {
  return dependency.startsWith('@paymux/') || dependency === 'paymux';
}

/** The libraries of others that packages of the workspace depend on, as npm can link them without a registry. */
function linked(names: readonly string[]): readonly string[] {
  return names.flatMap((name) => {
    const home = join(ROOT, 'packages', name);
    return dependenciesOf(name)
      .filter((dependency) => !isOurs(dependency))
      .map((dependency) => linkTo(home, dependency));
  });
}

function linkTo(home: string, dependency: string): string {
  return `${dependency}@file:${realpathSync(join(home, 'node_modules', dependency))}`;
}

/** Installs what package.json asks for, and the rest, from tarballs and links. */
function install(cwd: string, ...specifications: readonly string[]): Promise<string> {
  const quietly = ['--no-audit', '--no-fund', '--no-save', '--no-package-lock', '--ignore-scripts'];
  return succeed(cwd, 'npm', 'install', ...quietly, ...specifications);
}

async function newFolder(name: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(path);
  await writeFile(join(path, 'package.json'), '{ "private": true }');
  return path;
}

async function runTests(cwd: string): Promise<TestReport['testResults'][number]['assertionResults']> {
  const { stdout } = await run(
    cwd,
    join(cwd, 'node_modules/.bin/vitest'),
    'run',
    '--reporter=json',
    '--testTimeout=60000',
  );
  return (JSON.parse(stdout) as TestReport).testResults.flatMap(({ assertionResults }) => assertionResults);
}

beforeAll(async () => {
  const filters = [...new Set([...FOR_PROVIDERS, ...FOR_THE_COMMAND])].map((name) =>
    name === 'paymux' ? '--filter=paymux' : `--filter=@paymux/${name}`,
  );
  const packed = join(folder, 'packed');
  await succeed(ROOT, process.execPath, PNPM, '--recursive', ...filters, 'pack', '--pack-destination', packed);
  const command = await newFolder('command');
  await install(command, ...tarballs(FOR_THE_COMMAND), ...linked(FOR_THE_COMMAND));

  const create = join(command, 'node_modules/.bin/create-provider');
  const tools = ['vitest', 'typescript', '@types/node'].map((name) => linkTo(ROOT, name));
  await Promise.all(
    LANGUAGES.map(async (language) => {
      await succeed(
        folder,
        create,
        'acme-pay',
        '--into',
        language,
        ...(language === 'javascript' ? ['--javascript'] : []),
      );
      const home = join(folder, language);
      await install(home, ...tarballs(FOR_PROVIDERS), ...linked(FOR_PROVIDERS), ...tools);
      await succeed(home, 'npm', 'pack', '--pack-destination', home);
    }),
  );
}, 300_000);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe.each(LANGUAGES)('a new provider in %s, installed from packed packages', (language) => {
  const home = join(folder, language);

  test('compiles as it stands, and so does what its README shows', async () => {
    const [extension, project] = language === 'typescript' ? ['ts', 'tsconfig.json'] : ['js', 'jsconfig.json'];
    const [, shown = ''] = /```ts\n([^]*?)```/.exec(readFileSync(join(home, 'README.md'), 'utf8')) ?? [];
    const block = join(home, 'test', `readme.${extension}`);
    await writeFile(block, shown);
    const compiled = await run(home, join(home, 'node_modules/.bin/tsc'), '-p', project);
    rmSync(block);

    expect(shown).toContain("from 'paymux-acme-pay'");
    expect(compiled).toEqual({ code: 0, stdout: '', stderr: '' });
  }, 120_000);

  test('passes the conformance suite, and fails for nothing but what is to fill in, which it names', async () => {
    const tests = await runTests(home);
    const failed = tests.filter(({ status }) => status !== 'passed');

    expect(tests.length - failed.length).toBeGreaterThan(200);
    expect(failed.map(({ ancestorTitles, title }) => [...ancestorTitles, title].join(': '))).toEqual(
      TOPICS.map((topic) => `FILL IN: nothing about ${topic} is a stand-in any more`),
    );
    for (const { failureMessages } of failed) {
      expect(failureMessages.join('')).toMatch(
        /^Replace the stand-in, then delete the mark:\n {2}(src|test)\/\S+:\d+ {2}/,
      );
    }
  }, 120_000);

  test('is green once nothing is marked any more', async () => {
    const texts = new Map<string, string>();
    for (const file of ['src', 'test'].flatMap((part) =>
      readdirSync(join(home, part)).map((name) => join(part, name)),
    )) {
      const path = join(home, file);
      texts.set(path, readFileSync(path, 'utf8'));
      writeFileSync(path, readFileSync(path, 'utf8').replace(/^\s*\/\/ FILL IN .*\n/gm, ''));
    }
    const { code } = await run(home, join(home, 'node_modules/.bin/vitest'), 'run', 'fill-in');
    for (const [path, text] of texts) writeFileSync(path, text);

    expect(code).toBe(0);
  }, 120_000);

  test('is published as a package that CommonJS requires, modules import, and TypeScript knows the options of', async () => {
    const consumer = await newFolder(`${language}-consumer`);
    const library = [join(home, 'paymux-acme-pay-0.1.0.tgz'), ...tarballs(['core']), ...linked(['core'])];
    await install(consumer, ...library, ...['typescript', '@types/node'].map((name) => linkTo(ROOT, name)));
    const use = `console.log(createAcmePay({ apiKey: 'key_123456', webhookSecrets: ['secret_123456'] }).id);`;
    await writeFile(join(consumer, 'use.cjs'), `const { createAcmePay } = require('paymux-acme-pay');\n${use}`);
    await writeFile(join(consumer, 'use.mjs'), `import { createAcmePay } from 'paymux-acme-pay';\n${use}`);

    expect(await succeed(consumer, process.execPath, 'use.cjs')).toBe('acme-pay\n');
    expect(await succeed(consumer, process.execPath, 'use.mjs')).toBe('acme-pay\n');
    const published = readdirSync(join(consumer, 'node_modules/paymux-acme-pay')).sort();
    expect(published).toEqual(
      ['README.md', 'package.json', ...(language === 'typescript' ? ['dist'] : ['src', 'types'])].sort(),
    );

    await writeFile(join(consumer, 'typed.cts'), `import acme = require('paymux-acme-pay');\nacme.createAcmePay({});`);
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2023', '--types', 'node'];
    const tsc = join(consumer, 'node_modules/.bin/tsc');
    const typed = await run(consumer, tsc, 'typed.cts', ...options, '--skipLibCheck');
    expect(typed.stdout).toMatch(/^typed\.cts\(2,\d+\): error TS2345: .*\n.* missing .*: apiKey, webhookSecrets\n$/);
  }, 120_000);
});
