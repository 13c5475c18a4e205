import type { ProblemField } from "@rapport/contracts/errors";
import { RapportError } from "@rapport/contracts/errors";
import type { Placement, PutPlacement } from "@rapport/contracts/placements";
import { PLACEMENT_LIMITS } from "@rapport/contracts/placements";
import { listPlacementRows, upsertPlacement } from "@rapport/store/queries/placements";
import type { Context } from "../context.ts";
import { toPlacement } from "./to-placement.ts";

/**
 * Sets up a placement or replaces what it says; the next answer goes by it. What its policy has learned stays.
 * @throws RapportError invalid_body naming each rule that contradicts another, or when there are too many placements
 */
export async function putPlacement(ctx: Context, input: PutPlacement & { name: string }): Promise<Placement> {
  const fields = findContradictions(input);
  if (fields[0]) throw new RapportError("invalid_body", `${fields[0].pointer}: ${fields[0].message}`, { fields });
  const { name, ...definition } = input;
  const row = await ctx.store.withTransaction(async (tx) => {
    const rows = await listPlacementRows(tx, ctx.projectId);
    if (rows.length >= PLACEMENT_LIMITS.placements && !rows.some((known) => known.name === name)) throw tooMany();
    return upsertPlacement(tx, { projectId: ctx.projectId, name, definition, updatedAt: new Date(ctx.now()) });
  });
  ctx.placements.forget(ctx.projectId);
  return toPlacement(row);
}

function findContradictions({ rules }: PutPlacement): ProblemField[] {
  const fields: ProblemField[] = [];
  const places = new Map<string, number>();
  rules.forEach((rule, index) => {
    if (rule.kind === "pin") {
      for (const [what, key] of [
        ["item", `item ${rule.itemId}`],
        ["place", `place ${rule.position + 1}`],
      ] as const) {
        const other = places.get(key);
        if (other !== undefined) {
          const pointer = `/rules/${index}/${what === "item" ? "itemId" : "position"}`;
          fields.push({ pointer, message: `${key} is pinned by rule ${other + 1} already` });
        } else places.set(key, index);
      }
    } else if (["calibrate", "margin", "repeat"].includes(rule.kind)) {
      const other = places.get(rule.kind);
      if (other !== undefined)
        fields.push({
          pointer: `/rules/${index}`,
          message: `rule ${other + 1} is a ${rule.kind} rule already; merge the two`,
        });
      else places.set(rule.kind, index);
    }
  });
  return fields;
}

function tooMany(): RapportError {
  const message = `The project has ${PLACEMENT_LIMITS.placements} placements already; delete one that is not asked for any more`;
  return new RapportError("invalid_body", message, { fields: [{ pointer: "", message }] });
}
