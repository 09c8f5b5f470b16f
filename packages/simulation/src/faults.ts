/** How often what goes wrong. Probabilities are for each effect, request or delivery. */
export interface Faults {
  /** A process dies at an effect, before or after it happened. */
  readonly crash: number;
  /** A commit was made, and its answer is lost. */
  readonly commitReplyLost: number;
  /** The store cannot be reached. */
  readonly storeUnavailable: number;
  /** A request never arrives, and nobody says so. */
  readonly requestLost: number;
  /** A request provably never left. */
  readonly requestReset: number;
  /** A request arrives long after its caller gave up, up to an hour later. */
  readonly requestLate: number;
  /** A request arrives twice. */
  readonly requestTwice: number;
  /** The answer of the provider is lost. */
  readonly answerLost: number;
  /** The provider answers 5xx, before or after it acted. */
  readonly serverError: number;
  /** The provider turns the request away unread. */
  readonly rateLimited: number;
  /** The provider says no. */
  readonly rejected: number;
  /** A look-up has no answer. */
  readonly lookUpFailed: number;
  /** A webhook is never delivered. */
  readonly webhookLost: number;
  readonly webhookTwice: number;
  /** A webhook comes up to an hour late. */
  readonly webhookLate: number;
  /** Somebody sends a webhook that the provider never signed. */
  readonly webhookForged: number;
  /** The provider holds another amount or address than it was asked for. */
  readonly otherTerms: number;
  /** A worker stands still for longer than its lease. */
  readonly pause: number;
  /** How wrong clocks are, in milliseconds either way. */
  readonly skewMs: number;
}

/** Nothing goes wrong. */
export const NO_FAULTS: Faults = {
  crash: 0,
  commitReplyLost: 0,
  storeUnavailable: 0,
  requestLost: 0,
  requestReset: 0,
  requestLate: 0,
  requestTwice: 0,
  answerLost: 0,
  serverError: 0,
  rateLimited: 0,
  rejected: 0,
  lookUpFailed: 0,
  webhookLost: 0,
  webhookTwice: 0,
  webhookLate: 0,
  webhookForged: 0,
  otherTerms: 0,
  pause: 0,
  skewMs: 0,
};
