import { findLivingProfiles } from "@rapport/store/queries/profiles";
import type { Context } from "../context.ts";
import { parseProfileId } from "./profile-id.ts";

/** The living profiles behind user ids and public profile ids, by the id that was asked for; unknown ones are left out. */
export async function findProfiles(ctx: Context, names: readonly string[]): Promise<Map<string, string>> {
  if (names.length === 0) return new Map();
  const rows = names.map((name) => ({ name, profileId: parseProfileId(name) ?? null }));
  return findLivingProfiles(ctx.store.db, ctx.projectId, rows);
}
