import type {
  AccountHealth,
  Alert as AlertRecord,
  ApprovalNeed,
  ApprovalRefusal,
  FigureReport as LibraryFigures,
  KeptFinding,
  OccurrencePreview as LibraryPreview,
  PayoutAttempt,
  PayoutEvent,
  PayoutFeeQuote,
  PayoutImport as LibraryImport,
  PayoutRecord,
  PayoutSuggestion as LibrarySuggestion,
  Quoted,
  ReconciliationRun as LibraryRun,
  RouteExplanation as LibraryExplanation,
  RoutingFinding,
  RoutingRule as LibraryRule,
  Schedule as LibrarySchedule,
  ScheduleRun as LibraryScheduleRun,
  Transfer as LibraryTransfer,
  WebhookFigures as LibraryWebhookFigures,
} from '@paymux/orchestration';
import type { Wire } from './wire.js';

/** One page of a list. `next` is handed back as `cursor`; absent on the last page. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next?: string | undefined;
}

/** What one word of a permission allows. The service decides; the page only says beforehand what it would answer. */
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

export type Role = 'viewer' | 'operator' | 'approver' | 'admin';

export interface Session {
  readonly person: { readonly id: string; readonly name: string; readonly email: string; readonly role: Role };
  readonly permissions: readonly Permission[];
  /** For every write, in `X-Paymux-CSRF`. */
  readonly csrf?: string;
  readonly expiresAt?: string;
}

/** `application/problem+json` as the service answers it. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly outcome: 'not_sent' | 'rejected' | 'unknown';
  readonly moneyMayHaveMoved: boolean;
  readonly problems?: readonly FieldProblem[] | undefined;
  readonly follow?: string | undefined;
  readonly requestId: string;
}

/** What is wrong with one field of a request. */
export interface FieldProblem {
  readonly path: string;
  readonly message: string;
}

export interface Money {
  /** Decimal text in major units. */
  readonly amount: string;
  readonly currency: string;
}

export type Payout = Wire<Omit<PayoutRecord, 'fingerprint' | 'openSends' | 'history'>>;
export type PayoutState = Payout['state'];
export type HistoryEvent = Wire<Omit<PayoutEvent, 'payoutId' | 'digest'>>;
export type Attempt = Wire<PayoutAttempt>;
export type Transfer = Wire<LibraryTransfer>;
export type RefusedApproval = Wire<ApprovalRefusal>;

/** An event that was delivered and verified. */
export interface WebhookMessage {
  readonly id: string;
  readonly account: string;
  readonly kind: string;
  readonly type: string;
  readonly state: 'waiting' | 'done' | 'dead' | 'review';
  readonly receivedAt: string;
  readonly attempts: number;
  readonly doneAt?: string | undefined;
  readonly problem?: string | undefined;
  readonly canReplay: boolean;
  readonly event?: unknown;
}

/** Deliveries that proved nothing: counted, without their contents. */
export interface RefusedWebhooks {
  readonly account: string;
  readonly reason: string;
  readonly count: number;
  readonly lastAt: string;
}

export interface PayoutHistory {
  readonly events: readonly HistoryEvent[];
  readonly attempts: readonly Attempt[];
  readonly transfers: readonly Transfer[];
  /** Those of the events that a webhook led to. */
  readonly webhooks: readonly HistoryEvent[];
  readonly refusedApprovals: readonly RefusedApproval[];
}

export type Destination = Payout['terms']['destination'];
export type PayoutSuggestion = Wire<Omit<LibrarySuggestion, 'lastPayout'>> & { readonly lastPayout?: Payout };

/** What a new payout is asked for with. */
export interface PayoutBody {
  readonly reference: string;
  readonly amount: Money;
  readonly destination: Destination;
  readonly network?: string;
  readonly memo?: string;
  readonly feeFrom?: 'balance' | 'amount';
  readonly account?: string;
  readonly client?: string;
  readonly walletProfileId?: string;
  readonly sendAt?: string;
  readonly needsApproval?: boolean;
  readonly description?: string;
  readonly rememberWalletAs?: string;
}

