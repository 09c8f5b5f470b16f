/** What a request may be for. Each route names exactly one, or `public`. */
export type Permission =
  | 'read'
  | 'payments:write'
  | 'refunds:write'
  | 'payouts:write'
  | 'payouts:approve'
  | 'schedules:write'
  | 'imports:write'
  | 'webhooks:replay'
  | 'reconciliation:run'
  | 'routing:write'
  | 'access:manage'
  | 'metrics:read';

/** What a person may do. Each role holds all that the one before it holds. */
export type Role = 'viewer' | 'operator' | 'approver' | 'admin';

/** The roles, the one that may do least first. */
export const ROLES = ['viewer', 'operator', 'approver', 'admin'] as const satisfies readonly Role[];

/** Every permission, in the order in which the roles gain them. */
export const PERMISSIONS = [
  ...['read', 'metrics:read'],
  ...['payments:write', 'refunds:write', 'payouts:write', 'schedules:write', 'imports:write'],
  ...['webhooks:replay', 'reconciliation:run'],
  'payouts:approve',
  ...['routing:write', 'access:manage'],
] as readonly Permission[];

const LEAST_ROLE: Readonly<Record<Permission, Role>> = {
  read: 'viewer',
  'metrics:read': 'viewer',
  'payments:write': 'operator',
  'refunds:write': 'operator',
  'payouts:write': 'operator',
  'schedules:write': 'operator',
  'imports:write': 'operator',
  'webhooks:replay': 'operator',
  'reconciliation:run': 'operator',
  'payouts:approve': 'approver',
  'routing:write': 'admin',
  'access:manage': 'admin',
};

/** Everything that a role may do. */
export function permissionsOf(role: Role): ReadonlySet<Permission> {
  return new Set(PERMISSIONS.filter((permission) => ROLES.indexOf(LEAST_ROLE[permission]) <= ROLES.indexOf(role)));
}

/** How somebody proved who they are. */
export type Credential =
  | { readonly kind: 'session'; readonly id: string }
  | { readonly kind: 'token'; readonly id: string; readonly name: string };

/** Whoever makes a request. */
export interface Actor {
  /** The id of the person: what the ledger writes down as creator and actor. Four eyes compare it, not the token. */
  readonly person: string;
  readonly name: string;
  readonly role: Role;
  /** Those of the role; with a token, those of its scopes that the role holds today. */
  readonly permissions: ReadonlySet<Permission>;
  readonly by: Credential;
}
