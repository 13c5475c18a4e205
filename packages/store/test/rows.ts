import { randomUUID } from "node:crypto";
import { UNDATED_PLACE } from "../src/queries/event-partitions.ts";
import type { ProfileRow } from "../src/queries/profiles.ts";
import type { EventRow } from "../src/queries/record-events.ts";

let numbers = 0;
/** Two projects that nobody else uses: what is asked of one must never show the other. */
export const twoProjects = () => [`prj_a${++numbers}`, `prj_b${numbers}`] as const;
/** Time of every row that does not say its own. */
export const AT = "2026-01-05T12:00:00.000Z";
export const later = (ms: number) => new Date(Date.parse(AT) + ms).toISOString();

/** A row to insert: an anonymous `Viewed` at `AT`. */
export function eventRow(fields: Partial<EventRow> = {}): EventRow {
  return {
    id: randomUUID(),
    day: UNDATED_PLACE,
    message_id: null,
    type: "track",
    name: "Viewed",
    profile_id: randomUUID(),
    anonymous_id: null,
    user_id: null,
    session_id: null,
    timestamp: AT,
    original_timestamp: AT,
    sent_at: null,
    received_at: AT,
    payload: "{}",
    enrichment: "{}",
    ...fields,
  };
}

/** A profile of one event at `AT`. */
export function profileRow(fields: Partial<ProfileRow> = {}): ProfileRow {
  return {
    id: randomUUID(),
    mergedInto: null,
    userId: null,
    userIdVersion: null,
    traits: {},
    traitVersions: {},
    groups: {},
    counters: {},
    eventCount: 1,
    firstSeenAt: AT,
    lastSeenAt: AT,
    firstTouch: null,
    lastTouch: null,
    recentItems: [],
    consent: {},
    ...fields,
  };
}
