import type { LeafRule, SegmentRule } from "@rapport/contracts/segment-rules";
import type { Database } from "@rapport/store/database";
import { listClusterIds } from "@rapport/store/queries/clusters";
import { listTraitRows } from "@rapport/store/queries/computed-traits";
import type { Context } from "../context.ts";
import { listGoals } from "../intents/goals.ts";
import { RuleFault } from "./resolve-rule.ts";
import { ruleLeaves } from "./rule-leaves.ts";

/**
 * Checks that the computed traits, goals and clusters which a rule names are there: a name that leads nowhere would hold for
 * nobody, without a word. @throws RuleFault that names the place and what there is
 */
export async function requireFacts(ctx: Context, db: Database, rule: SegmentRule): Promise<void> {
  for (const { leaf, pointer } of ruleLeaves(rule)) {
    const asked = nameOf(leaf);
    if (!asked) continue;
    const known = await KNOWN[asked.kind](ctx, db);
    if (known.includes(asked.name)) continue;
    const there = known.length === 0 ? "there is none yet" : `there are ${known.slice(0, SHOWN).join(", ")}`;
    throw new RuleFault(`${pointer}/${asked.member}`, `names no ${asked.kind} “${asked.name}”: ${there}`);
  }
}

const SHOWN = 10;
type Kind = "computed trait" | "goal" | "cluster";

function nameOf(leaf: LeafRule): { kind: Kind; name: string; member: string } | undefined {
  switch (leaf.type) {
    case "computed":
      return { kind: "computed trait", name: leaf.key, member: "key" };
    case "percentile":
      return leaf.in === "computed"
        ? { kind: "computed trait", name: leaf.path[0] ?? "", member: "path/0" }
        : undefined;
    case "intent":
      return { kind: "goal", name: leaf.goal, member: "goal" };
    case "cluster":
      return { kind: "cluster", name: leaf.id, member: "id" };
    default:
      return undefined;
  }
}

const KNOWN: Record<Kind, (ctx: Context, db: Database) => Promise<string[]>> = {
  "computed trait": async ({ projectId }, db) => (await listTraitRows(db, projectId)).map(({ key }) => key),
  goal: async ({ projectId, store }, db) =>
    (await listGoals({ projectId, store: { ...store, db } })).map(({ key }) => key),
  cluster: ({ projectId }, db) => listClusterIds(db, projectId),
};
