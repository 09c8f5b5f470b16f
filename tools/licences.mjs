// Refuses licences that nobody has agreed to, and compares docs/contributing/licences.md with what is shipped (`--update`).
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { listInstalledLicences, listShipped } from './shipped-dependencies.mjs';
import { ROOT } from './workspace.mjs';

const DOCUMENT = 'docs/contributing/licences.md';

/** What may be in the hands of users: it asks for no more than to be named. */
const SHIPPED = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Unlicense',
];
/** What tools may have besides, which stay here. */
const OF_TOOLS = [...SHIPPED, 'CC-BY-4.0', 'CC0-1.0', 'MPL-2.0', 'Python-2.0'];
/** Those whose package.json says no more than where to look, and what was found there. @type {Record<string, string>} */
const READ_BY_HAND = { spawndamnit: 'MIT' };

/**
 * @param {ReadonlyMap<string, string>} licences - By `name@version`.
 * @param {readonly string[]} allowed
 * @returns {string[]} One sentence for each that is refused.
 */
export function findRefused(licences, allowed) {
  return [...licences]
    .filter(([id, licence]) => {
      const known = READ_BY_HAND[id.slice(0, id.lastIndexOf('@'))] ?? licence;
      // Of several to choose from, one that is allowed is enough.
      return !known
        .replace(/[()]/g, '')
        .split(' OR ')
        .some((each) => allowed.includes(each));
    })
    .map(([id, licence]) => `${id} is under ${licence}, which is not on the list.`);
}

function render() {
  const { libraries, needs } = listShipped();
  const rows = libraries
    .filter(({ optional }) => !optional)
    .map(({ id, licence, name, version }) => {
      const users = [...needs].filter(([, ids]) => ids.includes(id)).map(([ours]) => `\`${ours}\``);
      const others = libraries.filter((each) => each.needs.includes(id)).map((each) => each.name);
      return `| \`${name}\` | ${version} | ${licence ?? 'unknown'} | ${[...users, ...others].join(', ')} |`;
    });
  return `# Licences of what is shipped

Every library of others that is installed with a public package, or bundled into the page of \`@paymux/admin\`: written by
\`node tools/licences.mjs --update\`, and compared by a test. Libraries that users choose to add, such as \`pino\`, are theirs.
Binaries for one platform, such as those of \`libsql\`, have the licence of the library that asks for them. The page carries
the notices of what is bundled in it, in \`dist/assets/notices.md\`.

Allowed are ${SHIPPED.join(', ')}. Tools, which are not shipped,
may also be under ${OF_TOOLS.slice(SHIPPED.length).join(', ')}. Anything else fails the check until the list in
\`tools/licences.mjs\` is changed by somebody who has read the licence.

| Library | Version | Licence | Needed by |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const shipped = listShipped().libraries.filter(({ licence }) => licence !== undefined);
  const refused = new Set([
    ...findRefused(new Map(shipped.map(({ id, licence = '' }) => [id, licence])), SHIPPED),
    ...findRefused(listInstalledLicences(), OF_TOOLS),
  ]);
  for (const sentence of refused) console.error(sentence);

  const path = join(ROOT, DOCUMENT);
  const wanted = render();
  if (process.argv.includes('--update')) writeFileSync(path, wanted);
  const isStale = readFileSync(path, 'utf8') !== wanted;
  if (isStale) console.error(`${DOCUMENT} is not what is shipped. Run \`node tools/licences.mjs --update\`.`);
  if (refused.size > 0 || isStale) process.exitCode = 1;
}
