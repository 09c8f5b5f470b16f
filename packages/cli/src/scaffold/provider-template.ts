import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a provider is written in. */
export type ProviderLanguage = 'typescript' | 'javascript';

/** A file of a new package. */
export interface TemplateFile {
  /** From the package's folder, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

/** A place in a new package that waits for what only the gateway's documents can say. */
export interface PlaceToFillIn {
  readonly topic: string;
  readonly file: string;
  readonly line: number;
}

/** The name of a provider, in the spellings that code needs. */
interface NameSpellings {
  /** `acme-pay` */
  readonly kebab: string;
  /** `AcmePay` */
  readonly pascal: string;
  /** `ACME_PAY` */
  readonly constant: string;
}

const TEMPLATES = fileURLToPath(new URL('../../templates/provider', import.meta.url));

/**
 * The files of a new provider's package.
 *
 * The templates are a provider called `acme` that compiles as it stands. Names that npm would treat specially while
 * they lie in a package of ours (`package.json`, `.gitignore`) are stored with an underscore.
 *
 * @param version - That of the packages which the new one depends on.
 */
export async function readProviderTemplate(
  name: string,
  language: ProviderLanguage,
  version: string,
): Promise<readonly TemplateFile[]> {
  const { constant, kebab, pascal } = spellingsOf(name);
  const replacements: Readonly<Record<string, string>> = {
    acme: kebab,
    Acme: pascal,
    ACME: constant,
    PAYMUX_VERSION: version,
  };
  const fill = (text: string) => text.replace(/acme|Acme|ACME|PAYMUX_VERSION/g, (word) => replacements[word] ?? word);

  const files = await Promise.all(
    ['common', language].map(async (part) => {
      const folder = join(TEMPLATES, part);
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      return Promise.all(
        entries
          .filter((entry) => entry.isFile())
          .map(async (entry) => {
            const source = join(entry.parentPath, entry.name);
            const path = source.slice(folder.length + 1).replaceAll('\\', '/');
            return { path: storedAs(fill(path)), text: fill(await readFile(source, 'utf8')) };
          }),
      );
    }),
  );
  return files.flat().sort((one, other) => (one.path < other.path ? -1 : 1));
}

/** The places of a package that are marked `FILL IN`. */
export function findPlacesToFillIn(files: readonly TemplateFile[]): readonly PlaceToFillIn[] {
  return files.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index) => {
      const [, topic] = /^\s*\/\/ FILL IN (\w+): /.exec(line) ?? [];
      return topic === undefined ? [] : [{ topic, file: path, line: index + 1 }];
    }),
  );
}

function spellingsOf(name: string): NameSpellings {
  return {
    kebab: name,
    pascal: name.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
    constant: name.toUpperCase().replaceAll('-', '_'),
  };
}

function storedAs(path: string): string {
  return path.replace('_package.json', 'package.json').replace('_gitignore', '.gitignore');
}
