import type { QueryClient } from "@tanstack/react-query";
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";
import { sessionQuery } from "../session/use-session.ts";

const PAGE_SIZE = 50;

/** One person's profile. */
export function personQuery(id: string) {
  return queryOptions({ queryKey: ["person", id, "profile"], queryFn: ({ signal }) => api.user(id, signal) });
}

/** Pages of a person's timeline, of these kinds only where some are named. */
export function personTimelineQuery(id: string, kinds: string | undefined) {
  return infiniteQueryOptions({
    queryKey: ["person", id, "timeline", kinds],
    queryFn: ({ pageParam, signal }) => api.timeline(id, { limit: PAGE_SIZE, cursor: pageParam, kinds }, signal),
    initialPageParam: undefined as string | undefined, // as: widens the literal so that later cursors fit
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}

/** Asks for what the screen of a person shows, once it is known that somebody is signed in. */
export async function prefetchPerson(client: QueryClient, id: string): Promise<void> {
  const session = await client.fetchQuery(sessionQuery).catch(() => null);
  if (session === null) return;
  void client.prefetchQuery(personQuery(id));
  void client.prefetchInfiniteQuery(personTimelineQuery(id, undefined));
}
