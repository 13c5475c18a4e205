import type { Placement } from "@rapport/contracts/placements";
import { putPlacementSchema } from "@rapport/contracts/placements";
import type { PlacementRow } from "@rapport/store/queries/placements";

/** Parsed once: most queries name a placement that nobody has set up. */
const DEFAULTS = {
  ...putPlacementSchema.parse({}),
  ...{ version: 0, policyVersion: 0, updatedAt: new Date(0).toISOString() },
};

/** What a name that nobody has set up is: every type, the personal list, no rules. */
export function defaultPlacement(name: string): Placement {
  return { name, ...DEFAULTS };
}

/** A stored placement; settings that it was saved without, because they came later, are at their defaults. */
export function toPlacement(row: PlacementRow): Placement {
  const { name, version, policyVersion, updatedAt } = row;
  return {
    name,
    ...putPlacementSchema.parse(row.definition),
    version,
    policyVersion,
    updatedAt: updatedAt.toISOString(),
  };
}
