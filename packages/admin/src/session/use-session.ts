import { useSyncExternalStore } from 'react';
import type { Permission, Session } from '../api/types.js';
import { type SessionState, sessionStore } from './session-store.js';

export function useSessionState(): SessionState {
  return useSyncExternalStore(sessionStore.subscribe, sessionStore.snapshot);
}

/** Who is signed in. Only within pages that nobody else sees. */
export function useSession(): Session {
  const state = useSessionState();
  if (!('session' in state)) throw new Error('Nobody is signed in.');
  return state.session;
}

/** Whether the person may do something. The service checks it again. */
export function useMay(permission: Permission): boolean {
  const state = useSessionState();
  return 'session' in state && state.session.permissions.includes(permission);
}
