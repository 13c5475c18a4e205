import { z } from "zod";
import { defineJob } from "../jobs/define-job.ts";
import { handleJob } from "../jobs/job-handler.ts";
import { scorePeople } from "./score-people.ts";

/** Keeps everybody's intents and scores for segments to ask for: every five minutes those who did something. */
const intentsScore = defineJob({ name: "intents-score", input: z.object({}), cron: "*/5 * * * *", quiet: true });

export const handleIntentsScore = handleJob(intentsScore, (ctx, job) => scorePeople(ctx, job));
