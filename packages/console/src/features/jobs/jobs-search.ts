import type { JobState } from "@rapport/contracts/jobs";
import { JOB_STATES } from "@rapport/contracts/jobs";
import { readOneOf, readText } from "../../lib/read-search.ts";

/** What the jobs screen's address says: what is shown of the list, and which `job` is open. */
export type JobsSearch = { state?: JobState | undefined; name?: string | undefined; job?: string | undefined };

export function readJobsSearch(search: Record<string, unknown>): JobsSearch {
  return { state: readOneOf(search.state, JOB_STATES), name: readText(search.name), job: readText(search.job) };
}
