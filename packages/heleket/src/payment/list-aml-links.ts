import { type ObjectQuery, operation, statusTable } from '@paymux/core';
import { namingProblems, ownRequestCheck, toInstant } from '@paymux/merchant-sign';
import * as z from 'zod';

/** Where a questionnaire stands. `unrecognised`: the provider used a word nobody has mapped. */
export type AmlLinkStatus = 'init' | 'pending' | 'completed' | 'expired' | 'unrecognised';

/** A questionnaire that the payer of a held payment is asked to fill in. */
export interface AmlLink {
  /** The page to send the payer to. */
  readonly link: string;
  readonly expiresAt: Date | undefined;
  readonly status: AmlLinkStatus;
  /** The provider's own word, never translated. */
  readonly providerStatus: string;
}

/**
 * Every status of a questionnaire.
 *
 * @see docs/providers/heleket.md#questionnaires
 */
const HELEKET_AML_STATUSES = statusTable<{ readonly status: AmlLinkStatus }>({
  init: { status: 'init' },
  pending: { status: 'pending' },
  completed: { status: 'completed' },
  expired: { status: 'expired' },
});

/** `POST /v1/payment/aml-links`: the questionnaires about a payment that is held, oldest first. */
export const listAmlLinks = operation({
  path: '/v1/payment/aml-links',
  effect: 'read',
  check: ownRequestCheck<ObjectQuery>({ required: [], optional: ['reference', 'providerId'] }, (query) =>
    namingProblems(query),
  ),
  build: ({ providerId, reference }: ObjectQuery) => ({ uuid: providerId, order_id: reference }),
  answer: z.array(z.object({ link: z.string().min(1), expired_at: z.string().nullish(), status: z.string() })),
  parse: (links): readonly AmlLink[] =>
    links.map(({ expired_at, link, status }) => ({
      link,
      expiresAt: toInstant(expired_at),
      status: HELEKET_AML_STATUSES.read(status).status,
      providerStatus: status,
    })),
});
