import { hash } from "node:crypto";
import { segmentRuleSchema } from "@rapport/contracts/segment-rules";
import type { EventLeaf } from "@rapport/engine/segments/program";
import type { SegmentRow, SegmentSetRow } from "@rapport/store/queries/segments";
import { compileRule } from "./compile-rule.ts";
import type { CompiledSegment } from "./compiled-segment.ts";
import type { Touches } from "./index-touches.ts";
import { indexTouches } from "./index-touches.ts";

/** All segments of a project, ready to run. */
export type CompiledProject = {
  version: number;
  segments: readonly CompiledSegment[];
  /** Leaves that have a state, by number; those of several segments are one. */
  leaves: ReadonlyMap<string, EventLeaf>;
  /** The highest number given out so far. */
  lastLeaf: number;
  /** What can change which segment. */
  touches: Touches;
};

/** The key of a leaf's state in `segment_sets`: bounded, whatever the rule says. */
export function leafHash(key: string): string {
  return hash("sha256", key, "base64url").slice(0, 22);
}

/** Makes the segments of a project ready to run. */
export function compileProject(set: SegmentSetRow, rows: readonly SegmentRow[]): CompiledProject {
  const leaves = new Map<string, EventLeaf>();
  const segments = rows.map((row): CompiledSegment => {
    const rule = segmentRuleSchema.parse(row.resolved);
    const program = compileRule(rule, (key) => String(set.leaves[leafHash(key)] ?? 0));
    for (const leaf of program.leaves) if ("id" in leaf) leaves.set(leaf.id, leaf);
    return { id: row.id, version: row.version, rule, program };
  });
  return { version: set.version, segments, leaves, lastLeaf: set.nextLeaf - 1, touches: indexTouches(segments) };
}
