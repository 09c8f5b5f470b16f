import { ask } from '../api/client.js';
import { newKey } from '../api/intent.js';
import { dropDrafts } from '../drafts/use-draft.js';
import { go } from '../navigation/place.js';
import { sessionStore } from './session-store.js';

/** Ends the session, there and here. What was typed and not sent leaves with whoever typed it. */
export function useSignOut(): () => Promise<void> {
  return async () => {
    try {
      await ask('/v1/session', { method: 'DELETE', key: newKey() });
    } catch {
      // A service that does not answer ends the session by itself.
    }
    dropDrafts();
    sessionStore.signOut();
    go('/', { replace: true });
  };
}
