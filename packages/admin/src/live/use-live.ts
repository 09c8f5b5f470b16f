import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { ask } from '../api/client.js';
import { backOffMs } from './back-off.js';
import { refreshedBy } from './refreshed-by.js';

/** Changes that come together are looked up together. */
const GATHER_MS = 250;

export type Connection = 'connecting' | 'live' | 'reconnecting';

/**
 * Follows what changes at the service, and has what is shown looked up anew. While there is no connection everything
 * stays as it is; once there is one again, everything is looked up, because nobody knows what was missed.
 */
export function useLive(isOn: boolean): Connection {
  const queries = useQueryClient();
  const [connection, setConnection] = useState<Connection>('connecting');

  useEffect(() => {
    if (!isOn) return undefined;
    let source: EventSource | undefined;
    let waiting: number | undefined;
    let gathering: number | undefined;
    let failures = 0;
    let concerned: Set<string> | undefined = new Set();

    const refresh = (): void => {
      gathering = undefined;
      if (concerned === undefined) void queries.invalidateQueries();
      else for (const name of concerned) void queries.invalidateQueries({ queryKey: [name] });
      concerned = new Set();
    };
    const connect = (): void => {
      const opened = new EventSource('/v1/events');
      source = opened;
      opened.onopen = () => {
        if (failures > 0) void queries.invalidateQueries();
        failures = 0;
        setConnection('live');
      };
      opened.addEventListener('change', ({ data }: MessageEvent<string>) => {
        const names = refreshedBy(data);
        if (names === undefined) concerned = undefined;
        else for (const name of names) concerned?.add(name);
        gathering ??= window.setTimeout(refresh, GATHER_MS);
      });
      // The browser's own tries end at the first answer that is no stream; these do not.
      opened.onerror = () => {
        opened.close();
        failures += 1;
        setConnection('reconnecting');
        // A session that is over ends the stream too; whoever asks with it is asked to sign in again.
        void ask('/v1/session').catch(() => undefined);
        waiting = window.setTimeout(connect, backOffMs(failures));
      };
    };
    connect();
    return () => {
      source?.close();
      window.clearTimeout(waiting);
      window.clearTimeout(gathering);
    };
  }, [isOn, queries]);
  return connection;
}
