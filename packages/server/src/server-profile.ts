import { MisconfiguredError, type Problem } from '@paymux/core';

/**
 * What a service is for.
 *
 * - `development`: on one machine, for trying things out: `http:` and loopback will do;
 * - `staging`: as production, with accounts that move no real money;
 * - `production`: people reach it by `https:` alone.
 */
export type ServerProfile = 'development' | 'staging' | 'production';

/** Everything that keeps a service from being what its profile promises. */
function profileProblems(profile: ServerProfile, publicUrl: string): readonly Problem[] {
  const path = 'publicUrl';
  const url = URL.canParse(publicUrl) ? new URL(publicUrl) : undefined;
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    return [{ path, message: 'must be an address that begins with https://' }];
  }
  const problems: Problem[] = [];
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '' || url.username !== '') {
    problems.push({ path, message: 'must have nothing behind the name of the machine and its port' });
  }
  if (profile === 'development') return problems;
  if (url.protocol !== 'https:') problems.push({ path, message: `must begin with https:// in ${profile}` });
  if (isLoopback(url.hostname)) problems.push({ path, message: `must not be this machine in ${profile}` });
  return problems;
}

/** Whether a name means the machine itself. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

/** @throws {@link MisconfiguredError} Names every problem at once. */
export function checkProfile(profile: ServerProfile, publicUrl: string): void {
  const problems = profileProblems(profile, publicUrl);
  if (problems.length > 0) throw new MisconfiguredError('the server', problems);
}
