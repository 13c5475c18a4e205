import { closeSync, openSync, writeSync } from "node:fs";
import { openLmdbEventLog } from "@rapport/adapters/event-log/lmdb";
import { entriesOf, PARTITIONS } from "./entries.ts";

/** Appends seeded batches to the log in a folder, some at a time, and notes in a file what was acknowledged and trimmed. */
const [dir = "", notes = "", count = "0", seed = "0"] = process.argv.slice(2);
const AT_A_TIME = 3;
const TRIM_EVERY = 40;

const log = await openLmdbEventLog({ dir });
const file = openSync(notes, "a");
let next = 0;
const write = async () => {
  for (let batch = next++; batch < Number(count); batch = next++) {
    const entries = entriesOf(batch, Number(seed));
    const offsets = await log.append(entries);
    writeSync(file, `ack ${batch} ${offsets.join(",")}\n`);
    if (batch % TRIM_EVERY !== TRIM_EVERY - 1) continue;
    const [partition, below] = [batch % PARTITIONS, Math.max(0, (offsets[0] ?? 0) - 5)];
    // Noted before it is done: whatever is cut, these records may be gone.
    writeSync(file, `trim ${partition} ${below}\n`);
    await log.trim(partition, below);
  }
};
await Promise.all(Array.from({ length: AT_A_TIME }, write));
await log.close();
closeSync(file);
