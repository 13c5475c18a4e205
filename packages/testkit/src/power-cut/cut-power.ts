import type { TraceCall } from "./read-trace.ts";

/** A disk writes a sector wholly or not at all (NVMe specification, atomic write unit of power fail); more may tear. */
const SECTOR = 512;

export type CutOptions = {
  /** Line of the trace before which the power goes. */
  line: number;
  /** Share of the sectors on their way that reach the disk, in any order. */
  kept: number;
  random: () => number;
  /** As on a disk that says it has synced and has not: shows that a loss would be seen. */
  syncsLie?: boolean;
};

/** What is on the disk afterwards, undefined before the file had its name, and what had been noted by then. */
export type AfterCut = { disk: Buffer | undefined; notes: string[] };

/** The data file after a power cut: what a finished sync covers is there, of the rest some sectors are. */
export function cutPower(calls: readonly TraceCall[], { line, kept, random, syncsLie }: CutOptions): AfterCut {
  const past = calls.filter(({ begun }) => begun < line);
  const syncs = past.filter((call) => call.kind === "sync" && call.ended < line && !syncsLie);
  const writes = past.filter((call) => call.kind === "write");
  const disk = Buffer.alloc(Math.max(0, ...writes.map(({ at, bytes }) => at + bytes.length)));
  let length = 0;
  for (const { at, bytes, ended, writtenThrough } of writes) {
    const synced = syncs.some((sync) => sync.begun > ended) || (writtenThrough && !syncsLie && ended < line);
    for (let from = 0; from < bytes.length; from += SECTOR) {
      if (!synced && random() >= kept) continue;
      const part = bytes.subarray(from, from + SECTOR);
      part.copy(disk, at + from);
      length = Math.max(length, at + from + part.length);
    }
  }
  const notes = past.filter((call) => call.kind === "note" && call.ended < line);
  const named = past.some((call) => call.kind === "rename" && call.ended < line);
  return {
    disk: named ? disk.subarray(0, length) : undefined,
    notes: notes.map((call) => (call.kind === "note" ? call.text : "")),
  };
}
