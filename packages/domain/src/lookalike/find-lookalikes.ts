import type { LookalikeAnswer, LookalikeRequest } from "@rapport/contracts/lookalike";
import { BEHAVIOUR_DIMENSION, contrast } from "@rapport/engine/embed-behaviour";
import type { VectorAnswer } from "@rapport/ports/vector-index";
import { VECTOR_LIMITS } from "@rapport/ports/vector-index";
import type { BehaviourModelRow } from "@rapport/store/queries/behaviour-models";
import { getBehaviourModel, getBehaviourModelName } from "@rapport/store/queries/behaviour-models";
import { findSeedProfiles, readLivingUserIds } from "@rapport/store/queries/lookalike";
import type { Context } from "../context.ts";
import { formatProfileId, parseProfileId } from "../profiles/profile-id.ts";
import { behaviourSpace } from "./behaviour-space.ts";

/** Matches beyond those asked for: some may have become part of another person since. */
const SPARE = 50;
/** Times that a search begins again because its model was replaced while it went on. */
const ATTEMPTS = 3;

const NOTHING: VectorAnswer = { matches: [], isExact: true, isDegraded: false };

type Found = { found: ReadonlySet<string>; compared: number; answer: VectorAnswer };

/**
 * The people whose behaviour is most like that of a seed: by the direction in which the seed differs from everybody, through
 * the vector index.
 */
export async function findLookalikes(ctx: Context, request: LookalikeRequest): Promise<LookalikeAnswer> {
  const { store, projectId } = ctx;
  const seed = request.seed.map((id) => ({ id, profileId: parseProfileId(id) }));
  const roots = await findSeedProfiles(store.db, projectId, seed);
  const seeded = new Set(roots.values());
  const { model, found, compared, answer } = await searchNewest(ctx, seeded, request.size);
  const near = answer.matches.filter(({ id, score }) => !seeded.has(id) && score >= (request.threshold ?? -1));
  const ids = near.map(({ id }) => id);
  const userIds = await readLivingUserIds(store.db, projectId, ids);
  const people = near.flatMap(({ id, score }) => {
    const userId = userIds.get(id);
    return userId === undefined ? [] : [{ profileId: formatProfileId(id), userId, score }];
  });
  return {
    method: "behavioural",
    model: model?.model ?? null,
    dimension: model?.dimension ?? BEHAVIOUR_DIMENSION,
    compared,
    exact: answer.isExact,
    degraded: answer.isDegraded,
    missing: request.seed.filter((id) => !found.has(roots.get(id) ?? "")),
    data: people.slice(0, request.size),
  };
}

/** Searches the model that answers now; again, when its space was given up for a newer one before the search was over. */
async function searchNewest(
  ctx: Context,
  seeded: ReadonlySet<string>,
  size: number,
): Promise<Found & { model: BehaviourModelRow | undefined }> {
  for (let attempt = 1; ; attempt++) {
    const model = await getBehaviourModel(ctx.store.db, ctx.projectId);
    if (!model) return { model, found: new Set(), compared: 0, answer: NOTHING };
    const result = await search(ctx, model, seeded, size);
    const newest = await getBehaviourModelName(ctx.store.db, ctx.projectId);
    if (newest === model.model || attempt === ATTEMPTS) return { model, ...result };
  }
}

async function search(
  ctx: Context,
  model: BehaviourModelRow,
  seeded: ReadonlySet<string>,
  size: number,
): Promise<Found> {
  const space = behaviourSpace(model);
  const [group, compared] = [await ctx.vectors.fetch(space, [...seeded]), await ctx.vectors.count(space)];
  const found = new Set(group.keys());
  const vectors = [...group.values()].map((entry) => entry.vector);
  const direction = contrast(vectors, Float32Array.from(model.mean));
  // A seed of nobody, or one that is like everybody, has no direction.
  if (vectors.length === 0 || direction.every((value) => value === 0)) return { found, compared, answer: NOTHING };
  const limit = Math.min(size + seeded.size + SPARE, VECTOR_LIMITS.matches);
  return { found, compared, answer: await ctx.vectors.query(space, { vector: direction, limit }) };
}
