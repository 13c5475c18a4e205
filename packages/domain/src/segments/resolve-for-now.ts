import type { SegmentRule } from "@rapport/contracts/segment-rules";
import { listSegmentRows } from "@rapport/store/queries/segments";
import type { Context } from "../context.ts";
import { refuseAsFault, refuseFault } from "./check-rule.ts";
import { requireFacts } from "./require-facts.ts";
import { resolveRule } from "./resolve-rule.ts";
import { measureNames } from "./settle-segments.ts";

/** A rule that is no segment's, with other segments and percentiles in their places as they are now. */
export async function resolveForNow(ctx: Context, rule: SegmentRule): Promise<SegmentRule> {
  const rows = await listSegmentRows(ctx.store.db, ctx.projectId);
  // as: every stored rule was checked when it was put there
  const rules = new Map([...rows.map((row) => [row.id, row.rule as SegmentRule] as const), ["", rule]]);
  const names = await measureNames(ctx.store.db, ctx.projectId, rules);
  const resolved = refuseFault(() => resolveRule(rule, names));
  await requireFacts(ctx, ctx.store.db, rule).catch(refuseAsFault);
  return resolved;
}
