import * as z from 'zod';
import { PERMISSIONS, ROLES } from './actor.js';

/** A page is asked for by how long it may be and where the one before it ended. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(1000).optional(),
  cursor: z.string().min(1).max(500).optional(),
};

/** A page of answers, and where the next one begins, if there is more. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.strictObject({ items: z.array(item), next: z.string().optional() });
}

export const roleSchema = z.enum(ROLES);
export const permissionSchema = z.enum(PERMISSIONS as [(typeof PERMISSIONS)[number]]);

/** An id in a path: what is none is not there. */
export const idParams = z.strictObject({ id: z.string().min(1).max(200) });

/** An instant in an answer. */
export const instant = z.iso.datetime();

export const emailSchema = z
  .string()
  .max(254)
  .transform((email) => email.trim().toLowerCase())
  .pipe(z.email());

/** The name of a person or a token: one line that can be read. */
export const nameSchema = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[^\p{C}\p{Zl}\p{Zp}]*$/u, 'must be one line of readable text');
