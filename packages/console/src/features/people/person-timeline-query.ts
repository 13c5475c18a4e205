import { infiniteQueryOptions } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";

const PAGE_SIZE = 50;

/** Pages of a person's timeline, of these kinds only where some are named. */
export function personTimelineQuery(id: string, kinds: string | undefined) {
  return infiniteQueryOptions({
    queryKey: ["person", id, "timeline", kinds],
    queryFn: ({ pageParam, signal }) => api.timeline(id, { limit: PAGE_SIZE, cursor: pageParam, kinds }, signal),
    initialPageParam: undefined as string | undefined, // as: widens the literal so that later cursors fit
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}
