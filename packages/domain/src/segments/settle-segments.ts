import type { SegmentRule } from "@rapport/contracts/segment-rules";
import { segmentRuleSchema } from "@rapport/contracts/segment-rules";
import type { Database } from "@rapport/store/database";
import type { PercentileOf } from "@rapport/store/queries/segment-percentiles";
import {
  measurePercentiles,
  percentileKey,
  readPercentiles,
  takePercentiles,
} from "@rapport/store/queries/segment-percentiles";
import type { SegmentRow, SegmentSetRow } from "@rapport/store/queries/segments";
import { putSegmentRow, putSegmentSet } from "@rapport/store/queries/segments";
import { canonicalText } from "./canonical-text.ts";
import { leafHash } from "./compile-project.ts";
import { compileRule } from "./compile-rule.ts";
import type { RuleNames } from "./resolve-rule.ts";
import { RuleFault, resolveRule } from "./resolve-rule.ts";
import { ruleLeaves } from "./rule-leaves.ts";

/**
 * Resolves all rules of a project anew, because any may name the one that changed, and numbers the leaves: those that are
 * used still keep their number, and with it what is remembered of people; new ones get the next. People are worked through
 * again for those segments whose meaning changed. The set is locked by the transaction.
 * @throws RuleFault when a change would break a segment that names the changed one: the message says which
 */
export async function settleSegments(
  tx: Database,
  set: SegmentSetRow,
  rows: readonly SegmentRow[],
  nowMs: number,
): Promise<void> {
  const rules = new Map(rows.map((row) => [row.id, segmentRuleSchema.parse(row.rule)]));
  const names = await readNames(tx, set.projectId, rules, nowMs);
  const hashes = new Set<string>();
  for (const row of rows) {
    const resolved = blameSegment(row, () => resolveRule(rules.get(row.id) ?? { type: "everyone" }, names, [row.id]));
    compileRule(resolved, (key) => {
      hashes.add(leafHash(key));
      return "0";
    });
    if (canonicalText(resolved) === canonicalText(row.resolved)) continue;
    await putSegmentRow(tx, { ...row, resolved, complete: false, workedTo: null });
  }
  let { nextLeaf } = set;
  const leaves = Object.fromEntries([...hashes].map((hash) => [hash, set.leaves[hash] ?? nextLeaf++]));
  await putSegmentSet(tx, { ...set, version: set.version + 1, nextLeaf, leaves });
}

function blameSegment<T>({ name }: SegmentRow, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof RuleFault)) throw error;
    throw new RuleFault("", `breaks the segment “${name}”, which then ${error.message}`);
  }
}

/** What rules may name; a trait whose spread is asked for the first time is looked at now, and that is kept. */
export async function readNames(
  tx: Database,
  projectId: string,
  rules: ReadonlyMap<string, SegmentRule>,
  nowMs: number,
): Promise<RuleNames> {
  const asked = percentilesOf(rules.values());
  let taken = asked.length === 0 ? new Map<string, number[]>() : await readPercentiles(tx, projectId);
  const missing = asked.filter((of) => !taken.has(percentileKey(of)));
  for (const of of missing) await takePercentiles(tx, { projectId, of, takenAt: new Date(nowMs).toISOString() });
  if (missing.length > 0) taken = await readPercentiles(tx, projectId);
  return namesOf(rules, taken);
}

/** The same for a rule that nobody keeps: a line that was kept without settling would pass for one that people were judged by. */
export async function measureNames(
  db: Database,
  projectId: string,
  rules: ReadonlyMap<string, SegmentRule>,
): Promise<RuleNames> {
  const lines = await readPercentiles(db, projectId);
  for (const of of percentilesOf(rules.values())) {
    if (lines.has(percentileKey(of))) continue;
    const values = await measurePercentiles(db, { projectId, of });
    if (values) lines.set(percentileKey(of), values);
  }
  return namesOf(rules, lines);
}

function namesOf(rules: ReadonlyMap<string, SegmentRule>, lines: ReadonlyMap<string, number[]>): RuleNames {
  return { ruleOf: (id) => rules.get(id), percentilesOf: (of) => lines.get(percentileKey(of)) };
}

/** Numbers whose spread rules ask for, each once. */
function percentilesOf(rules: Iterable<SegmentRule>): PercentileOf[] {
  const asked = new Map<string, PercentileOf>();
  for (const rule of rules) {
    for (const { leaf } of ruleLeaves(rule)) if (leaf.type === "percentile") asked.set(percentileKey(leaf), leaf);
  }
  return [...asked.values()];
}
