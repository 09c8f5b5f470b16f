import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { ApiError } from './api/api-error.js';
import { ask } from './api/client.js';
import type { Session } from './api/types.js';
import { dropDrafts } from './drafts/use-draft.js';
import { LanguageProvider } from './language/language.js';
import { matchPath } from './navigation/match-path.js';
import { usePlace } from './navigation/place.js';
import { ClaimLink } from './pages/sign-in/claim-link.js';
import { SignIn } from './pages/sign-in/sign-in.js';
import { Loading } from './parts/loading.js';
import { sessionStore } from './session/session-store.js';
import { useSessionState } from './session/use-session.js';
import { Shell } from './shell.js';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5000,
      // What the service refuses it refuses again; what did not answer may.
      retry: (failures, error) => !(error instanceof ApiError) && failures < 3,
    },
  },
});

let person: string | undefined;

// What one person saw and typed is not shown to the next.
sessionStore.subscribe(() => {
  const { session, state } = sessionStore;
  if (state.status === 'signed_out') queries.clear();
  if (person !== undefined && session !== undefined && session.person.id !== person) {
    dropDrafts();
    window.location.reload();
  }
  person = session?.person.id;
});

export function App(): ReactNode {
  return (
    <LanguageProvider>
      <QueryClientProvider client={queries}>
        <Door />
      </QueryClientProvider>
    </LanguageProvider>
  );
}

/** Everything is behind it but the page that a one-time link leads to. */
function Door(): ReactNode {
  const state = useSessionState();
  const { path } = usePlace();
  const isClaim = matchPath('/claim', path) !== undefined;
  const isLoading = state.status === 'loading' && !isClaim;

  useEffect(() => {
    if (!isLoading) return;
    const lookUp = async (): Promise<void> => {
      try {
        sessionStore.signIn(await ask<Session>('/v1/session'));
      } catch {
        sessionStore.signOut();
      }
    };
    void lookUp();
  }, [isLoading]);
  if (isClaim) return <ClaimLink />;
  if (state.status === 'loading') {
    return (
      <div className="alone">
        <Loading />
      </div>
    );
  }
  return state.status === 'signed_out' ? <SignIn /> : <Shell isExpired={state.status === 'expired'} />;
}
