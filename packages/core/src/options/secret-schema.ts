import * as z from 'zod';
import { Secret } from './secret.js';

/** Accepts a credential as text or as a {@link Secret}, and gives a {@link Secret}. Refuses empty text. */
export const secretSchema: z.ZodType<Secret, string | Secret> = z
  .union([z.string().min(1, 'must not be empty'), z.custom<Secret>((value) => Secret.isInstance(value))], {
    error: 'must be text that is not empty, or a Secret',
  })
  .transform((value) => Secret.of(value));
