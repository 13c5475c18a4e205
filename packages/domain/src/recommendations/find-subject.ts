import type { RecommendationAnswer } from "@rapport/contracts/recommendations";
import type { HistoryEntry } from "@rapport/engine/recommender";
import type { RememberedItems } from "@rapport/store/queries/remembered-items";
import { findRememberedItems } from "@rapport/store/queries/remembered-items";
import type { Context } from "../context.ts";
import { deriveProfileId } from "../identity/derive-profile-id.ts";
import { requireProfile } from "../profiles/find-profile.ts";
import { isStoreAway } from "../store-away.ts";
import { ACTION_WEIGHTS } from "./extract-interactions.ts";
import type { ItemAction } from "./interaction.ts";
import type { PersonName } from "./remembered-people.ts";
import { tellSeldom } from "./tell-seldom.ts";

export type Degraded = RecommendationAnswer["degraded"][number];

/** Reads from the store, or answers with what has to do instead. */
export type Reader = <T>(read: () => Promise<T>, fallback: T) => Promise<T>;

/** Who is asked for, by one of the ids. */
export type SubjectIds = {
  id?: string | undefined;
  userId?: string | undefined;
  anonymousId?: string | undefined;
  /** True where memory may be behind what the caller knows of: the store is asked. */
  fresh?: boolean | undefined;
};

/** Reads from the store; where it does not answer, or nobody may ask it, `fallback` has to do, and the answer says so. */
export function readerOf(ctx: Context, overloaded: boolean, degraded: Set<Degraded>): Reader {
  return async <T>(read: () => Promise<T>, fallback: T): Promise<T> => {
    if (overloaded) degraded.add("overload");
    if (overloaded || degraded.has("store")) return fallback;
    try {
      return await read();
    } catch (error) {
      if (!isStoreAway(error)) throw error;
      degraded.add("store");
      const { log, projectId } = ctx;
      tellSeldom(log, ctx.now(), "Recommendations are answered without the store", { projectId });
      return fallback;
    }
  };
}

/** The person's profile; undefined for a stranger. @throws RapportError not_found for an `id` that nobody has */
export async function findPerson(ctx: Context, input: SubjectIds): Promise<RememberedItems | undefined> {
  if (input.id !== undefined) return requireProfile(ctx, input.id);
  if (input.userId !== undefined) {
    const row = await remember(ctx, { kind: "user", value: input.userId }, input.fresh);
    if (row) return row;
  }
  if (input.anonymousId === undefined) return undefined;
  return remember(ctx, { kind: "anonymous", value: input.anonymousId }, input.fresh);
}

/** From memory, or else from the store, for the next time. */
async function remember(
  { store, projectId, recommenders: { people } }: Context,
  name: PersonName,
  fresh = false,
): Promise<RememberedItems | undefined> {
  const known = fresh ? undefined : people.find(projectId, name);
  if (known) return known;
  const begunAt = people.begin();
  const row = await findRememberedItems(store.db, projectId, name);
  if (row) people.keep(projectId, name, row, begunAt);
  return row;
}

/**
 * The profile that a decision is for. A stranger has none yet, but its id is known: the one that their first event will
 * make. So a group that goes by it stays the same, and what they do after the decision is found.
 */
export function subjectIdOf(
  ctx: Context,
  profile: RememberedItems | undefined,
  { userId, anonymousId }: SubjectIds,
): string | undefined {
  if (profile) return profile.id;
  if (userId !== undefined) return deriveProfileId(ctx.projectId, { kind: "user", value: userId });
  if (anonymousId !== undefined) return deriveProfileId(ctx.projectId, { kind: "anonymous", value: anonymousId });
  return undefined;
}

/** What the profile remembers. */
export function historyOf(profile: RememberedItems | undefined): HistoryEntry[] {
  return (profile?.recentItems ?? []).map(([itemId, action, timestampMs]): HistoryEntry => {
    const weight = ACTION_WEIGHTS[action as ItemAction] ?? 1; // as: the fold wrote it; an action of a later version weighs 1
    return { itemId, action, weight, timestampMs };
  });
}

/** What the request says is going on now: the items it is about, latest last, and the cart. */
export function presentItems(
  { itemId, itemIds, cart }: { itemId?: string | undefined; itemIds: readonly string[]; cart: readonly string[] },
  nowMs: number,
): HistoryEntry[] {
  const viewed = itemId === undefined ? itemIds : [...itemIds, itemId];
  return [
    ...cart.map(
      (id): HistoryEntry => ({ itemId: id, action: "added", weight: ACTION_WEIGHTS.added, timestampMs: nowMs }),
    ),
    ...viewed.map((id): HistoryEntry => ({ itemId: id, action: "viewed", weight: 1, timestampMs: nowMs })),
  ];
}
