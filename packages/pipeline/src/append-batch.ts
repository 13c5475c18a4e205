import type { LogBatch, LoggedEvent } from "@rapport/contracts/log";
import type { EventLog } from "@rapport/ports/event-log";
import { encodeLogBatch } from "./log-batch.ts";
import { personPartition } from "./person-partition.ts";
import type { Position } from "./position.ts";

/** Puts a batch on the log, each person's events on that person's partition. Resolves when all of it is durable. */
export async function appendBatch(log: EventLog, batch: LogBatch): Promise<Position> {
  const partitions = new Map<number, LoggedEvent[]>();
  for (const event of batch.events) {
    const partition = personPartition(batch.projectId, event);
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
