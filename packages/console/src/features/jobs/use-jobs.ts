import type { Job, JobState } from "@rapport/contracts/jobs";
import { jobsApi } from "../../lib/jobs-api.ts";
import { t } from "../../lib/text.ts";
import { typed, undone, useChange } from "../../lib/use-change.ts";
import { usePages } from "../../lib/use-pages.ts";

const JOBS_KEY = "jobs";
/** How often the list is asked for: by the second while a worker is at something, slower where only time passes. */
const REFRESH_MS = { working: 1_000, idle: 10_000 };

/** The project's jobs, the newest first, followed while something runs. */
export function useJobs(filter: { state: JobState | undefined; name: string | undefined }) {
  return usePages({
    key: [JOBS_KEY, "list", filter],
    read: (cursor, signal, limit) => jobsApi.list({ ...filter, limit, cursor }, signal),
    everyMs: (jobs) => (jobs.some(isSoon) ? REFRESH_MS.working : REFRESH_MS.idle),
  });
}

/** Ways to change one job; the list is read again whatever came of it. */
export function useJobCommands({ id, name }: Job) {
  const refresh = [[JOBS_KEY]];
  const cancel = useChange({
    run: () => jobsApi.cancel(id),
    guard: typed(
      t("Cancel this “{name}”? What it did so far stays, and it can be started again.", { name }),
      t("Cancel"),
    ),
    refresh,
  });
  const retry = useChange({
    run: () => jobsApi.retry(id),
    guard: undone(t("Started again."), ({ id: again }: { id: string }) => jobsApi.cancel(again)),
    refresh,
  });
  return { cancel, retry, error: cancel.error ?? retry.error, isBusy: cancel.isPending || retry.isPending };
}

/** A worker holds it, or may take it up any moment. */
function isSoon({ state, finishedAt, runAt }: Job): boolean {
  return finishedAt === null && (state === "running" || Date.parse(runAt) <= Date.now());
}
