import type { LogBatch, LoggedEvent } from "@rapport/contracts/log";
import { OVERFLOW_PARTITION } from "@rapport/contracts/log";
import type { EventLog } from "@rapport/ports/event-log";
import type { HotPersons } from "./hot-persons.ts";
import { encodeLogBatch, withPayloadJson } from "./log-batch.ts";
import { personHash, personPartition } from "./person-partition.ts";
import type { Position } from "./position.ts";
import type { RecentBatches } from "./recent-batches.ts";

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
  const partitions = new Map<number, LoggedEvent[]>();
  for (const event of batch.events) {
    const hash = personHash(batch.projectId, event);
    const partition = hot?.count(hash) ? OVERFLOW_PARTITION : personPartition(hash);
    const events = partitions.get(partition);
    if (events) events.push(withPayloadJson(event));
    else partitions.set(partition, [withPayloadJson(event)]);
  }
  const entries = [...partitions].map(([partition, events]) => {
    const part = { ...batch, events };
    return { partition, part, value: encodeLogBatch(part) };
  });
  const offsets = await log.append(entries);
  if (recent) {
    for (const [i, { partition, part, value }] of entries.entries()) {
      const offset = offsets[i];
      if (offset !== undefined) recent.add(partition, offset, part, value.byteLength);
    }
  }
  return new Map(entries.map((entry, i) => [entry.partition, offsets[i] ?? 0]));
}
