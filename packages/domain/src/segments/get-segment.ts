import { segmentRuleSchema } from "@rapport/contracts/segment-rules";
import { printRule } from "@rapport/contracts/segment-text/print-rule";
import type { Segment } from "@rapport/contracts/segments";
import { readSegmentSizes } from "@rapport/store/queries/segment-members";
import type { SegmentRow } from "@rapport/store/queries/segments";
import { getSegmentRow, listSegmentRows } from "@rapport/store/queries/segments";
import type { Context } from "../context.ts";
import { noSegment } from "./no-segment.ts";

/** The segments of a project, by name; `name` narrows them to those that contain it. */
export async function listSegments(
  ctx: Context,
  { name = "" }: { name?: string | undefined },
): Promise<{ data: Segment[]; nextCursor: null }> {
  const { store, projectId } = ctx;
  const rows = await listSegmentRows(store.db, projectId);
  const sizes = await readSegmentSizes(store.db, projectId);
  const found = rows.filter((row) => row.name.toLowerCase().includes(name.toLowerCase()));
  return { data: found.map((row) => toSegment(row, sizes.get(row.id) ?? 0)), nextCursor: null };
}

/** One segment. @throws RapportError `not_found` */
export async function getSegment(ctx: Context, { id }: { id: string }): Promise<Segment> {
  const row = await requireSegment(ctx, id);
  const sizes = await readSegmentSizes(ctx.store.db, ctx.projectId);
  return toSegment(row, sizes.get(id) ?? 0);
}

/** The row of a segment. @throws RapportError `not_found` */
export async function requireSegment({ store, projectId }: Context, id: string): Promise<SegmentRow> {
  const row = await getSegmentRow(store.db, projectId, id);
  if (!row) throw noSegment(id);
  return row;
}

function toSegment(row: SegmentRow, size: number): Segment {
  const rule = segmentRuleSchema.parse(row.rule);
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    rule,
    text: printRule(rule),
    version: row.version,
    size,
    complete: row.complete,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    updatedBy: row.updatedBy,
  };
}
