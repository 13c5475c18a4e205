import { readFile } from "node:fs/promises";
import { openLmdbEventLog } from "@rapport/adapters/event-log/lmdb";
import { entriesOf, PARTITIONS, readEntry } from "./entries.ts";

/**
 * Opens the log on what a cut left, holds it against what was noted, and prints what it found as one JSON line. A process of its
 * own: a file that LMDB cannot stand ends it.
 */
const [dir = "", notesPath = "", seedText = "0"] = process.argv.slice(2);
const READ_RECORDS = 100_000;
const READ_BYTES = 1e9;
const seed = Number(seedText);
const notes = (await readFile(notesPath, "utf8")).split("\n");
const found = { acknowledged: 0, lost: 0, broken: 0, unusable: 0 };
const log = await openLmdbEventLog({ dir });
const values = new Map<string, Uint8Array>();
const parts = new Map<number, number>();
for (let partition = 0; partition < PARTITIONS; partition++) {
  for (const { offset, value } of await log.read(partition, 0, READ_RECORDS, READ_BYTES)) {
    values.set(`${partition}.${offset}`, value);
    const entry = readEntry(value, seed);
    if (!entry) found.broken += 1;
    else parts.set(entry.batch, (parts.get(entry.batch) ?? 0) + 1);
  }
}
const trimmed = readTrims();
// A batch may lack what was trimmed; before any trim it is there whole or not at all.
for (const [batch, there] of parts)
  if (trimmed.size === 0 && there !== entriesOf(batch, seed).length) found.broken += 1;
for (const note of notes) if (note.startsWith("ack ")) holdAgainst(note);
const { length } = await log.append([{ partition: 0, value: Buffer.from("goes on") }]);
if (length !== 1) found.unusable += 1;
await log.close();
console.log(JSON.stringify(found));

function holdAgainst(note: string): void {
  const [, batch = "", offsets = ""] = note.split(" ");
  found.acknowledged += 1;
  entriesOf(Number(batch), seed).forEach(({ partition, value }, place) => {
    const offset = Number(offsets.split(",")[place]);
    if (offset < (trimmed.get(partition) ?? 0)) return;
    const there = values.get(`${partition}.${offset}`);
    if (!there || Buffer.compare(there, value) !== 0) found.lost += 1;
  });
}

/** Up to where each partition may have been trimmed. */
function readTrims(): Map<number, number> {
  const trims = new Map<number, number>();
  for (const note of notes) {
    const [kind, partition, below] = note.split(" ");
    if (kind === "trim") trims.set(Number(partition), Math.max(trims.get(Number(partition)) ?? 0, Number(below)));
  }
  return trims;
}
