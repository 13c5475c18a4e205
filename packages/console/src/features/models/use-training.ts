import type { Job } from "@rapport/contracts/jobs";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { api } from "../../lib/api.ts";

export const MODELS_KEY = ["models"];
export const TRAINING_KEY = ["jobs", "recommender-train"];
/** How often a run that goes on is asked how far it is. */
const LOOK_MS = 1_000;

/** The latest training run, followed while it goes on, and the way to ask for one. */
export function useTraining() {
  const queryClient = useQueryClient();
  const latest = useQuery({
    queryKey: TRAINING_KEY,
    queryFn: ({ signal }) => api.jobs({ name: "recommender-train", limit: 1 }, signal),
    refetchInterval: (query) => (isUnderWay(query.state.data?.data[0]) ? LOOK_MS : false),
  });
  const job = latest.data?.data[0];
  const train = useMutation({
    mutationFn: api.trainModel,
    onSettled: () => queryClient.invalidateQueries({ queryKey: TRAINING_KEY }),
  });
  const finishedAt = job?.finishedAt;
  useEffect(() => {
    if (finishedAt) void queryClient.invalidateQueries({ queryKey: MODELS_KEY });
  }, [finishedAt, queryClient]);
  return { job, train, isBusy: train.isPending || isUnderWay(job) };
}

function isUnderWay(job: Job | undefined): boolean {
  return job !== undefined && job.finishedAt === null;
}
