import type { Job } from "@rapport/contracts/jobs";
import { describeFailure } from "../../lib/problem-words.ts";
import { t } from "../../lib/text.ts";
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
        {runs ? t("Training …") : t("Train now")}
      </Button>
    </>
  );
}

function describe(job: Job | undefined, error: Error | null): string {
  if (error) return describeFailure(error);
  if (job?.state === "failed")
    return t("The last run failed: {error}", { error: job.error ?? t("no reason was kept") });
  if (job?.finishedAt !== null) return "";
  const { progress } = job;
  if (!progress) return t("waits for its turn");
  return progress.total
    ? t("{note}, {done} of {total} people", { note: progress.note, done: progress.done, total: progress.total })
    : progress.note;
}
