import { RapportError } from "@rapport/contracts/errors";
import type { SegmentRule } from "@rapport/contracts/segment-rules";
import { segmentRuleSchema } from "@rapport/contracts/segment-rules";
import { deleteSegmentRows, listSegmentRows, lockSegmentSet } from "@rapport/store/queries/segments";
import type { Context } from "../context.ts";
import { noSegment } from "./no-segment.ts";
import { settleSegments } from "./settle-segments.ts";

/** Takes a segment away. @throws RapportError `not_found`; `conflict` while another segment names it */
export async function deleteSegment(ctx: Context, { id }: { id: string }): Promise<void> {
  await ctx.store.withTransaction(async (tx) => {
    const set = await lockSegmentSet(tx, ctx.projectId);
    const rows = await listSegmentRows(tx, ctx.projectId);
    if (!rows.some((row) => row.id === id)) throw noSegment(id);
    const others = rows.filter((row) => row.id !== id);
    const user = others.find(({ rule }) => names(segmentRuleSchema.parse(rule), id));
    if (user) throw new RapportError("conflict", `The segment “${user.name}” names this one: change ${user.id} first`);
    await deleteSegmentRows(tx, ctx.projectId, id);
    await settleSegments(tx, set, others, ctx.now());
  });
}

function names(rule: SegmentRule, id: string): boolean {
  if (rule.type === "segment") return rule.id === id;
  if (rule.type === "and" || rule.type === "or") return rule.nodes.some((node) => names(node, id));
  return rule.type === "not" && names(rule.node, id);
}
