import type { Job } from "@rapport/contracts/jobs";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { jobsApi } from "./jobs-api.ts";
import { t } from "./text.ts";
import { undone, useChange } from "./use-change.ts";

/** How often a job that goes on is asked how far it is. */
const LOOK_MS = 1_000;

/** Key of the latest job of a name. */
export const latestJobKey = (name: string) => ["jobs", name];

/** The latest job of a name, followed while it goes on, and the way to ask for one; what it makes is read anew when it ends. */
export function useLatestJob(name: string, ask: () => Promise<Asked>, madeKey: readonly string[]) {
  const queries = useQueryClient();
  const latest = useQuery({
    queryKey: latestJobKey(name),
    queryFn: ({ signal }) => jobsApi.list({ name, limit: 1 }, signal),
    refetchInterval: ({ state }) => (isUnderWay(state.data?.data[0]) ? LOOK_MS : false),
  });
  const start = useChange({
    run: ask,
    guard: undone(t("Asked for."), (made: Asked) => jobsApi.cancel(jobIdOf(made))),
    refresh: [latestJobKey(name)],
  });
  const job = latest.data?.data[0];
  const made = madeKey.join(" ");
  const finishedAt = job?.finishedAt;
  useEffect(() => {
    if (finishedAt) void queries.invalidateQueries({ queryKey: made.split(" ") });
  }, [finishedAt, made, queries]);
  const runs = isUnderWay(job);
  return { job, runs, start, isBusy: runs || start.isPending };
}

/** Answers name the job that they began in one of two ways. */
type Asked = { id: string } | { jobId: string };

function jobIdOf(asked: Asked): string {
  return "id" in asked ? asked.id : asked.jobId;
}

function isUnderWay(job: Job | undefined): boolean {
  return job !== undefined && job.finishedAt === null;
}
