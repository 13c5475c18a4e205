import type { Job, JobState } from "@rapport/contracts/jobs";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../lib/api.ts";

const JOBS_KEY = "jobs";
/** How often the list is asked for: by the second while a worker is at something, slower where only time passes. */
const REFRESH_MS = { working: 1_000, idle: 10_000 };

/** The project's jobs, the newest first, followed while something runs. */
export function useJobs(filter: { state: JobState | undefined; name: string | undefined }) {
  return useInfiniteQuery({
    queryKey: [JOBS_KEY, "list", filter],
    queryFn: ({ pageParam, signal }) => api.jobs({ ...filter, limit: 50, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined, // as: widens the literal so that later cursors fit
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ data }) => data.some(isSoon)) ? REFRESH_MS.working : REFRESH_MS.idle,
  });
}

/** Ways to change one job; the list is read again whatever came of it. */
export function useJobCommands(id: string) {
  const queryClient = useQueryClient();
  const onSettled = () => queryClient.invalidateQueries({ queryKey: [JOBS_KEY] });
  const cancel = useMutation({ mutationFn: () => api.cancelJob(id), onSettled });
  const retry = useMutation({ mutationFn: () => api.retryJob(id), onSettled });
  return { cancel, retry, error: cancel.error ?? retry.error, isBusy: cancel.isPending || retry.isPending };
}

/** A worker holds it, or may take it up any moment. */
function isSoon({ state, finishedAt, runAt }: Job): boolean {
  return finishedAt === null && (state === "running" || Date.parse(runAt) <= Date.now());
}
