import type { Job } from "@rapport/contracts/jobs";
import { z } from "zod";
import { jobsApi } from "../../lib/jobs-api.ts";
import { t } from "../../lib/text.ts";
import { typed, useChange } from "../../lib/use-change.ts";
import { Button } from "../../ui/button.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { TimeSaid } from "../../ui/time-said.tsx";
import { TRAINING_KEY } from "./use-training.ts";

const resultSchema = z.union([
  z.object({ outcome: z.literal("too_little_data"), interactions: z.number() }),
  z.object({ outcome: z.literal("trained"), version: z.number(), activated: z.boolean() }),
]);

/** How far the training run is that goes on, or what became of the last one. */
export function TrainingNote({ job }: { job: Job | undefined }) {
  if (!job) return null;
  if (job.state === "failed") {
    return (
      <ProblemNote title={t("The last training run failed")} error={new Error(job.error ?? t("It gave no reason."))} />
    );
  }
  if (job.finishedAt !== null) {
    return (
      <p role="status" className="border-b border-line px-4 py-2.5 text-body text-ink-2">
        {job.state === "cancelled" ? t("The last training run was cancelled") : describeResult(job.result)}{" "}
        <TimeSaid iso={job.finishedAt} />
      </p>
    );
  }
  return <Running job={job} />;
}

function Running({ job }: { job: Job }) {
  const cancel = useChange({
    run: () => jobsApi.cancel(job.id),
    guard: typed(t("Cancel the training? It begins anew when it is asked for again."), t("Cancel")),
    refresh: [TRAINING_KEY],
  });
  const percent = Math.round(job.progress?.done ?? 0);
  return (
    <div className="border-b border-line px-4 py-3">
      <div className="flex items-center gap-3">
        <div
          role="progressbar"
          aria-label={t("Training")}
          aria-valuenow={percent}
          aria-valuemin={0}
          aria-valuemax={100}
          className="h-1.5 min-w-0 flex-1 overflow-hidden rounded-full bg-line"
        >
          <span className="block h-full bg-accent-solid" style={{ width: `${percent}%` }} />
        </div>
        <span className="w-10 text-end text-small text-ink-2 tabular-nums">{percent}%</span>
        <Button disabled={cancel.isPending} onClick={() => cancel.mutate()}>
          {t("Cancel")}
        </Button>
      </div>
      <p role="status" className="mt-1 text-small text-ink-2">
        {job.state === "retrying"
          ? t("Trying again after: {error}", { error: job.error ?? "" })
          : job.progress?.note || t("Waiting for a worker")}
      </p>
      {cancel.error && <ProblemNote title={t("It could not be cancelled")} error={cancel.error} />}
    </div>
  );
}

function describeResult(result: unknown): string {
  const { data } = resultSchema.safeParse(result);
  if (data === undefined) return t("The last training run ended");
  if (data.outcome === "too_little_data") {
    return t(
      "There is too little to train on yet: {interactions} interactions, and 60 people must have turned to two items or more. Recommendations learn by every event meanwhile. Looked",
      { interactions: data.interactions },
    );
  }
  return data.activated
    ? t("Version {version} was trained and put to work", { version: data.version })
    : t("Version {version} was trained; it did no better, so the one before goes on. Ended", { version: data.version });
}
