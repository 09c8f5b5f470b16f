import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { emptyFolder, runIn } from './command-world.js';

const BIN = fileURLToPath(new URL('../bin/paymux.js', import.meta.url));

interface Manual {
  readonly commands: readonly { readonly name: string; readonly help: string }[];
}

const manual = JSON.parse((await runIn('.', ['manual', '--json'])).stdout) as Manual;

describe('the help of every command', () => {
  test.each(manual.commands.map(({ help, name }) => [name, help] as const))(
    'of "%s" has examples and --json',
    (name, help) => {
      expect(help).toMatch(/\nExamples:\n {2}\$ .*paymux/);
      expect(help).toContain('--json');
      expect(help).toContain(`Usage: paymux ${name}`);
    },
  );

  test('is what docs/command-line.md says', async () => {
    const { stdout } = await runIn('.', ['manual']);
    const document = fileURLToPath(new URL('../../../docs/command-line.md', import.meta.url));

    expect(stdout, 'run "node packages/cli/bin/paymux.js manual > docs/command-line.md"').toBe(
      readFileSync(document, 'utf8'),
    );
  });
});

describe('completion', () => {
  /** What bash offers after these words. */
  async function offered(...words: readonly string[]): Promise<readonly string[]> {
    const file = join(await emptyFolder(), 'completion.bash');
    await writeFile(file, (await runIn('.', ['completion', 'bash'])).stdout);
    const typed = ['paymux', ...words].map((word) => `'${word}'`).join(' ');
    const script = `source "$1"; COMP_WORDS=(${typed}); COMP_CWORD=${String(words.length)}; _paymux; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { status, stdout } = spawnSync('bash', ['--norc', '-c', script, 'bash', file], { encoding: 'utf8' });
    expect(status).toBe(0);
    return stdout.trim().split('\n');
  }

  test('offers commands, those below them, options, and what an option may be', async () => {
    expect(await offered('pa')).toEqual(['payment', 'payout']);
    expect(await offered('payout', 'a')).toEqual(['approve']);
    expect(await offered('payout', 'create', '--fee')).toEqual(['--fee-from']);
    expect(await offered('payout', 'create', '--fee-from', '')).toEqual(['balance', 'amount']);
    expect(await offered('simulate', 'm')).toEqual(['molam']);
  });

  test.each(['bash', 'zsh', 'fish'])('in %s knows every command', async (shell) => {
    const { code, stdout } = await runIn('.', ['completion', shell]);

    expect(code).toBe(0);
    for (const { name } of manual.commands) expect(stdout).toContain(name);
  });

  test('is refused for a shell that nobody knows', async () => {
    expect(await runIn('.', ['completion', 'cmd'])).toMatchObject({ code: 2 });
  });
});

describe('the program', () => {
  test('says who it is quickly, and writes no colours into a pipe', async () => {
    const { stderr, stdout } = await promisify(execFile)(process.execPath, [BIN, 'manual']);

    expect(stderr).toBe('');
    expect(stdout).toContain('# Command line');
    expect(stdout).not.toContain('\u001b');
  });

  test('ends with what the command came to', () => {
    const { status, stderr } = spawnSync(process.execPath, [BIN, 'payout', 'create', '--reference', 'a'], {
      encoding: 'utf8',
    });

    expect(status).toBe(2);
    expect(stderr).toContain("required option '--amount <decimal>' not specified");
  });
});
