import { createHash } from "node:crypto";
import { HOLDOUT } from "@rapport/contracts/experiments";
import type { ExperimentRow } from "@rapport/store/queries/experiments";

/** Steps in which a layer is divided among its experiments. */
export const BUCKETS = 10_000;

type Assigned = Pick<ExperimentRow, "id" | "projectId" | "layer" | "salt" | "buckets" | "holdout" | "variants">;

/**
 * What one person sees: a variant, `holdout`, or undefined when they take no part. A pure function of the experiment and
 * the id, so that it is the same on every server and every visit and nothing has to be stored. Two independent hashes:
 * one of the layer's salt places the person among the experiments of the layer, one of the experiment's own salt
 * chooses the variant (Tang et al., "Overlapping Experiment Infrastructure", KDD 2010). O(variants + ranges).
 */
export function assignVariant(experiment: Assigned, unitId: string): string | undefined {
  const { projectId, layer, salt, buckets, holdout, variants } = experiment;
  const bucket = Math.floor(drawShare(layer === null ? `${salt}:traffic` : `${projectId}:${layer}`, unitId) * BUCKETS);
  if (!buckets.some(([from, to]) => bucket >= from && bucket < to)) return undefined;
  const share = drawShare(salt, unitId);
  if (share < holdout) return HOLDOUT;
  const total = variants.reduce((sum, { weight }) => sum + weight, 0);
  let rest = ((share - holdout) / (1 - holdout)) * total;
  for (const { name, weight } of variants) {
    rest -= weight;
    if (rest < 0) return name;
  }
  return variants.at(-1)?.name; // rounding left nothing of the last weight
}

/** A share in [0, 1) that is spread evenly over ids and always the same for one: 48 bits of SHA-256. */
function drawShare(salt: string, unitId: string): number {
  return createHash("sha256").update(`${salt}:${unitId}`).digest().readUIntBE(0, 6) / 2 ** 48;
}
