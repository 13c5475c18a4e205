import type { LogBatch, LoggedEvent } from "@rapport/contracts/log";
import { OVERFLOW_PARTITION } from "@rapport/contracts/log";
import type { EnrichedEvent } from "@rapport/domain/events/enriched-event";
import type { EventLog, LogAppend } from "@rapport/ports/event-log";
import type { BatchFacts } from "./enrich-event.ts";
import type { HotPersons } from "./hot-persons.ts";
import type { WrittenEvent } from "./log-batch.ts";
import { encodeLogParts, toStepEvents, writeEvent } from "./log-batch.ts";
import { personHash, personPartition } from "./person-partition.ts";
import type { Position } from "./position.ts";
import type { RecentBatches } from "./recent-batches.ts";

/** A value for the log, and its events where the projector of this process gets them from here. */
type Entry = LogAppend & { kept?: readonly EnrichedEvent[] | undefined };

/**
 * Puts a batch on the log, each person's events on that person's partition; on the overflow lane while they are among the
 * `hot` ones, who change lanes without losing anything, as the fold does not depend on order. Resolves when all of it is
 * durable, and `recent` keeps it for the projector of this process from then on. Nothing else of the batch is kept meanwhile: no function
 * that has it waits, since what waits for the disk would be copied by the collector of young objects.
 */
export function appendBatch(
  log: EventLog,
  { events, ...facts }: LogBatch,
  { hot, recent }: { hot?: HotPersons; recent?: RecentBatches } = {},
): Promise<Position> {
  const parts = [...splitByPartition(facts, events, hot)].map(([partition, written]) => {
    const isKept = recent?.admit(sizeOf(written)) === true;
    // With the reading two values of single events fit a page of the embedded log, without it three. Who sends them one by one is not
    // ahead of the projector, which has them from here.
    return { partition, events: written, isKept, readings: !isKept || events.length > 1 };
  });
  const entries = encodeLogParts(facts, parts).map((value, i): Entry => {
    const { partition = 0, events: written = [], isKept = false } = parts[i] ?? {};
    return { partition, value, kept: isKept ? toStepEvents(facts, written, value.byteLength) : undefined };
  });
  return log.append(entries).then((offsets) => placeEntries(entries, offsets, recent));
}

/** About the bytes of a log value with these events. */
function sizeOf(events: readonly WrittenEvent[]): number {
  return events.reduce((sum, { headJson, payloadJson }) => sum + headJson.length + payloadJson.length, 0);
}

function placeEntries(
  entries: readonly Entry[],
  offsets: readonly number[],
  recent: RecentBatches | undefined,
): Position {
  const position = new Map<number, number>();
  for (const [i, { partition, value, kept }] of entries.entries()) {
    const offset = offsets[i] ?? 0;
    position.set(partition, offset);
    if (kept) recent?.add(partition, offset, kept, value.byteLength);
  }
  return position;
}

function splitByPartition(
  facts: BatchFacts,
  events: readonly LoggedEvent[],
  hot: HotPersons | undefined,
): Map<number, WrittenEvent[]> {
  const parts = new Map<number, WrittenEvent[]>();
  for (const event of events) {
    const hash = personHash(facts.projectId, event);
    const partition = hot?.count(hash) ? OVERFLOW_PARTITION : personPartition(hash);
    const part = parts.get(partition);
    if (part) part.push(writeEvent(facts, event));
    else parts.set(partition, [writeEvent(facts, event)]);
  }
  return parts;
}
