// Writes what is shipped as a CycloneDX document, to the file that is named or to the output. Needs no network.
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { listShipped } from './shipped-dependencies.mjs';
import { ROOT, listPublicPackages, readManifest } from './workspace.mjs';

/** What a library of others is called in a package URL, by its `name@version`. @param {string} id */
function toPackageUrl(id) {
  return `pkg:npm/${id.replace(/^@/, '%40')}`;
}

/** The same for the same lockfile and versions: nothing in it is of the machine or the moment. */
export function createSbom() {
  const { libraries, needs } = listShipped();
  const ours = listPublicPackages().map(({ manifest }) => ({ manifest, id: `${manifest.name}@${manifest.version}` }));
  const idOf = new Map(ours.map(({ id, manifest }) => [manifest.name, id]));
  const components = [
    ...ours.map(({ id, manifest: { license, name, version } }) => ({
      ...{ type: 'library', 'bom-ref': toPackageUrl(id), name, version, scope: 'required' },
      ...{ licenses: [{ license: { id: license } }], purl: toPackageUrl(id) },
    })),
    ...libraries.map(({ id, integrity, licence, name, optional, version }) => ({
      ...{ type: 'library', 'bom-ref': toPackageUrl(id), name, version, scope: optional ? 'optional' : 'required' },
      hashes: [{ alg: 'SHA-512', content: Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex') }],
      ...(licence === undefined ? {} : { licenses: [{ license: { id: licence } }] }),
      purl: toPackageUrl(id),
    })),
  ];
  const dependencies = [
    { ref: 'paymux-workspace', dependsOn: ours.map(({ id }) => toPackageUrl(id)) },
    ...ours.map(({ id, manifest }) => ({
      ref: toPackageUrl(id),
      dependsOn: [
        ...Object.keys(manifest.dependencies ?? {}).flatMap((name) => idOf.get(name) ?? []),
        ...(needs.get(manifest.name) ?? []),
      ].map(toPackageUrl),
    })),
    ...libraries.map((library) => ({ ref: toPackageUrl(library.id), dependsOn: library.needs.map(toPackageUrl) })),
  ];
  const digest = createHash('sha256')
    .update(JSON.stringify([components, dependencies]))
    .digest('hex');
  const [, a, b, c, d, e] = /^(.{8})(.{4}).(.{3}).(.{3})(.{12})/.exec(digest) ?? [];
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${a}-${b}-5${c}-8${d}-${e}`,
    version: 1,
    metadata: {
      component: {
        ...{ type: 'application', 'bom-ref': 'paymux-workspace', name: 'paymux-workspace' },
        description: readManifest(ROOT).description,
        licenses: [{ license: { id: readManifest(ROOT).license } }],
      },
    },
    components,
    dependencies,
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const text = `${JSON.stringify(createSbom(), undefined, 2)}\n`;
  const [file] = process.argv.slice(2);
  if (file === undefined) process.stdout.write(text);
  else writeFileSync(file, text);
}
