import { RequestRefusedError } from '../api/problem.js';

/** The refusal of a request that a page of somebody else made, as far as the browser says; `undefined` for any other. */
export function foreignOrigin(request: Request, ownOrigin: string): RequestRefusedError | undefined {
  const origin = request.headers.get('origin');
  const site = request.headers.get('sec-fetch-site');
  const isOurs =
    (origin === null || origin === ownOrigin) && (site === null || site === 'same-origin' || site === 'none');
  return isOurs
    ? undefined
    : new RequestRefusedError('csrf_refused', 'This was asked for by a page of another origin. Nothing was done.');
}
