import type { FindingKind } from './finding.js';

/** A suggested cause, and the next step. */
export interface Advice {
  readonly cause: string;
  readonly nextStep: string;
}

/** What to think and do about findings of each kind, where nothing more is known. */
export const ADVICE: Readonly<Record<FindingKind, Advice>> = {
  missing_here: {
    cause: 'it was opened outside this system, or under a reference that is not ours',
    nextStep: 'find out at the provider who opened it; if nobody here did, change the credentials of the account',
  },
  missing_there: {
    cause: 'the request never arrived, or the other side dropped it',
    nextStep: 'ask the other side for this reference; send nothing again before it has answered',
  },
  amount: {
    cause: 'it was changed or converted on the other side, or paid short or over',
    nextStep: 'compare both amounts with what was agreed, and have the other side correct or explain it',
  },
  fee: {
    cause: 'the tariff changed, or the fee was told after it was booked',
    nextStep: 'compare the fee with the tariff, and book the difference or claim it back',
  },
  status: {
    cause: 'one side learned something that the other did not',
    nextStep: 'look at both histories; resolve the record once the other side has confirmed its status in writing',
  },
  duplicate: {
    cause: 'the same request was carried out twice',
    nextStep: 'have the second one stopped or returned, and pay nothing to this receiver until it is',
  },
  late: {
    cause: 'it is stuck on the other side',
    nextStep: 'ask the other side what it waits for; send nothing again, it may still go out',
  },
  balance: {
    cause: 'money moved outside this system, or a top-up, fee or conversion was not booked',
    nextStep: "compare the provider's statement with the entries of the ledger, and book what is missing",
  },
};
