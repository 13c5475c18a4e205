import type { LookalikeAnswer, LookalikeRequest } from "@rapport/contracts/lookalike";
import { BEHAVIOUR_DIMENSION, contrast, dot, meanOf } from "@rapport/engine/embed-behaviour";
import { findSeedProfiles, getBehaviourModel, listVectors, readUserIds } from "@rapport/store/queries/lookalike";
import type { Context } from "../context.ts";
import { formatProfileId, parseProfileId } from "../profiles/profile-id.ts";

const PAGE = 5_000;
const NOBODY = "00000000-0000-0000-0000-000000000000";

type Vector = { profileId: string; vector: Float32Array };

/**
 * The people whose behaviour is most like that of a seed: by the direction in which the seed differs from everybody. An
 * exact search over all vectors of the project.
 */
export async function findLookalikes(ctx: Context, request: LookalikeRequest): Promise<LookalikeAnswer> {
  const { db } = ctx.store;
  const known = await getBehaviourModel(db, ctx.projectId);
  const all = known ? await readVectors(ctx, known.model) : [];
  const seed = request.seed.map((id) => ({ id, profileId: parseProfileId(id) }));
  const roots = await findSeedProfiles(db, ctx.projectId, seed);
  const seeded = new Set(roots.values());
  const group = all.filter(({ profileId }) => seeded.has(profileId));
  const found = new Set(group.map(({ profileId }) => profileId));
  const ranked = rank(all, group, request).filter(({ profileId }) => !seeded.has(profileId));
  const top = ranked.slice(0, request.size);
  const userIds = await readUserIds(
    db,
    ctx.projectId,
    top.map(({ profileId }) => profileId),
  );
  return {
    method: "behavioural",
    model: known?.model ?? null,
    dimension: known?.dimension ?? BEHAVIOUR_DIMENSION,
    compared: all.length,
    missing: request.seed.filter((id) => !found.has(roots.get(id) ?? "")),
    data: top.map(({ profileId, score }) => ({
      profileId: formatProfileId(profileId),
      userId: userIds.get(profileId) ?? null,
      score,
    })),
  };
}

function rank(all: readonly Vector[], group: readonly Vector[], { threshold = -1 }: LookalikeRequest) {
  if (group.length === 0) return [];
  const direction = contrast(
    group.map(({ vector }) => vector),
    meanOf(all.map(({ vector }) => vector)),
  );
  return all
    .map(({ profileId, vector }) => ({ profileId, score: dot(direction, vector) }))
    .filter(({ score }) => score >= threshold)
    .sort((a, b) => b.score - a.score || (a.profileId < b.profileId ? -1 : 1));
}

async function readVectors({ store, projectId }: Context, model: string): Promise<Vector[]> {
  const all: Vector[] = [];
  for (let afterId = NOBODY; ; ) {
    const rows = await listVectors(store.db, { projectId, model, afterId, limit: PAGE });
    for (const { profileId, vector } of rows) all.push({ profileId, vector: Float32Array.from(vector) });
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return all;
    afterId = last.profileId;
  }
}
