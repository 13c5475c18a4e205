import type { ComputedTrait } from "@rapport/contracts/computed-traits";
import { RapportError } from "@rapport/contracts/errors";
import { countTraitValues } from "@rapport/store/queries/computed-trait-values";
import { findTraitRow, listTraitRows } from "@rapport/store/queries/computed-traits";
import type { Context } from "../context.ts";
import { toComputedTrait } from "./to-computed-trait.ts";

/** A project's computed traits by key, or the one with this key. */
export async function listComputedTraits(
  ctx: Context,
  { key }: { key?: string | undefined },
): Promise<{ data: ComputedTrait[] }> {
  const all = await listTraitRows(ctx.store.db, ctx.projectId);
  const rows = key === undefined ? all : all.filter((row) => row.key === key);
  const people = await countTraitValues(ctx.store.db, ctx.projectId);
  return { data: rows.map((row) => toComputedTrait(ctx.traits, row, people.get(row.stateId) ?? 0)) };
}

/** @throws RapportError `not_found` */
export async function getComputedTrait(ctx: Context, id: string): Promise<ComputedTrait> {
  const row = await findTraitRow(ctx.store.db, ctx.projectId, id);
  if (!row) throw new RapportError("not_found", `There is no computed trait “${id}” in this project`);
  const people = await countTraitValues(ctx.store.db, ctx.projectId);
  return toComputedTrait(ctx.traits, row, people.get(row.stateId) ?? 0);
}
