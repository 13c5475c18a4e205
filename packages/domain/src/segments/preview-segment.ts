import { printRule } from "@rapport/contracts/segment-text/print-rule";
import type { SegmentPreview } from "@rapport/contracts/segments";
import { SEGMENT_LIMITS } from "@rapport/contracts/segments";
import { countRule, estimatePeople } from "@rapport/store/queries/segment-people";
import type { Context } from "../context.ts";
import { summarizeProfiles } from "../profiles/summarize-profiles.ts";
import { estimateShare } from "./estimate-share.ts";
import { matchTexts } from "./matched-texts.ts";
import { readRuleInput } from "./read-rule-input.ts";
import { resolveForNow } from "./resolve-for-now.ts";

/**
 * For how many people a rule holds now, and some of them. Of a small project all are looked at; of a large one those with
 * the lowest ids, which are spread evenly, and the answer says between which bounds the whole lies.
 */
export async function previewSegment(
  ctx: Context,
  input: { rule?: unknown; text?: string | undefined },
): Promise<SegmentPreview> {
  const startedMs = performance.now();
  const { store, projectId } = ctx;
  const rule = readRuleInput(input);
  const resolved = await resolveForNow(ctx, rule);
  const people = await estimatePeople(store.db, projectId, SEGMENT_LIMITS.previewPeople);
  const exact = people <= SEGMENT_LIMITS.previewPeople;
  const textsOf = await matchTexts(store.db, projectId, resolved);
  const scope = exact ? { all: true as const } : { beforeId: idAtShare(SEGMENT_LIMITS.previewPart / people) };
  const query = { projectId, rule: resolved, scope, nowMs: ctx.now(), textsOf };
  const counted = await countRule(store.db, query, SEGMENT_LIMITS.previewSample);
  const { low, high } = estimateShare(counted.members, counted.people);
  return {
    count: exact ? counted.members : Math.round((counted.members / Math.max(1, counted.people)) * people),
    exact,
    low: exact ? counted.members : Math.floor(low * people),
    high: exact ? counted.members : Math.ceil(high * people),
    people: exact ? counted.people : people,
    sample: await summarizeProfiles(ctx, counted.sample),
    rule,
    text: printRule(rule),
    tookMs: performance.now() - startedMs,
  };
}

/** The id below which a share of all ids lies. */
function idAtShare(share: number): string {
  const bits = Math.min(2 ** 32 - 1, Math.floor(share * 2 ** 32));
  return `${bits.toString(16).padStart(8, "0")}-0000-0000-0000-000000000000`;
}
