import { RapportError } from "@rapport/contracts/errors";
import { newId } from "@rapport/contracts/ids";
import type { SegmentRule } from "@rapport/contracts/segment-rules";
import type { Segment } from "@rapport/contracts/segments";
import { SEGMENT_LIMITS } from "@rapport/contracts/segments";
import type { Database } from "@rapport/store/database";
import type { SegmentRow } from "@rapport/store/queries/segments";
import { insertSegmentVersion, listSegmentRows, lockSegmentSet, putSegmentRow } from "@rapport/store/queries/segments";
import type { Context } from "../context.ts";
import { nameActor } from "../name-actor.ts";
import { canonicalText } from "./canonical-text.ts";
import { refuseAsFault, refuseFault } from "./check-rule.ts";
import { getSegment } from "./get-segment.ts";
import { noSegment } from "./no-segment.ts";
import { readRuleInput } from "./read-rule-input.ts";
import { requireFacts } from "./require-facts.ts";
import { resolveRule } from "./resolve-rule.ts";
import { readNames, settleSegments } from "./settle-segments.ts";

/** A rule as JSON, or in words as `text`. */
export type PutSegmentInput = { name: string; description: string; rule?: unknown; text?: string | undefined };

/** Makes a segment. Who is in it is known within seconds for people who were there before, and kept current from now on. */
export async function createSegment(ctx: Context, input: PutSegmentInput): Promise<Segment> {
  const id = newId("segment", ctx.now(), ctx.randomBytes(10));
  await put(ctx, { ...input, id });
  return getSegment(ctx, { id });
}

/**
 * Changes a segment. Another rule is another version: people are looked at again, who stays is in it since before.
 * @throws RapportError `not_found`
 */
export async function updateSegment(ctx: Context, input: PutSegmentInput & { id: string }): Promise<Segment> {
  await put(ctx, { ...input, mustExist: true });
  return getSegment(ctx, { id: input.id });
}

type Put = PutSegmentInput & { id: string; mustExist?: true };

async function put(ctx: Context, input: Put): Promise<void> {
  const rule = readRuleInput(input);
  await ctx.store.withTransaction(async (tx) => {
    // Locked from here on: changes of a project's segments come one after the other.
    const set = await lockSegmentSet(tx, ctx.projectId);
    const rows = await listSegmentRows(tx, ctx.projectId);
    const known = rows.find(({ id }) => id === input.id);
    if (!known && input.mustExist) throw noSegment(input.id);
    if (!known && rows.length >= SEGMENT_LIMITS.segments) throw tooMany();
    const row = toRow(ctx, { ...input, rule }, known);
    const others = rows.filter(({ id }) => id !== input.id);
    await requireNames(ctx, tx, rule, [...others, row]);
    await putSegmentRow(tx, row);
    const { id: segmentId, projectId, version, name, updatedAt: changedAt, updatedBy: changedBy } = row;
    await insertSegmentVersion(tx, { projectId, segmentId, version, name, rule, changedAt, changedBy });
    await settleSegments(tx, set, [...others, row], ctx.now()).catch(refuseAsFault);
  });
  ctx.segments.announce({ changes: 0, dueMs: ctx.now() });
}

/** Faults of this rule are told with their places before all rules are settled. */
async function requireNames(ctx: Context, tx: Database, rule: SegmentRule, rows: readonly SegmentRow[]): Promise<void> {
  // as: every stored rule was checked when it was put there
  const rules = new Map(rows.map((row) => [row.id, row.rule as SegmentRule]));
  const names = await readNames(tx, ctx.projectId, rules, ctx.now());
  const own = rows.at(-1)?.id ?? "";
  refuseFault(() => resolveRule(rule, names, [own]));
  await requireFacts(ctx, tx, rule).catch(refuseAsFault);
}

function toRow(ctx: Context, input: Put & { rule: SegmentRule }, known: SegmentRow | undefined): SegmentRow {
  const at = new Date(ctx.now());
  const sameRule = known !== undefined && canonicalText(known.rule) === canonicalText(input.rule);
  return {
    projectId: ctx.projectId,
    id: input.id,
    name: input.name,
    description: input.description,
    rule: input.rule,
    version: known ? known.version + (sameRule ? 0 : 1) : 1,
    resolved: known?.resolved ?? {},
    complete: known?.complete ?? false,
    workedTo: known?.workedTo ?? null,
    createdAt: known?.createdAt ?? at,
    updatedAt: at,
    updatedBy: nameActor(ctx.actor),
  };
}

function tooMany(): RapportError {
  const message = `There are ${SEGMENT_LIMITS.segments} segments already; delete one that is not used any more`;
  return new RapportError("invalid_body", message, { fields: [{ pointer: "", message }] });
}
