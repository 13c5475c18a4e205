import { BEHAVIOUR_DIMENSION } from "@rapport/engine/embed-behaviour";
import type { BehaviourModelRow } from "@rapport/store/queries/behaviour-models";
import { getBehaviourModel, moveBehaviourModel } from "@rapport/store/queries/behaviour-models";
import { readStoreSeq } from "@rapport/store/queries/events";
import { listAbsorbed } from "@rapport/store/queries/lookalike";
import { z } from "zod";
import type { Context } from "../context.ts";
import { defineJob } from "../jobs/define-job.ts";
import type { RunningJob } from "../jobs/job-handler.ts";
import { handleJob } from "../jobs/job-handler.ts";
import { behaviourSpace } from "./behaviour-space.ts";
import { fitBehaviour } from "./fit-behaviour.ts";
import { peopleOfEvents } from "./read-behaviour.ts";
import { writeVectors } from "./write-vectors.ts";

const DAY_MS = 86_400_000;
/** Numbers below the mark that are looked at again: a transaction may commit after a later number was read. */
const OVERLAP = 5_000;
/** A model is made anew before its day is over when there are this many times as many people, and some: else a shop's first visitor says what is common. */
const GROWTH = { factor: 2, people: 20 };

/** Brings everybody's vector up to the events: every five minutes, and before a search that finds it behind. */
const behaviourVectorsRefresh = defineJob({
  name: "behaviour-vectors-refresh",
  input: z.object({}),
  cron: "*/5 * * * *",
  quiet: true,
});

export const handleBehaviourVectorsRefresh = handleJob(behaviourVectorsRefresh, refreshVectors);

/** Repeating it changes nothing. How common features are is counted anew daily; all vectors follow then. */
export async function refreshVectors(
  ctx: Context,
  job?: Pick<RunningJob<unknown>, "signal" | "report">,
): Promise<{ people: number }> {
  const { store, projectId } = ctx;
  const throughSeq = await readStoreSeq(store.db);
  const model = await getBehaviourModel(store.db, projectId);
  if (!model || (await isOutdated(ctx, model))) {
    const people = await fitBehaviour(ctx, { before: model, throughSeq }, job);
    if (people !== undefined) return { people };
  }
  return { people: model ? await followEvents(ctx, model, throughSeq, job) : 0 };
}

async function isOutdated(ctx: Context, model: BehaviourModelRow): Promise<boolean> {
  if (ctx.now() - model.fittedAt.getTime() > DAY_MS || model.dimension !== BEHAVIOUR_DIMENSION) return true;
  return (await ctx.vectors.count(behaviourSpace(model))) > GROWTH.factor * model.people + GROWTH.people;
}

async function followEvents(
  ctx: Context,
  model: BehaviourModelRow,
  throughSeq: number,
  job: Pick<RunningJob<unknown>, "signal" | "report"> | undefined,
): Promise<number> {
  const { store, projectId } = ctx;
  if (model.throughSeq >= throughSeq) return 0;
  const from = Math.max(0, model.throughSeq - OVERLAP);
  let people = 0;
  for await (const page of peopleOfEvents(ctx, { from, throughSeq })) {
    job?.signal.throwIfAborted();
    await writeVectors(ctx, model, page);
    people += page.length;
    job?.report({ done: people });
  }
  // Last: somebody may have become part of another person since their vector was made.
  const absorbed = await listAbsorbed(store.db, { projectId, afterSeq: from });
  if (absorbed.length > 0) await ctx.vectors.delete(behaviourSpace(model), absorbed);
  await moveBehaviourModel(store.db, { projectId, model: model.model, throughSeq });
  return people;
}
