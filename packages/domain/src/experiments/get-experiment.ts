import { RapportError } from "@rapport/contracts/errors";
import type { Experiment } from "@rapport/contracts/experiments";
import type { ExperimentRow } from "@rapport/store/queries/experiments";
import { findExperiment, listExperimentRows } from "@rapport/store/queries/experiments";
import type { Context } from "../context.ts";
import { toExperiment } from "./to-experiment.ts";

/** One experiment. @throws RapportError not_found */
export async function getExperiment(ctx: Context, input: { id: string }): Promise<Experiment> {
  return toExperiment(requireExperiment(await findExperiment(ctx.store.db, ctx.projectId, input.id), input.id));
}

/** All experiments of the project, the newest first. */
export async function listExperiments(ctx: Context): Promise<{ data: Experiment[] }> {
  return { data: (await listExperimentRows(ctx.store.db, ctx.projectId)).map(toExperiment) };
}

/** @throws RapportError not_found when there is no such row in the project */
export function requireExperiment(row: ExperimentRow | undefined, id: string): ExperimentRow {
  if (row) return row;
  throw new RapportError("not_found", `There is no experiment ${id} in this project`);
}
