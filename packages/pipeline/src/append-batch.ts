import type { LogBatch, LoggedEvent } from "@rapport/contracts/log";
import { OVERFLOW_PARTITION } from "@rapport/contracts/log";
import type { EventLog } from "@rapport/ports/event-log";
import type { HotPersons } from "./hot-persons.ts";
import type { WrittenEvent } from "./log-batch.ts";
import { encodeLogParts, writeEvent } from "./log-batch.ts";
import { personHash, personPartition } from "./person-partition.ts";
import type { Position } from "./position.ts";
import type { RecentBatches } from "./recent-batches.ts";

/** The events of a batch that are one partition's. */
type Part = { partition: number; events: LoggedEvent[]; written: WrittenEvent[] };

/**
 * Puts a batch on the log, each person's events on that person's partition; on the overflow lane while they are among the
 * `hot` ones, who change lanes without losing anything, as the fold does not depend on order. Resolves when all of it is
 * durable, and `recent` keeps it for the projector of this process from then on.
 */
export async function appendBatch(
  log: EventLog,
  batch: LogBatch,
  { hot, recent }: { hot?: HotPersons; recent?: RecentBatches } = {},
): Promise<Position> {
  const { events: all, ...facts } = batch;
  const parts = splitByPartition(batch.projectId, all, hot);
  const values = encodeLogParts(
    facts,
    parts.map(({ written }) => written),
  );
  const entries = values.map((value, i) => ({ partition: parts[i]?.partition ?? 0, value }));
  const offsets = await log.append(entries);
  for (const [i, { partition, events, written }] of parts.entries()) {
    const offset = offsets[i];
    if (offset === undefined || !recent?.admit(values[i]?.byteLength ?? 0)) continue;
    const kept = events.map((event, at) => ({ ...event, payloadJson: written[at]?.payloadJson }));
    recent.add(partition, offset, { ...facts, events: kept }, values[i]?.byteLength ?? 0);
  }
  return new Map(entries.map(({ partition }, i) => [partition, offsets[i] ?? 0]));
}

function splitByPartition(projectId: string, events: readonly LoggedEvent[], hot: HotPersons | undefined): Part[] {
  const parts = new Map<number, Part>();
  for (const event of events) {
    const hash = personHash(projectId, event);
    const partition = hot?.count(hash) ? OVERFLOW_PARTITION : personPartition(hash);
    const part = parts.get(partition);
    if (part) {
      part.events.push(event);
      part.written.push(writeEvent(event));
    } else parts.set(partition, { partition, events: [event], written: [writeEvent(event)] });
  }
  return [...parts.values()];
}
