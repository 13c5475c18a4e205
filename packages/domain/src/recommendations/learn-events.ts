import type { Recommender } from "@rapport/engine/recommender";
import type { EventRecord } from "@rapport/store/queries/events";
import type { TrainingEventRow } from "@rapport/store/queries/training-events";
import type { RecordedEvent } from "../events/enriched-event.ts";
import type { SeqWindow } from "../realtime/seq-window.ts";
import { ACTION_WEIGHTS, interactionsOf } from "./extract-interactions.ts";
import type { Sender } from "./network-of.ts";
import { networkOf } from "./network-of.ts";

/** The part of an event that a recommender learns from. */
export type Learned = Pick<RecordedEvent, "seq" | "profileId"> & {
  event: Pick<RecordedEvent["event"], "type" | "name" | "payload" | "timestampMs"> & Sender;
};

/**
 * Lets a recommender learn from each event once.
 * @param inOrder numbers come in their order, so that each one settles all before it
 */
export function learnEvents(
  entry: { recommender: Recommender; learned: SeqWindow; changed: boolean },
  recorded: readonly Learned[],
  inOrder: boolean,
): void {
  for (const { seq, profileId, event } of recorded) {
    if (!entry.learned.admit(seq)) continue;
    if (inOrder) entry.learned.settle(seq);
    entry.changed = true;
    for (const { itemId, action } of interactionsOf(event)) {
      entry.recommender.observe({
        personId: profileId,
        itemId,
        action,
        weight: ACTION_WEIGHTS[action],
        timestampMs: event.timestampMs,
        network: networkOf(event),
      });
    }
  }
}

/** The part of a stored event that a model learns from, whether the whole of it was read or no more than that. */
export function toLearned(record: EventRecord | TrainingEventRow): Learned {
  const { seq, profileId, name, timestamp, userId, enrichment } = record;
  const { type, payload } =
    "payload" in record ? record : { type: "track" as const, payload: { properties: record.properties } };
  return { seq, profileId, event: { type, name, payload, timestampMs: timestamp.getTime(), userId, enrichment } };
}
