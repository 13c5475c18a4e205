import { RapportError } from "@rapport/contracts/errors";
import type { Experiment } from "@rapport/contracts/experiments";
import { putExperimentSchema } from "@rapport/contracts/experiments";
import { findExperiment, findExperimentByName } from "@rapport/store/queries/experiments";
import type { Context } from "../context.ts";
import { createExperiment } from "../experiments/create-experiment.ts";
import { toExperiment } from "../experiments/to-experiment.ts";
import { changeContent, requireContent } from "./change-content.ts";

/** Characters of an id that tell pieces of one channel apart. */
const TAIL = 10;

/**
 * Makes the variants of an approved piece the arms of an experiment, which is a draft until somebody starts it: who is assigned `a`
 * gets variant `a`. A piece has one experiment; asked again, the answer is that one, unless it was deleted.
 * @throws RapportError not_found; conflict when the piece is not approved or has one variant only
 */
export async function draftContentExperiment(ctx: Context, id: string, unit: Experiment["unit"]): Promise<Experiment> {
  const { projectId, store } = ctx;
  const row = await requireContent(ctx, id);
  const known = row.experimentId === null ? undefined : await findExperiment(store.db, projectId, row.experimentId);
  if (known) return toExperiment(known);
  if (row.state !== "approved") throw new RapportError("conflict", `The piece is ${row.state}; approve it first`);
  if (row.variants.length < 2) throw new RapportError("conflict", "One variant alone cannot be compared");
  const name = `${row.channel}-${id.slice(-TAIL)}`;
  const input = putExperimentSchema.parse({
    name,
    description: row.variants.map(({ key, angle }) => `${key}: ${angle}`).join("; "),
    unit,
    variants: row.variants.map(({ key }) => ({ name: key, weight: 1 })),
  });
  // One of this name is left from an attempt that was cut off before the piece knew of it.
  const made = await findExperimentByName(store.db, projectId, name);
  const experiment = made ? toExperiment(made) : await createExperiment(ctx, input);
  await changeContent(ctx, id, async () => ({ experimentId: experiment.id }));
  return experiment;
}
