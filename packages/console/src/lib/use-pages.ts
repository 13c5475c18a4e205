import type { InfiniteData, QueryKey, UseInfiniteQueryResult } from "@tanstack/react-query";
import { hashKey, keepPreviousData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";

type ListPage = { data: readonly unknown[]; nextCursor: string | null };
type RowOf<Page extends ListPage> = Page["data"][number];

/** A list that goes on was scrolled when it holds more pages than these; reading it anew would ask for each of them. */
const FRESH_PAGES = 2;
/** Rows of the first page, which is waited for, and of those that come while one scrolls. */
const PAGE_ROWS = { first: 50, later: 200 };

type PagesOptions<Page extends ListPage> = {
  key: QueryKey;
  read: (cursor: string | undefined, signal: AbortSignal, limit: number) => Promise<Page>;
  /** How often the list is asked for while it was not scrolled far: what is being read is left as it is. */
  everyMs?: number | ((rows: readonly RowOf<NoInfer<Page>>[]) => number) | undefined;
};

type Pages<Page extends ListPage> = {
  /** All rows that are loaded, the same array until there are others; undefined while there are none. */
  rows: readonly RowOf<Page>[] | undefined;
  query: UseInfiniteQueryResult<{ pages: readonly Page[] }, Error>;
};

/** A list of the server by pages: the rows that are loaded, and the way to more. Another filter keeps the rows until its own are there. */
export function usePages<Page extends ListPage>({ key, read, everyMs }: PagesOptions<Page>): Pages<Page> {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) =>
      read(pageParam, signal, pageParam === undefined ? PAGE_ROWS.first : PAGE_ROWS.later),
    initialPageParam: undefined as string | undefined, // as: widens the literal so that later cursors fit
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: isShort,
    refetchOnReconnect: isShort,
    refetchInterval: (asked) => {
      if (everyMs === undefined || !isShort(asked)) return false;
      return typeof everyMs === "number"
        ? everyMs
        : everyMs(asked.state.data?.pages.flatMap((page) => page.data) ?? []);
    },
  });
  useTrimOnLeave(key);
  const { data } = query;
  const rows = useMemo(() => data?.pages.flatMap((page): RowOf<Page>[] => [...page.data]), [data]);
  return { rows, query };
}

/** Whoever comes back begins at the top: one page is asked for then, and not all that were scrolled through. */
function useTrimOnLeave(key: QueryKey): void {
  const client = useQueryClient();
  const hash = hashKey(key);
  useEffect(
    () => () => {
      client.setQueriesData<InfiniteData<unknown>>(
        { predicate: ({ queryHash }) => queryHash === hash },
        (data) => data && { pages: data.pages.slice(0, 1), pageParams: data.pageParams.slice(0, 1) },
      );
    },
    [client, hash],
  );
}

/** False for a list by pages that was scrolled far. */
export function isShort({ state }: { state: { data?: unknown } }): boolean {
  const { data } = state;
  if (typeof data !== "object" || data === null || !("pages" in data) || !Array.isArray(data.pages)) return true;
  return data.pages.length <= FRESH_PAGES;
}
