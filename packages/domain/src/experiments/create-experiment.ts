import { RapportError } from "@rapport/contracts/errors";
import type { Experiment, PutExperiment } from "@rapport/contracts/experiments";
import { newId } from "@rapport/contracts/ids";
import { insertExperiment } from "@rapport/store/queries/experiments";
import type { Context } from "../context.ts";
import { toExperiment } from "./to-experiment.ts";

const SALT_BYTES = 12;

/**
 * Adds an experiment as a draft: nobody is assigned before it is started.
 * @throws RapportError conflict when the project has one of this name
 */
export async function createExperiment(ctx: Context, input: PutExperiment): Promise<Experiment> {
  const nowMs = ctx.now();
  const row = {
    ...input,
    projectId: ctx.projectId,
    id: newId("experiment", nowMs, ctx.randomBytes(10)),
    state: "draft" as const,
    salt: Buffer.from(ctx.randomBytes(SALT_BYTES)).toString("base64url"),
    buckets: [],
    createdAt: new Date(nowMs),
    startedAt: null,
    stoppedAt: null,
  };
  if (await insertExperiment(ctx.store.db, row)) return toExperiment(row);
  throw nameTaken(input.name);
}

/** What is wrong with a second experiment of one name. */
export function nameTaken(name: string): RapportError {
  return new RapportError("conflict", `The project has an experiment “${name}” already; choose another name`, {
    fields: [{ pointer: "/name", message: "is the name of another experiment" }],
  });
}
