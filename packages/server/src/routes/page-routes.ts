import { RequestRefusedError } from '../api/problem.js';
import { type AnyRawRoute, defineRawRoute } from '../api/route.js';
import type { PageFile, PageFiles } from '../page-files.js';

/** The page itself: it holds nothing secret, and asks for everything else with a session. */
export function pageRoutes(files: PageFiles): readonly AnyRawRoute[] {
  return [
    defineRawRoute({
      method: 'GET',
      path: '/*',
      permission: 'public',
      raw: true,
      summary: 'The page for people',
      handler({ request }) {
        const { pathname } = new URL(request.url);
        const file = files.get(pathname);
        if (file !== undefined && pathname !== '/index.html') return answer(file, isNamedByContent(pathname));
        // A path of the page itself, which reads it. What looks like a file is none.
        const index = files.get('/index.html');
        const isFile = isNamedByContent(pathname) || (/\.\w+$/.test(pathname) && pathname !== '/index.html');
        if (index === undefined || isFile) {
          throw new RequestRefusedError('not_found', 'There is nothing at this path.');
        }
        return answer(index, false);
      },
    }),
  ];
}

/** Whether another content would have another name. */
function isNamedByContent(pathname: string): boolean {
  return pathname.startsWith('/assets/');
}

function answer({ content, type }: PageFile, isForEver: boolean): Response {
  return new Response(content, {
    headers: {
      'content-type': type,
      'cache-control': isForEver ? 'public, max-age=31536000, immutable' : 'no-cache',
    },
  });
}
