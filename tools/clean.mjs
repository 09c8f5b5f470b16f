// Removes what the build wrote, so that nothing built from a deleted source stays behind.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, listPackages } from './workspace.mjs';

for (const { path } of listPackages()) rmSync(join(path, 'dist'), { recursive: true, force: true });
rmSync(join(ROOT, '.turbo'), { recursive: true, force: true });
