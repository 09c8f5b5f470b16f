import { KEPT_WRITE_KIND } from './kept-write.js';
import { LINK_KIND } from './people.js';
import { SESSION_KIND } from './sessions.js';
import { SIGN_IN_LIMIT_KIND } from './sign-in-limits.js';

/** Documents that nobody needs once they are a month old: sessions, links, counts of tries, and keys of writes. */
export const SHORT_LIVED_DOCUMENTS: readonly string[] = [SESSION_KIND, LINK_KIND, SIGN_IN_LIMIT_KIND, KEPT_WRITE_KIND];
