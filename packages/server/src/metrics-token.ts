import { equalInConstantTime, MisconfiguredError } from '@paymux/core';
import type { Actor } from './access/actor.js';
import type { Gatekeeper } from './access/guard.js';

const SHORTEST = 24;
const COLLECTOR: Actor = {
  person: 'metrics',
  name: 'Whoever collects figures',
  role: 'viewer',
  permissions: new Set(['metrics:read']),
  by: { kind: 'token', id: 'metrics', name: 'metrics' },
};

/**
 * Lets whoever sends a configured token fetch figures, and nothing else.
 *
 * @throws {@link MisconfiguredError} The token is too short to be a secret.
 */
export function withMetricsToken(access: Gatekeeper, token: string | undefined): Gatekeeper {
  if (token === undefined) return access;
  if (token.length < SHORTEST) {
    const message = `must have ${String(SHORTEST)} characters or more`;
    throw new MisconfiguredError('the server', [{ path: 'metricsToken', message }]);
  }
  return {
    authenticate: async (request) => {
      const [scheme = '', given = ''] = (request.headers.get('authorization') ?? '').split(' ');
      const isCollector = scheme.toLowerCase() === 'bearer' && equalInConstantTime(given, token);
      return isCollector ? COLLECTOR : access.authenticate(request);
    },
    audit: (entry) => access.audit(entry),
  };
}
