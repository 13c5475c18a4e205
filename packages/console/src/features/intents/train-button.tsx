import type { Job } from "@rapport/contracts/jobs";
import { useLatestJob } from "../../lib/use-latest-job.ts";
import { Button } from "../../ui/button.tsx";
import { intentsApi } from "./intents-api.ts";

/** Starts a training run and says how far it is. */
export function TrainButton() {
  const { job, runs, start, isBusy } = useLatestJob("intents-train", intentsApi.train, ["intents", "models"]);
  return (
    <>
      <span role="status" className="text-small text-ink-3">
        {describe(job, start.error)}
      </span>
      <Button look="primary" disabled={isBusy} onClick={() => start.mutate()}>
        {runs ? "Training …" : "Train now"}
      </Button>
    </>
  );
}

function describe(job: Job | undefined, error: Error | null): string {
  if (error) return error.message;
  if (job?.state === "failed") return `The last run failed: ${job.error ?? "no reason was kept"}`;
  if (job?.finishedAt !== null) return "";
  const { progress } = job;
  if (!progress) return "waits for its turn";
  return progress.total ? `${progress.note}, ${progress.done} of ${progress.total} people` : progress.note;
}
