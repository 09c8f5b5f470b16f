import { randomBytes } from 'node:crypto';

/** Somebody who can sign in. */
export interface Somebody {
  readonly role: 'admin' | 'operator' | 'approver' | 'viewer';
  readonly email: string;
  readonly password: string;
}

/**
 * Takes the one-time link of the first start, and invites one person for each role: everything a person would do, by the
 * same interface. The passwords are made anew at every start.
 */
export async function invitePeople(url: string, firstAdminLink: string): Promise<readonly Somebody[]> {
  const admin = somebody('admin');
  const others = [somebody('operator'), somebody('approver'), somebody('viewer')];
  await claim(url, firstAdminLink.slice(firstAdminLink.indexOf('#') + 1), admin);
  const session = await signIn(url, admin);
  for (const person of others) {
    const { email, role } = person;
    const invited = await session.post<{ link: { token: string } }>('/v1/people', { email, name: role, role });
    await claim(url, invited.link.token, person);
  }
  await session.end();
  return [admin, ...others];
}

function somebody(role: Somebody['role']): Somebody {
  return { role, email: `${role}@paymux.example`, password: randomBytes(9).toString('base64url') };
}

/** Takes up the token of a one-time link, and chooses the password. */
async function claim(url: string, token: string, { email, password, role }: Somebody): Promise<void> {
  const isFirst = role === 'admin';
  await answerOf(
    await send(url, 'POST', '/v1/session/claim', { token, password, ...(isFirst && { email, name: role }) }),
  );
}

async function signIn(url: string, { email, password }: Somebody) {
  const response = await send(url, 'POST', '/v1/session', { email, password });
  const cookie = response.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  const { csrf } = await answerOf<{ csrf: string }>(response);
  const headers = { cookie, 'x-paymux-csrf': csrf };
  return {
    async post<Answer>(path: string, body: object): Promise<Answer> {
      const key = randomBytes(12).toString('hex');
      return answerOf(await send(url, 'POST', path, body, { ...headers, 'idempotency-key': key }));
    },
    end: () => send(url, 'DELETE', '/v1/session', undefined, headers),
  };
}

async function send(url: string, method: string, path: string, body?: object, headers: Record<string, string> = {}) {
  return fetch(new URL(path, url), {
    method,
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

async function answerOf<Answer>(response: Response): Promise<Answer> {
  if (!response.ok) throw new Error(`The service answered ${String(response.status)}: ${await response.text()}`);
  return (await response.json()) as Answer;
}
