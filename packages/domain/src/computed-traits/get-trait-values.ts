import type { ComputedValue, TraitDefinition } from "@rapport/contracts/computed-traits";
import { listTraitValues } from "@rapport/store/queries/computed-trait-values";
import type { Context } from "../context.ts";

/**
 * One person's computed traits by key, as of this moment: what has left a rolling window does not count, also before
 * the stored value was brought up to date.
 */
export async function getTraitValues(ctx: Context, profileId: string): Promise<Record<string, ComputedValue>> {
  const nowMs = ctx.now();
  const rows = await listTraitValues(ctx.store.db, ctx.projectId, profileId);
  const entries = rows.map(({ key, stateId, definition, state }): [string, ComputedValue] => {
    // as: the column holds what the schema of the definition has parsed
    const trait = ctx.traits.compile(stateId, definition as TraitDefinition);
    return [key, trait.read(state ?? undefined, nowMs)];
  });
  return Object.fromEntries(entries);
}
