import { renameSync, writeFileSync } from "node:fs";

/**
 * Loaded into a server before its program (`--import`): watches the event loop from inside. A late tick in which the thread
 * itself worked as long is a stall; one in which it did not is a machine that gave the process no time. Writes both to the file
 * that the address of this module names (`?out=`), once a second.
 */
const TICK_MS = 20;
const STALL_MS = 200;
const out = new URL(import.meta.url).searchParams.get("out") ?? "";
const seen = { ticks: 0, stalls: 0, starved: 0, longestStallMs: 0, longestLateMs: 0 };
let atMs = performance.now();
let cpuUs = threadCpuUs();

setInterval(() => {
  const nowMs = performance.now();
  const nowUs = threadCpuUs();
  const lateMs = nowMs - atMs - TICK_MS;
  const busyMs = (nowUs - cpuUs) / 1_000;
  seen.ticks++;
  seen.longestLateMs = Math.max(seen.longestLateMs, lateMs);
  if (lateMs > STALL_MS && busyMs > STALL_MS) seen.stalls++;
  else if (lateMs > STALL_MS) seen.starved++;
  seen.longestStallMs = Math.max(seen.longestStallMs, Math.min(lateMs, busyMs));
  atMs = nowMs;
  cpuUs = nowUs;
}, TICK_MS).unref();
setInterval(keep, 1_000).unref();

/** Whole or not at all: who reads in the middle of it finds what the second before left. */
function keep() {
  writeFileSync(`${out}.new`, JSON.stringify(seen));
  renameSync(`${out}.new`, out);
}

function threadCpuUs(): number {
  const { user, system } = process.threadCpuUsage();
  return user + system;
}
