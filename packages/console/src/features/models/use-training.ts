import { latestJobKey, useLatestJob } from "../../lib/use-latest-job.ts";
import { modelsApi } from "./models-api.ts";

const TRAINING_JOB = "recommender-train";
export const MODELS_KEY = ["models"];
export const TRAINING_KEY = latestJobKey(TRAINING_JOB);

/** The latest training run, followed while it goes on, and the way to ask for one. */
export const useTraining = () => useLatestJob(TRAINING_JOB, modelsApi.train, MODELS_KEY);
