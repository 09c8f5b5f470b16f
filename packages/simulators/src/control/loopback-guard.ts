const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Why a request to the pages or the control interface is turned away, or
 * `undefined` if it may pass. They answer only under a loopback name, so that no
 * web page can reach them by a name of its own, and only to their own pages or
 * to programs, so that no other page can press their buttons.
 *
 * @param allowedHosts - Further names without a port, for simulators in containers.
 */
export function refusalOfForeignRequest(headers: Headers, allowedHosts: readonly string[]): string | undefined {
  const host = headers.get('host') ?? '';
  const name = host.replace(/:\d*$/, '').toLowerCase();
  if (!LOOPBACK_HOSTS.has(name) && !allowedHosts.includes(name)) {
    return `This interface does not answer under the name "${name}". Use a loopback address.`;
  }
  const origin = headers.get('origin');
  if (origin !== null && origin !== `http://${host}`) {
    return 'This interface answers only to its own pages and to programs.';
  }
  const site = headers.get('sec-fetch-site');
  if (site === 'cross-site' || site === 'same-site') {
    return 'This interface cannot be used from another site.';
  }
  return undefined;
}
