import { objectOf } from "@rapport/contracts/json";
import type { SegmentEvent } from "@rapport/engine/segments/program";
import type { HistoryRow } from "@rapport/store/queries/segment-events";
import type { RecordedEvent } from "../events/enriched-event.ts";
import { traitsOf } from "../profiles/fold-events.ts";

/** A stored event as leaves see it. */
export function toSegmentEvent({ id, name, type, timeMs, payload }: HistoryRow): SegmentEvent {
  return {
    id,
    name,
    type,
    timeMs,
    properties: objectOf(payload.properties),
    context: objectOf(payload.context),
    traits: type === "identify" ? traitsOf({ payload }) : {},
  };
}

/** An event that has just been recorded. */
export function recordedToSegmentEvent({ id, profileId, event }: RecordedEvent): SegmentEvent {
  const { name, type, timestampMs: timeMs, payload } = event;
  return toSegmentEvent({ profileId, id, name, type, timeMs, payload });
}

/** Time, then id: the order that leaves of sequences need. */
export function inOrder(a: SegmentEvent, b: SegmentEvent): number {
  if (a.timeMs !== b.timeMs) return a.timeMs - b.timeMs;
  return a.id < b.id ? -1 : 1;
}
