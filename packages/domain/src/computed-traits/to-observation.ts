import { objectOf } from "@rapport/contracts/json";
import type { Observation } from "@rapport/engine/computed-trait";
import type { TraitEventRow } from "@rapport/store/queries/trait-events";
import type { EnrichedEvent } from "../events/enriched-event.ts";

/** An event on its way into the store, as a trait sees it. */
export function toObservation(event: EnrichedEvent): Observation {
  return {
    name: event.name,
    // A device whose clock is ahead cannot make something happen after it arrived.
    atMs: Math.min(event.timestampMs, event.receivedAtMs),
    id: event.messageId,
    properties: objectOf(event.payload.properties),
    context: objectOf(event.payload.context),
  };
}

/** The same of a stored event. */
export function restoreObservation(row: TraitEventRow): Observation {
  return {
    name: row.name,
    atMs: Math.min(Date.parse(row.timestamp), Date.parse(row.receivedAt)),
    id: row.messageId,
    properties: objectOf(row.properties),
    context: objectOf(row.context),
  };
}
