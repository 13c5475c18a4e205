import type { SegmentRule } from "@rapport/contracts/segment-rules";
import { segmentRuleSchema } from "@rapport/contracts/segment-rules";
import { printRule } from "@rapport/contracts/segment-text/print-rule";
import type { Reason, SegmentReasons } from "@rapport/contracts/segments";
import type { Subject } from "@rapport/engine/segments/evaluate-program";
import { evaluateProgram } from "@rapport/engine/segments/evaluate-program";
import type { Context } from "../context.ts";
import { requireProfile } from "../profiles/find-profile.ts";
import { compileAlone } from "./compile-alone.ts";
import { compileRule } from "./compile-rule.ts";
import { describeEvidence } from "./describe-evidence.ts";
import { emptyMemory, recallLeaves } from "./feed-leaves.ts";
import { requireSegment } from "./get-segment.ts";
import { NOTHING_KNOWN, personFacts } from "./person-facts.ts";
import { readKnownFacts } from "./read-known-facts.ts";

/**
 * Why a person is in a segment, or is not: every condition of the rule with whether it holds, what says so, and when that
 * may change by time alone. Read from the person's events, not from what evaluators remember.
 * @throws RapportError `not_found` when there is no such segment or person
 */
export async function explainMember(
  ctx: Context,
  input: { segmentId: string; userId: string },
): Promise<SegmentReasons> {
  const { store, projectId } = ctx;
  const segment = await requireSegment(ctx, input.segmentId);
  const { id, mergedInto: _, ...state } = await requireProfile(ctx, input.userId);
  const rule = segmentRuleSchema.parse(segment.resolved);
  const project = compileAlone([rule]);
  const known = await readKnownFacts(store.db, projectId, project.compiled.touches, [id]);
  const memory = emptyMemory(id, 0);
  await recallLeaves(store.db, projectId, project.compiled, [memory]);
  const facts = personFacts(id, state, known.get(id) ?? NOTHING_KNOWN);
  const subject = { facts, state: memory.state, nowMs: ctx.now() };
  const data = [...explain(rule, { pointer: "", depth: 0 }, subject, project.nameLeaf)];
  return { holds: data[0]?.holds ?? false, data };
}

type Place = { pointer: string; depth: number };

function* explain(
  rule: SegmentRule,
  { pointer, depth }: Place,
  subject: Subject,
  nameLeaf: (key: string) => string,
): Generator<Reason> {
  const program = compileRule(rule, nameLeaf);
  const { holds, untilMs } = evaluateProgram(program, subject);
  const leaf = program.leaves[0];
  const isLeaf = rule.type !== "and" && rule.type !== "or" && rule.type !== "not";
  yield {
    pointer,
    depth,
    text: isLeaf ? printRule(rule) : rule.type,
    holds,
    evidence: isLeaf && leaf ? describeEvidence(leaf, subject) : "",
    until: untilMs <= LAST_DATE_MS ? new Date(untilMs).toISOString() : null,
  };
  for (const [part, at] of partsOf(rule, pointer)) {
    yield* explain(part, { pointer: at, depth: depth + 1 }, subject, nameLeaf);
  }
}

/** Farther times, infinite ones too, have no date. */
const LAST_DATE_MS = 8.64e15;

function partsOf(rule: SegmentRule, pointer: string): [SegmentRule, string][] {
  if (rule.type === "not") return [[rule.node, `${pointer}/node`]];
  if (rule.type !== "and" && rule.type !== "or") return [];
  return rule.nodes.map((node, i) => [node, `${pointer}/nodes/${i}`]);
}
