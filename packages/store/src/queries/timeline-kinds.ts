import type { TimelineKind } from "@rapport/contracts/profiles";
import { FEEDBACK_EVENTS } from "@rapport/contracts/recommendations";
import { SEGMENT_EVENTS } from "@rapport/contracts/segment-rules";
import type { SQL } from "drizzle-orm";
import { and, eq, inArray, ne, not, notInArray, or, sql } from "drizzle-orm";
import { events } from "../schema/events.ts";

const RECOMMENDATION_EVENTS: readonly string[] = Object.values(FEEDBACK_EVENTS);
const CROSSING_EVENTS: readonly string[] = Object.values(SEGMENT_EVENTS);

type KnownEvent = { type: string; name: string; enrichment: Record<string, unknown> };

/** What an event is in a timeline. Whoever sends an event of a segment's name has made none: those are the server's own. */
export function timelineKindOf({ type, name, enrichment }: KnownEvent): TimelineKind {
  if (type === "page" || type === "screen") return "page";
  if (type !== "track") return "identity";
  if (CROSSING_EVENTS.includes(name) && Object(enrichment.flags).origin === "segments") return "segment";
  return RECOMMENDATION_EVENTS.includes(name) ? "recommendation" : "action";
}

/** The same as a condition: events of one of these kinds. */
export function ofTimelineKinds(kinds: readonly TimelineKind[]): SQL | undefined {
  return or(...kinds.map(conditionOf));
}

function conditionOf(kind: TimelineKind): SQL | undefined {
  const track = eq(events.type, "track");
  const isOwn = sql`${events.enrichment} -> 'flags' ->> 'origin' is not distinct from 'segments'`;
  const isCrossing = sql`(${inArray(events.name, [...CROSSING_EVENTS])} and ${isOwn})`;
  switch (kind) {
    case "page":
      return inArray(events.type, ["page", "screen"]);
    case "identity":
      return and(ne(events.type, "track"), notInArray(events.type, ["page", "screen"]));
    case "segment":
      return and(track, isCrossing);
    case "recommendation":
      return and(track, inArray(events.name, [...RECOMMENDATION_EVENTS]));
    case "action":
      return and(track, notInArray(events.name, [...RECOMMENDATION_EVENTS]), not(isCrossing));
  }
}
