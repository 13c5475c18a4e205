import { setTimeout as sleep } from "node:timers/promises";
import type { Services } from "@rapport/domain/context";
import { readFoldedOffsets } from "@rapport/domain/events/read-folded-offsets";
import type { EventLog } from "@rapport/ports/event-log";
import { olderLogError } from "./older-log-error.ts";

/** How long a shared log may take to show what other servers have appended, before its files are called older than the store. */
const SHOW_MS = { wait: 5_000, pause: 50 };

/**
 * Stored next offset of each partition, once the log shows everything below.
 * @throws RapportError unavailable when the store has folded more than the log ever held
 */
export async function readShownOffsets(
  services: Services,
  log: EventLog,
  isShared: boolean,
): Promise<ReadonlyMap<number, number>> {
  const stored = await readFoldedOffsets(services, log.id);
  // What other servers append shows here a moment later; what is in this process' own log, at once.
  const deadlineMs = performance.now() + (isShared ? SHOW_MS.wait : 0);
  for (const [partition, offset] of stored) {
    while (offset > (log.ends()[partition] ?? 0)) {
      if (performance.now() >= deadlineMs) throw olderLogError(log.id, partition, offset, log.ends()[partition] ?? 0);
      await sleep(SHOW_MS.pause);
    }
  }
  return stored;
}
