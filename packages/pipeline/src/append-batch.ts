import type { LogBatch, LoggedEvent } from "@rapport/contracts/log";
import { OVERFLOW_PARTITION } from "@rapport/contracts/log";
import type { EventLog } from "@rapport/ports/event-log";
import type { HotPersons } from "./hot-persons.ts";
import { encodeLogBatch } from "./log-batch.ts";
import { personHash, personPartition } from "./person-partition.ts";
import type { Position } from "./position.ts";

/**
 * Puts a batch on the log, each person's events on that person's partition; on the overflow lane while they are among the
 * `hot` ones, who change lanes without losing anything, as the fold does not depend on order. Resolves when all of it is
 * durable.
 */
export async function appendBatch(log: EventLog, batch: LogBatch, hot?: HotPersons): Promise<Position> {
  const partitions = new Map<number, LoggedEvent[]>();
  for (const event of batch.events) {
    const hash = personHash(batch.projectId, event);
    const partition = hot?.count(hash) ? OVERFLOW_PARTITION : personPartition(hash);
    const events = partitions.get(partition);
    if (events) events.push(event);
    else partitions.set(partition, [event]);
  }
  const entries = [...partitions].map(([partition, events]) => ({
    partition,
    value: encodeLogBatch({ ...batch, events }),
  }));
  const offsets = await log.append(entries);
  return new Map(entries.map((entry, i) => [entry.partition, offsets[i] ?? 0]));
}
