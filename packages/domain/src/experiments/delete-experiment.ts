import { RapportError } from "@rapport/contracts/errors";
import { deleteExperimentRow, lockExperiment } from "@rapport/store/queries/experiments";
import type { Context } from "../context.ts";
import { requireExperiment } from "./get-experiment.ts";

/** Forgets an experiment; its exposures stay events. @throws RapportError not_found; conflict while it runs */
export async function deleteExperiment(ctx: Context, input: { id: string }): Promise<void> {
  const { store, projectId } = ctx;
  await store.withTransaction(async (tx) => {
    const row = requireExperiment(await lockExperiment(tx, projectId, input.id), input.id);
    if (row.state === "running") throw new RapportError("conflict", "The experiment is running; stop it first");
    await deleteExperimentRow(tx, projectId, input.id);
  });
}
