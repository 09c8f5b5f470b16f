import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { ask, withQuery } from './client.js';
import type { Page } from './types.js';

export interface PagedList<Row> {
  /** Absent until the first page is there. */
  readonly rows: readonly Row[] | undefined;
  readonly error: unknown;
  readonly hasMore: boolean;
  readonly isBusy: boolean;
  readonly more: () => void;
}

type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A list of the service by its cursor: one page more at each demand, all of them looked up anew when they change. */
export function usePagedList<Row>(name: string, path: string, query: Query = {}): PagedList<Row> {
  const { data, error, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: [name, path, query],
    queryFn: ({ pageParam, signal }) => ask<Page<Row>>(withQuery(path, { ...query, cursor: pageParam }), { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });
  const rows = useMemo(() => data?.pages.flatMap(({ items }) => items), [data]);
  return { rows, error, hasMore: hasNextPage, isBusy: isFetchingNextPage, more: () => void fetchNextPage() };
}
