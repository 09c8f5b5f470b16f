export { Access, type AccessDependencies } from './access/access.js';
export { ACCESS_POLICY, type AccessPolicy, type PasswordCost, type TryLimit } from './access/access-policy.js';
export {
  type Actor,
  type Credential,
  type Permission,
  PERMISSIONS,
  permissionsOf,
  type Role,
  ROLES,
} from './access/actor.js';
export type { AuditReport } from './access/audit-log.js';
export {
  type AccessRefusal,
  type AuditEntry,
  type Gatekeeper,
  type GuardDependencies,
  GuardedApp,
  type RequestEnvironment,
  type RequestPolicy,
} from './access/guard.js';
export type { DeriveKey } from './access/passwords.js';
export type { FirstAdmin } from './access/people.js';
export type { RequestRates } from './access/request-limits.js';
export {
  type ApiProblem,
  type FailedRequest,
  type ProblemAnswer,
  type RefusalCode,
  type RefusalOptions,
  RequestRefusedError,
  toProblem,
} from './api/problem.js';
export {
  type AnyRawRoute,
  type AnyRoute,
  defineRawRoute,
  defineRoute,
  type Method,
  type RawDocumentation,
  type RawRoute,
  Reply,
  type Route,
  type RouteBase,
  type RouteRequest,
} from './api/route.js';
export type { OpenApiDocument } from './api/open-api.js';
export { type PaymuxApp, paymuxApp, type PaymuxAppDependencies } from './paymux-app.js';
export type { ServerProfile } from './server-profile.js';
export { type RunningServer, startServer, type StartServerOptions } from './start-server.js';
