import { RapportError } from "@rapport/contracts/errors";
import type { LeafRule } from "@rapport/contracts/segment-rules";
import { segmentRuleSchema } from "@rapport/contracts/segment-rules";
import type { Database } from "@rapport/store/database";
import type { SegmentRow } from "@rapport/store/queries/segments";
import { listSegmentRows, lockSegmentSet, putSegmentRow } from "@rapport/store/queries/segments";
import type { Services } from "../context.ts";
import type { Assessment } from "./assessment.ts";
import { NOTHING_ASSESSED } from "./assessment.ts";
import { ruleLeaves } from "./rule-leaves.ts";

/** Whether a condition asks for what has changed. */
export type Asks = (leaf: LeafRule) => boolean;

/** Conditions that ask for a computed trait of this key. */
export const asksForTrait = (key: string): Asks => {
  return (leaf) =>
    leaf.type === "percentile"
      ? leaf.in === "computed" && leaf.path[0] === key
      : leaf.type === "computed" && leaf.key === key;
};

/** Conditions that ask for the probability of this goal. */
export const asksForGoal = (key: string): Asks => {
  return (leaf) => leaf.type === "intent" && leaf.goal === key;
};

/**
 * Has everybody looked at anew under the segments that ask for something whose meaning has changed for all at once. Nobody
 * did anything, so members move without events. Announce the answer after the commit.
 */
export async function reworkSegments(
  tx: Database,
  services: Services,
  projectId: string,
  asks: Asks,
): Promise<Assessment> {
  const rows = await segmentsAsking(tx, projectId, asks);
  for (const row of rows) await putSegmentRow(tx, { ...row, complete: false, workedTo: null });
  return rows.length === 0 ? NOTHING_ASSESSED : { changes: 0, dueMs: services.now() };
}

/** @throws RapportError `conflict` while a segment asks for it; none can begin to until the transaction ends */
export async function requireUnasked(tx: Database, projectId: string, key: string, asks: Asks): Promise<void> {
  const [segment] = await segmentsAsking(tx, projectId, asks);
  if (!segment) return;
  const message = `The segment “${segment.name}” asks for “${key}”; change or delete it first`;
  throw new RapportError("conflict", message, { fields: [{ pointer: "/key", message }] });
}

async function segmentsAsking(tx: Database, projectId: string, asks: Asks): Promise<SegmentRow[]> {
  await lockSegmentSet(tx, projectId);
  const rows = await listSegmentRows(tx, projectId);
  return rows.filter((row) => [row.rule, row.resolved].some((rule) => contains(rule, asks)));
}

/** A segment that was not settled yet has no resolved rule. */
function contains(rule: unknown, asks: Asks): boolean {
  const parsed = segmentRuleSchema.safeParse(rule);
  return parsed.success && [...ruleLeaves(parsed.data)].some(({ leaf }) => asks(leaf));
}
