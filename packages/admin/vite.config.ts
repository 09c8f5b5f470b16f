import react from '@vitejs/plugin-react';
import { rmSync } from 'node:fs';
import { defineConfig } from 'vite';

const assets = new URL('./dist/assets/', import.meta.url);

export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    react(),
    // The compiler's declarations lie in the same folder and stay.
    { name: 'clear-assets', apply: 'build', buildStart: () => rmSync(assets, { recursive: true, force: true }) },
  ],
  build: {
    outDir: 'dist',
    emptyOutDir: false,
    // Nothing inline: the page is served with a policy that allows files of its own origin alone.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    // What is bundled asks to be named wherever it goes. A file called licences would be taken for the package's own.
    license: { fileName: 'assets/notices.md' },
  },
});
