import type { SegmentRule } from "@rapport/contracts/segment-rules";
import type { Program } from "@rapport/engine/segments/program";

/** A segment as evaluators run it. */
export type CompiledSegment = {
  id: string;
  version: number;
  /** Without other segments and percentiles. */
  rule: SegmentRule;
  program: Program;
};
