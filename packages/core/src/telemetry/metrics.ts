/** How one figure is told. */
export interface Metric {
  /** `counter`: only grows; `gauge`: how it stands; `histogram`: how values are spread. */
  readonly type: 'counter' | 'gauge' | 'histogram';
  /** In the notation of UCUM: `s` for seconds, `{call}` for a count of calls. */
  readonly unit: string;
  readonly help: string;
  /** What it is told by. A label that is not among them is left out. */
  readonly labels: readonly Label[];
  /** Upper bounds of a histogram's buckets, in its unit. */
  readonly buckets?: readonly number[] | undefined;
}

/** What figures are told by, and how an attribute is named that says it. */
export const LABELS = {
  account: 'paymux.account',
  accepted: 'paymux.accepted',
  code: 'paymux.code',
  failure: 'paymux.failure',
  from: 'paymux.from',
  keyId: 'paymux.key_id',
  kind: 'paymux.kind',
  mutating: 'paymux.mutating',
  operation: 'paymux.operation',
  outcome: 'paymux.outcome',
  provider: 'paymux.provider',
  reason: 'paymux.reason',
  recipe: 'paymux.recipe',
  state: 'paymux.state',
  status: 'http.response.status_code',
  subject: 'paymux.subject',
  to: 'paymux.to',
  work: 'paymux.work',
} as const;

/** One of {@link LABELS}. */
export type Label = keyof typeof LABELS;

/** What one value is told by. Names, kinds and codes, of each of which there are few; absent ones are left out. */
export type MetricLabels = Readonly<Partial<Record<Label, string | number | boolean | undefined>>>;

/** Seconds, from a quick answer to the default deadline of a call. */
const CALL_SECONDS = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];
/** Seconds, from at once to a day. */
const WAIT_SECONDS = [0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600, 21_600, 86_400];

const CALL = ['provider', 'operation', 'account', 'mutating'] as const;

/** Every figure there is, by its name. What is told where, in documents and on dashboards, follows from this table. */
export const METRICS = {
  'paymux.calls': {
    type: 'counter',
    unit: '{call}',
    help: 'Calls to a provider',
    labels: [...CALL, 'outcome', 'code'],
  },
  'paymux.call.duration': {
    type: 'histogram',
    unit: 's',
    help: 'Time of calls to a provider, waits between attempts included',
    labels: [...CALL, 'outcome', 'code'],
    buckets: CALL_SECONDS,
  },
  'paymux.attempts': {
    type: 'counter',
    unit: '{attempt}',
    help: 'HTTP attempts within calls',
    labels: [...CALL, 'status', 'failure'],
  },
  'paymux.retries': {
    type: 'counter',
    unit: '{attempt}',
    help: 'HTTP attempts that repeat one within the same call',
    labels: CALL,
  },
  'paymux.retries.exhausted': {
    type: 'counter',
    unit: '{call}',
    help: 'Calls that failed although they were repeated',
    labels: [...CALL, 'outcome', 'code'],
  },
  'paymux.webhooks': {
    type: 'counter',
    unit: '{delivery}',
    help: 'Webhook deliveries, verified or refused, and by which key they were signed',
    labels: ['provider', 'account', 'accepted', 'reason', 'recipe', 'keyId'],
  },
  'paymux.inbox.messages': {
    type: 'counter',
    unit: '{message}',
    help: 'Webhook events by what became of them: waiting, done, dead or review',
    labels: ['account', 'kind', 'state'],
  },
  'paymux.notices': {
    type: 'counter',
    unit: '{notice}',
    help: 'Changes that the application was told, by what became of it: done or dead',
    labels: ['subject', 'state'],
  },
  'paymux.transitions': {
    type: 'counter',
    unit: '{change}',
    help: 'Payments and payouts by the change of their state',
    labels: ['subject', 'account', 'from', 'to'],
  },
  'paymux.documents': {
    type: 'counter',
    unit: '{change}',
    help: 'Schedules, imports, reconciliations, alerts and the like, by the state they were stored in',
    labels: ['kind', 'state'],
  },
  'paymux.idempotency.replays': {
    type: 'counter',
    unit: '{request}',
    help: 'Requests that were answered with what an earlier one under their key or reference had come to',
    labels: ['operation'],
  },
  'paymux.work.duration': {
    type: 'histogram',
    unit: 's',
    help: 'Time of one piece of work: a request, a step of the worker, a webhook',
    labels: ['work', 'account', 'outcome', 'code'],
    buckets: CALL_SECONDS,
  },
  'paymux.work.wait': {
    type: 'histogram',
    unit: 's',
    help: 'Time that work was due, or a webhook had arrived, before it was taken up',
    labels: ['work'],
    buckets: WAIT_SECONDS,
  },
  'paymux.worker.rounds': {
    type: 'counter',
    unit: '{round}',
    help: 'Looks of the worker for work',
    labels: [],
  },
  'paymux.worker.failures': {
    type: 'counter',
    unit: '{failure}',
    help: 'Rounds and steps of the worker that were broken off, to be taken again',
    labels: ['kind'],
  },
  'paymux.due.lag': {
    type: 'gauge',
    unit: 's',
    help: 'How long the row had been due that was due longest, when the worker last looked',
    labels: ['kind'],
  },
  'paymux.inbox.backlog': {
    type: 'gauge',
    unit: '{message}',
    help: 'Webhook events that are waiting, dead or in review, counted up to 1000',
    labels: ['state'],
  },
  'paymux.needs_review': {
    type: 'gauge',
    unit: '{record}',
    help: 'Payments and payouts that a person has to look at, counted up to 1000',
    labels: ['subject'],
  },
  'paymux.alerts.firing': {
    type: 'gauge',
    unit: '{alert}',
    help: 'Alerts that are firing, counted up to 1000',
    labels: [],
  },
  'paymux.account.health': {
    type: 'gauge',
    unit: '{account}',
    help: '1 for the state that an account is in: healthy, open (left alone), trial; 0 for the others',
    labels: ['account', 'state'],
  },
} as const satisfies Readonly<Record<string, Metric>>;

/** One of {@link METRICS}. */
export type MetricName = keyof typeof METRICS;
