import type { Job } from "@rapport/contracts/jobs";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { Button } from "../../ui/button.tsx";
import { intentsApi } from "./intents-api.ts";

const PROGRESS_MS = 1_000;
const OPEN_STATES: readonly Job["state"][] = ["waiting", "running", "retrying"];

/** Starts a training run and says how far it is. */
export function TrainButton() {
  const queries = useQueryClient();
  const last = useQuery({
    queryKey: ["intents", "training"],
    queryFn: ({ signal }) => intentsApi.lastTraining(signal),
    refetchInterval: ({ state }) => (isOpen(state.data?.data[0]) ? PROGRESS_MS : false),
  });
  const train = useMutation({ mutationFn: intentsApi.train, onSuccess: () => last.refetch() });
  const job = last.data?.data[0];
  const runs = isOpen(job);
  const ran = useRef(false);
  useEffect(() => {
    if (ran.current && !runs) void queries.invalidateQueries({ queryKey: ["intents", "models"] });
    ran.current = runs;
  }, [runs, queries]);
  return (
    <>
      <span role="status" className="text-small text-ink-3">
        {describe(job, train.error)}
      </span>
      <Button look="primary" disabled={runs || train.isPending} onClick={() => train.mutate()}>
        {runs ? "Training …" : "Train now"}
      </Button>
    </>
  );
}

function isOpen(job: Job | undefined): boolean {
  return job !== undefined && OPEN_STATES.includes(job.state);
}

function describe(job: Job | undefined, error: Error | null): string {
  if (error) return error.message;
  if (job?.state === "failed") return `The last run failed: ${job.error ?? "no reason was kept"}`;
  if (!job || !isOpen(job)) return "";
  const { progress } = job;
  if (!progress) return "waits for its turn";
  return progress.total ? `${progress.note}, ${progress.done} of ${progress.total} people` : progress.note;
}
