import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventLogConformance } from "@rapport/ports/event-log/conformance";
import { openLmdbEventLog } from "./lmdb.ts";

eventLogConformance(
  "lmdb",
  async () => {
    const dir = await mkdtemp(join(tmpdir(), "event-log-"));
    return {
      open: () => openLmdbEventLog({ dir: join(dir, "log") }),
      remove: () => rm(dir, { recursive: true }),
    };
  },
  { shared: false },
);
