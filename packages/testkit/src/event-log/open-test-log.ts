import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLmdbEventLog } from "@rapport/adapters/event-log/lmdb";
import type { EventLog } from "@rapport/ports/event-log";

/** A real event log in a folder of its own; `remove` closes it and clears up. */
export async function openTestLog(): Promise<{ log: EventLog; remove: () => Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), "rapport-log-"));
  const log = await openLmdbEventLog({ dir });
  return {
    log,
    remove: async () => {
      await log.close();
      await rm(dir, { recursive: true });
    },
  };
}
