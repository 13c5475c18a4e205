import { setTimeout as sleep } from "node:timers/promises";
import { RapportError } from "@rapport/contracts/errors";
import type { SegmentRule } from "@rapport/contracts/segment-rules";
import { printRule } from "@rapport/contracts/segment-text/print-rule";
import type { Segment } from "@rapport/contracts/segments";
import { z } from "zod";
import type { Context } from "../context.ts";
import { getSegment, listSegments } from "../segments/get-segment.ts";
import { previewSegment } from "../segments/preview-segment.ts";
import { createSegment } from "../segments/put-segment.ts";

export const audienceSchema = z.object({
  segmentId: z.string(),
  name: z.string(),
  people: z.number().int(),
  /** What was looked at, the warmest first, and how many people it holds for. */
  considered: z.array(z.object({ name: z.string(), text: z.string(), people: z.number().int() })),
});
export type Audience = z.infer<typeof audienceSchema>;

/** Fewer than these say nothing of a campaign, and are too few to keep some of them from it. */
const ENOUGH_PEOPLE = 50;
/** Longest that the members of a new segment are waited for. */
const WAIT_MS = 20_000;
const LOOK_MS = 50;

/**
 * Finds from what people did who is nearest to a conversion and has not made it: of the warmest group that has enough people, else of the
 * largest, the segment, which is made where there is none of its rule.
 * @throws RapportError invalid_body when nobody did anything yet; unavailable while the members of a new segment are still counted
 */
export async function findAudience(ctx: Context, { conversionEvent }: { conversionEvent: string }): Promise<Audience> {
  const considered = await Promise.all(
    ideasOf(conversionEvent).map(async ({ name, rule }) => {
      const { count: people, text } = await previewSegment(ctx, { rule });
      return { name, rule, text, people };
    }),
  );
  const largest = considered.toSorted((left, right) => right.people - left.people)[0];
  const chosen = considered.find(({ people }) => people >= ENOUGH_PEOPLE) ?? largest;
  if (!chosen || chosen.people === 0) {
    const message = "Nobody has visited yet: send events first, or name a segment";
    throw new RapportError("invalid_body", `/audienceSegmentId: ${message}`, {
      fields: [{ pointer: "/audienceSegmentId", message }],
    });
  }
  const { id } = await ensureSegment(ctx, chosen);
  const { size: people } = await untilComplete(ctx, id);
  return { segmentId: id, name: chosen.name, people, considered: considered.map(({ rule: _rule, ...shown }) => shown) };
}

/** The segment that was asked for. @throws RapportError not_found */
export async function readAudience(ctx: Context, segmentId: string): Promise<Audience> {
  const { name, size: people } = await untilComplete(ctx, segmentId);
  return { segmentId, name, people, considered: [] };
}

function ideasOf(conversionEvent: string): { name: string; rule: SegmentRule }[] {
  const window = { last: "30d" };
  const notConverted: SegmentRule = { type: "not", node: { type: "performed", event: conversionEvent, window } };
  const and = (node: SegmentRule): SegmentRule => ({ type: "and", nodes: [node, notConverted] });
  return [
    { name: "Left a cart", rule: and({ type: "performed", event: "Product Added", window }) },
    {
      name: "Came back to a product",
      rule: and({ type: "performed", event: "Product Viewed", times: { min: 2 }, window }),
    },
    { name: "Looked at a product", rule: and({ type: "performed", event: "Product Viewed", window }) },
    { name: "Visited without buying", rule: and({ type: "performed", window }) },
  ];
}

/** Every campaign that looks for the same people uses the same segment. */
async function ensureSegment(ctx: Context, { name, rule, text }: { name: string; rule: SegmentRule; text: string }) {
  const { data } = await listSegments(ctx, {});
  const known = data.find((segment) => printRule(segment.rule) === text);
  return known ?? createSegment(ctx, { name, description: "Found by an agent for a campaign", rule });
}

async function untilComplete(ctx: Context, id: string): Promise<Segment> {
  const until = performance.now() + WAIT_MS;
  for (;;) {
    const segment = await getSegment(ctx, { id });
    if (segment.complete) return segment;
    if (performance.now() > until) throw new RapportError("unavailable", `Members of ${id} are still being counted`);
    await sleep(LOOK_MS);
  }
}
