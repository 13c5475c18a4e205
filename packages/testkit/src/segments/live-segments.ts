import { RapportError } from "@rapport/contracts/errors";
import type { SegmentRule } from "@rapport/contracts/segment-rules";
import type { Context } from "@rapport/domain/context";
import { refreshPercentiles } from "@rapport/domain/segments/percentiles-refresh";
import { createSegment, updateSegment } from "@rapport/domain/segments/put-segment";
import { ruleLeaves } from "@rapport/domain/segments/rule-leaves";
import { readPersons } from "./read-persons.ts";
import type { ReferenceNames } from "./reference-rule.ts";
import { percentileNumber } from "./reference-rule.ts";

/** The segments of a history as the reference knows them. */
export type LiveSegments = {
  rules: Map<string, SegmentRule>;
  /** The numbers of all people when the lines of a percentile were drawn last, by what it is of. */
  numbers: Map<string, number[]>;
};

/** What rules name, for `referenceRule`. */
export function referenceNames({ rules, numbers }: LiveSegments): ReferenceNames {
  return { ruleOf: (id) => rules.get(id), numbersOf: (of) => numbers.get(keyOf(of)) };
}

/** Makes a segment; a rule that would be too large is everybody's. */
export async function addSegment(ctx: Context, live: LiveSegments, rule: SegmentRule): Promise<void> {
  const name = `Segment ${live.rules.size}`;
  const named = withIds(rule, [...live.rules.keys()]);
  if (!(await isAccepted(() => createIn(ctx, live, name, named))))
    await createIn(ctx, live, name, { type: "everyone" });
  await drawMissing(ctx, live);
}

async function createIn(ctx: Context, live: LiveSegments, name: string, rule: SegmentRule): Promise<void> {
  const { id } = await createSegment(ctx, { name, description: "", rule });
  live.rules.set(id, rule);
}

/** Gives a segment another rule, unless that leads back to it or makes one too large that names it. */
export async function changeSegment(ctx: Context, live: LiveSegments, id: string, rule: SegmentRule): Promise<void> {
  const change = () => updateSegment(ctx, { id, name: "Changed", description: "", rule });
  if (await isAccepted(change)) live.rules.set(id, rule);
  await drawMissing(ctx, live);
}

/** Draws the lines of all percentiles anew, as the job does every hour. */
export async function redrawLines(ctx: Context, live: LiveSegments): Promise<void> {
  await refreshPercentiles(ctx);
  await draw(ctx, live, () => true);
}

/** A percentile that is asked for the first time is drawn at once. */
async function drawMissing(ctx: Context, live: LiveSegments): Promise<void> {
  await draw(ctx, live, (key) => !live.numbers.has(key));
}

async function draw(ctx: Context, live: LiveSegments, isDue: (key: string) => boolean): Promise<void> {
  const asked = [...live.rules.values()]
    .flatMap((rule) => [...ruleLeaves(rule)])
    .flatMap(({ leaf }) => (leaf.type === "percentile" && isDue(keyOf(leaf)) ? [leaf] : []));
  if (asked.length === 0) return;
  const persons = await readPersons(ctx.store, ctx.projectId);
  for (const of of asked) {
    const numbers = persons.flatMap((person) => percentileNumber(of, person) ?? []);
    if (numbers.length > 0) live.numbers.set(keyOf(of), numbers);
  }
}

function keyOf({ in: place, path }: Extract<SegmentRule, { type: "percentile" }>): string {
  return `${place === "computed" ? place : "traits"} ${path.join(".")}`;
}

async function isAccepted(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof RapportError && error.code === "invalid_body") return false;
    throw error;
  }
}

/** Puts ids where a random rule has small numbers; a segment that is named before there is one is everybody. */
function withIds(rule: SegmentRule, ids: readonly string[]): SegmentRule {
  switch (rule.type) {
    case "and":
    case "or":
      return { ...rule, nodes: rule.nodes.map((node) => withIds(node, ids)) };
    case "not":
      return { ...rule, node: withIds(rule.node, ids) };
    case "segment": {
      const id = ids[Number(rule.id) % Math.max(1, ids.length)];
      return id === undefined ? { type: "everyone" } : { ...rule, id };
    }
    default:
      return rule;
  }
}
