import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLmdbEventLog } from "@rapport/adapters/event-log/lmdb";
import type { EventLog } from "@rapport/ports/event-log";

/** The embedded event log in a temporary directory; `remove` closes it and takes the directory away. */
export async function openTestLog(): Promise<{ log: EventLog; remove: () => Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), "rapport-log-"));
  const log = await openLmdbEventLog({ dir });
  return {
    log,
    async remove() {
      await log.close();
      await rm(dir, { recursive: true });
    },
  };
}
