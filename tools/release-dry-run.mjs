// Packs everything as it would be published, and says what that would be. Publishes and changes nothing.
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { announcedSize, nextVersion } from './change-size.mjs';
import { packPackages } from './packed-packages.mjs';
import { runProgram } from './run-program.mjs';
import { ROOT, listPublicPackages } from './workspace.mjs';

const folder = mkdtempSync(join(tmpdir(), 'release-'));
try {
  const packages = listPublicPackages();
  const tarballs = await packPackages(folder, packages);
  const size = announcedSize();
  const width = Math.max(...packages.map(({ manifest }) => manifest.name.length)) + 2;

  for (const { manifest } of packages) {
    const tarball = tarballs.get(manifest.name) ?? '';
    const listing = await runProgram('tar', ['-tzf', tarball], { fromPath: true });
    const files = listing.output.trim().split('\n').length;
    const kilobytes = Math.ceil(statSync(tarball).size / 1024);
    const versions = `${manifest.version} → ${nextVersion(manifest.version, size)}`;
    console.log(
      `${manifest.name.padEnd(width)}${versions}  ${String(files).padStart(4)} files  ${String(kilobytes).padStart(4)} kB`,
    );
  }

  const { access } = /** @type {{ access: string }} */ (
    JSON.parse(readFileSync(join(ROOT, '.changeset', 'config.json'), 'utf8'))
  );
  console.log(
    `\n${packages.length} packages would be published, ${access}, with provenance, as a release of size "${size}".`,
  );
  const unnamed = packages.filter(({ manifest }) => manifest.repository === undefined);
  if (unnamed.length > 0) {
    console.log(
      `Provenance names a repository: ${unnamed.length} packages say none yet, in "repository" of package.json.`,
    );
  }
  console.log('Nothing was published, and no file was changed.');
} finally {
  rmSync(folder, { recursive: true });
}
