import { RapportError } from "@rapport/contracts/errors";
import type { IntentDrift } from "@rapport/contracts/intents";
import { measureStability, standOut } from "@rapport/engine/population-stability";
import { readActions, samplePeople } from "@rapport/store/queries/intents";
import { getModelRow } from "@rapport/store/queries/models";
import type { Context } from "../context.ts";
import { DAY_MS, LOOK_BACK_DAYS, MAX_FEATURE_EVENTS, toHistories } from "./action-history.ts";
import { buildFeatures } from "./build-features.ts";
import { describeFeature } from "./describe-feature.ts";
import type { PropensityModel } from "./fit-propensity.ts";
import { readModelFile } from "./model-file.ts";
import { isEligible } from "./propensity-rows.ts";

/** People of today that are compared: enough to see a shift of 0.3 standard deviations in nine of ten cases. */
const PEOPLE = 1_000;
/** False alarms that are put up with. */
const RATE = 0.01;

/**
 * Compares the features of people as they are now with those that a goal's model was measured on.
 * @throws RapportError not_found when the project has no such model of a goal
 */
export async function measureDrift(ctx: Context, modelId: string): Promise<IntentDrift> {
  const model = await loadPropensity(ctx, modelId);
  const rows = await readFeatures(ctx, model);
  const names = model.trees.featureNames;
  const measured = names.map((feature, index) => {
    const values = Float64Array.from(rows, (row) => row[index] ?? Number.NaN);
    const reference = model.reference[index] ?? { bounds: [], counts: [] };
    return { feature, text: describeFeature(feature), ...measureStability(reference, values) };
  });
  const out = standOut(
    measured.map(({ pValue }) => pValue),
    RATE,
  );
  const features = measured
    .map((feature, index) => ({ ...feature, drifted: out[index] ?? false }))
    .sort((left, right) => left.pValue - right.pValue || right.psi - left.psi);
  return { modelId, people: rows.length, drifted: out.includes(true), features };
}

async function loadPropensity(ctx: Context, id: string): Promise<PropensityModel> {
  const row = await getModelRow(ctx.store.db, { projectId: ctx.projectId, kind: "intents", id });
  const file = row && (await ctx.blobs.read(row.blobKey));
  const intent = file && readModelFile(file);
  if (intent?.kind === "propensity") return intent.model;
  throw new RapportError("not_found", `There is no model “${id}” of a goal`);
}

async function readFeatures(ctx: Context, { definition, plan }: PropensityModel): Promise<Float64Array[]> {
  const { store, projectId } = ctx;
  const atMs = ctx.now();
  const from = new Date(atMs - LOOK_BACK_DAYS * DAY_MS);
  const profileIds = await samplePeople(store.db, { projectId, seenSince: from, limit: PEOPLE });
  const rows = await readActions(store.db, {
    projectId,
    profileIds,
    from,
    to: new Date(atMs),
    limit: MAX_FEATURE_EVENTS,
  });
  const { people, actionNames } = toHistories(rows);
  const numberOf = new Map(actionNames.map((name, index) => [name, index]));
  return people
    .filter((history) => isEligible(history, definition, atMs))
    .map((history) => buildFeatures(history, atMs, plan, numberOf));
}