/** What would come of a payout. Nothing was stored or sent. */
export interface PayoutCheck {
  readonly problems: readonly FieldProblem[];
  readonly approval?: { readonly needs: readonly ApprovalNeed[] } | undefined;
  readonly route?: RouteExplanation | undefined;
  readonly fee?: FeeQuotes | undefined;
  readonly duplicateOf?: Payout | undefined;
}

export type FeeQuotes = Wire<Quoted<PayoutFeeQuote>>;
export type RouteExplanation = Wire<LibraryExplanation>;
export type PayoutImport = Wire<LibraryImport>;
/** One row of a file of payouts. */
export interface ImportedRow {
  readonly line: number;
  readonly key: string;
  readonly state: string;
  readonly amount?: Money | undefined;
  readonly client?: string | undefined;
  readonly payoutId?: string | undefined;
  readonly problems: readonly FieldProblem[];
}

export type Schedule = Wire<LibrarySchedule> & { readonly id?: string };
export type ScheduleRun = Wire<LibraryScheduleRun>;
export type OccurrencePreview = Wire<LibraryPreview>;
export type ReconciliationRun = Wire<LibraryRun>;
export type Finding = Wire<KeptFinding>;
export type Alert = Wire<AlertRecord>;
export type FigureReport = Wire<LibraryFigures>;
export type WebhookFigures = Wire<LibraryWebhookFigures>;
export type Balances = Wire<Quoted<{ readonly balance: Money }>>;

export interface OperationCapability {
  readonly lookup: string;
  readonly deduplicatesForMs: number;
}

export interface Account {
  readonly id: string;
  readonly provider: string;
  readonly isDefault: boolean;
  readonly takesPayments?: boolean;
  readonly sendsPayouts?: boolean;
  /** Why its webhooks cannot be verified. */
  readonly webhookProblem?: string;
  readonly capabilities: {
    readonly operations: Readonly<Record<string, OperationCapability | undefined>>;
    readonly webhooks?: { readonly scheme: string; readonly needsConfirmation: boolean } | undefined;
    readonly partialRefunds: boolean;
    readonly payoutMemo: boolean | readonly string[];
  };
  readonly health: Wire<AccountHealth>;
}

export interface Routing {
  readonly rules: readonly Wire<LibraryRule>[];
  readonly findings: readonly RoutingFinding[];
  readonly health?: readonly Wire<AccountHealth>[];
  readonly revision?: number;
}

export interface Person {
  readonly id: string;
  readonly email?: string;
  readonly name: string;
  readonly role: Role;
  readonly disabled: boolean;
  /** For those who manage access, as all below. */
  readonly status?: 'invited' | 'active' | 'disabled';
  readonly createdAt?: string;
}

export interface Invitation {
  readonly person: Person;
  readonly link: OneTimeLink;
}

export interface Token {
  readonly id: string;
  readonly name: string;
  readonly person: string;
  readonly scopes: readonly Permission[];
  readonly status: 'active' | 'expired' | 'revoked';
  readonly expiresAt: string;
  readonly createdAt: string;
  readonly lastUsedAt?: string;
}

/** A token that was just made. The secret is told this once. */
export interface NewToken {
  readonly token: Token;
  readonly secret: string;
}

export interface OneTimeLink {
  /** Told once. The page takes it up at `/claim#<token>`. */
  readonly token: string;
  readonly purpose: string;
  readonly expiresAt: string;
}

export interface AuditEntry {
  readonly id: string;
  readonly at: string;
  readonly person?: string;
  readonly permission: string;
  readonly method: string;
  readonly route: string;
  readonly record?: string;
  readonly outcome: 'done' | 'refused' | 'failed' | 'unknown';
  readonly status: number;
  readonly code?: string;
  readonly address: string;
  readonly requestId: string;
}
