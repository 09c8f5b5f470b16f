import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import ts from 'typescript';
import { describe, expect, onTestFinished, test } from 'vitest';
import { runPaymux } from '../main.js';
import { readProviderTemplate } from '../scaffold/provider-template.js';

/** Runs the command line in this process and keeps what it wrote. */
async function run(...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  let stdout = '';
  let stderr = '';
  const code = await runPaymux(args, {
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    untilStopped: () => Promise.resolve(),
  });
  return { code, stdout, stderr };
}

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'new-provider-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  return folder;
}

const toSlashes = (path: string) => path.replaceAll(sep, '/');

/** A module without types, comments or layout. */
function bareCode(text: string): string {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext, removeComments: true },
  });
  const file = ts.createSourceFile('bare.js', outputText, ts.ScriptTarget.ES2023, false, ts.ScriptKind.JS);
  return ts
    .createPrinter({ removeComments: true })
    .printFile(file)
    .replace(/[\s(),]+/g, '');
}

describe('paymux new provider', () => {
  test('writes a package under the spellings of its name, and says what to fill in and what comes next', async () => {
    const folder = join(emptyFolder(), 'new');

    const { code, stderr, stdout } = await run('new', 'provider', 'acme-pay', '--into', folder);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(toSlashes).sort()).toEqual([
      '.gitignore',
      'README.md',
      'package.json',
      'src',
      'src/acme-pay.ts',
      'test',
      'test/acme-pay-simulator.ts',
      'test/conformance-subject.ts',
      'test/conformance.test.ts',
      'test/faulty-server.ts',
      'test/fill-in.test.ts',
      'tsconfig.build.json',
      'tsconfig.json',
    ]);
    const source = readFileSync(join(folder, 'src/acme-pay.ts'), 'utf8');
    expect(source).toContain("export const createAcmePay = defineGateway({\n  id: 'acme-pay',");
    expect(stdout).toMatch(/^ {2}statuses +src\/acme-pay\.ts:\d+ .*test\/conformance-subject\.ts:\d+$/m);
    expect(stdout).toMatch(/^ {2}npm install\n {2}npm test {2}/m);
  });

  test('answers one line of JSON on request, in which every place to fill in is where it says', async () => {
    const folder = emptyFolder();
    mkdirSync(join(folder, '.git'));

    const { stdout } = await run('new', 'provider', 'acme', '--into', folder, '--javascript', '--json');

    const told = JSON.parse(stdout) as {
      readonly files: readonly string[];
      readonly fillIn: readonly { readonly topic: string; readonly file: string; readonly line: number }[];
    };
    expect(stdout.indexOf('\n')).toBe(stdout.length - 1);
    expect(told).toMatchObject({ provider: 'acme', package: 'paymux-acme', folder, language: 'javascript' });
    expect(told.files).toContain('src/acme.js');
    expect(told.fillIn.length).toBeGreaterThan(20);
    for (const { file, line, topic } of told.fillIn) {
      expect(readFileSync(join(folder, file), 'utf8').split('\n')[line - 1]).toContain(`// FILL IN ${topic}: `);
    }
  });

  test('depends on packages of its own version, and on others as this workspace does', async () => {
    const catalog = readFileSync(new URL('../../../../pnpm-workspace.yaml', import.meta.url), 'utf8');
    for (const language of ['typescript', 'javascript'] as const) {
      const files = await readProviderTemplate('acme', language, '1.2.3');
      const manifest = files.find(({ path }) => path === 'package.json')?.text ?? '';
      const { dependencies, devDependencies } = JSON.parse(manifest) as Readonly<
        Record<'dependencies' | 'devDependencies', Readonly<Record<string, string>>>
      >;
      for (const [name, range] of Object.entries({ ...dependencies, ...devDependencies })) {
        if (name.startsWith('@paymux/')) expect(range).toBe('^1.2.3');
        else expect(catalog).toMatch(new RegExp(`^ {2}'?${name}'?: ${range.slice(1).replaceAll('.', '\\.')}$`, 'm'));
      }
    }
  });

  test('writes the same program in both languages', async () => {
    const inTypeScript = await readProviderTemplate('acme', 'typescript', '0.0.0');
    const inJavaScript = new Map(
      (await readProviderTemplate('acme', 'javascript', '0.0.0')).map(({ path, text }) => [path, text]),
    );
    const modules = inTypeScript.filter(({ path }) => path.endsWith('.ts'));

    expect(modules.length).toBe(6);
    for (const { path, text } of modules) {
      expect(bareCode(inJavaScript.get(path.replace(/\.ts$/, '.js')) ?? ''), path).toBe(bareCode(text));
    }
  });

  test('refuses a folder that is used, names what is in it, and leaves it alone', async () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, 'notes.txt'), 'mine');

    const { code, stderr, stdout } = await run('new', 'provider', 'acme', '--into', folder);

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(`${folder} is not empty: it holds notes.txt. Choose another --into.\n`);
    expect(readdirSync(folder)).toEqual(['notes.txt']);
  });

  test('refuses to write into what is a file', async () => {
    const file = join(emptyFolder(), 'notes.txt');
    writeFileSync(file, 'mine');

    const { code, stderr } = await run('new', 'provider', 'acme', '--into', file);

    expect({ code, stderr }).toEqual({ code: 1, stderr: `${file} is no folder. Choose another --into.\n` });
  });

  test.each(['Acme', 'acme_pay', '-acme', 'acme-', 'a--b', '2pay', '../acme', '@acme/pay', 'ä', '', 'a'.repeat(41)])(
    'takes no name that npm, a path or code could not carry, such as "%s"',
    async (name) => {
      const { code, stderr, stdout } = await run('new', 'provider', '--', name);

      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(stderr).toContain('A name has up to 40 lower-case letters and digits');
    },
  );

  test('explains itself, and wants to know what is to be new', async () => {
    const help = await run('new', 'provider', '--help');
    const nothing = await run('new');

    expect(help.code).toBe(0);
    expect(help.stdout).toMatch(/--into <folder>[^]*--javascript[^]*--json/);
    expect(nothing.code).toBe(2);
  });
});
