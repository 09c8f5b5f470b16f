import * as z from 'zod';
import { problem } from '../routes/schemas.js';

/** {@link ApiProblem} as a schema, for the documentation. */
export const problemSchema = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string(),
    outcome: z.enum(['not_sent', 'rejected', 'unknown']),
    moneyMayHaveMoved: z.boolean(),
    problems: z.array(problem).optional(),
    follow: z.string().optional(),
    requestId: z.string(),
  })
  .meta({
    id: 'Problem',
    examples: [
      {
        type: '/problems/not-covered',
        title: 'Not covered',
        status: 409,
        detail: 'The balance does not cover payout "salary-7". Nothing was sent. Fund the account, or wait.',
        code: 'not_covered',
        outcome: 'not_sent',
        moneyMayHaveMoved: false,
        requestId: 'req_0f1e2d3c4b5a69788796a5b4',
      },
    ],
  });
