import type { Job } from "@rapport/contracts/jobs";
import type { JobRow } from "@rapport/store/queries/jobs";

/** A job as it is answered: without its checkpoint, which is for its own code. */
export function toJob(row: JobRow): Job {
  const { projectId: _, queueId: __, checkpoint: ___, done, total, note, ...job } = row;
  const isSaid = done !== null || total !== null || note !== null;
  return { ...job, progress: isSaid ? { done: done ?? 0, total, note: note ?? "" } : null };
}
