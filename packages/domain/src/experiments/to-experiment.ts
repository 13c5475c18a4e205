import type { Experiment } from "@rapport/contracts/experiments";
import type { ExperimentRow } from "@rapport/store/queries/experiments";

/** The public form of a row. The salt stays here: with it a page could choose an id that sees a variant of its choice. */
export function toExperiment(row: ExperimentRow): Experiment {
  const { projectId: _, salt: __, buckets: ___, createdAt, startedAt, stoppedAt, ...rest } = row;
  return {
    ...rest,
    createdAt: createdAt.toISOString(),
    startedAt: startedAt?.toISOString() ?? null,
    stoppedAt: stoppedAt?.toISOString() ?? null,
  };
}
