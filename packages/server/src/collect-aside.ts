import { readdirSync, readFileSync } from "node:fs";
import { setPriority } from "node:os";
import { setFlagsFromString } from "node:v8";

/** What a thread of that niceness gets beside one of 0 that wants the same processor: a tenth. */
const NICENESS = 10;
/** How much garbage may grow old before it is collected, in per cent of what lives. */
const HEAP_GROWTH_PERCENT = 100;

/**
 * Lets V8's helper threads, which mark old objects and compile while the program runs, take what the threads that answer leave of the
 * processors. They are as many as four a server, whatever the machine has. Young objects are collected while the program stands still, so
 * it does that alone: it would wait for helpers that have no turn. Elsewhere than on Linux, and where V8 names its threads otherwise,
 * the system decides as before.
 *
 * Old objects are collected when they have doubled, where V8 would wait for a tenth in a server that has rested, and for four times what lives
 * in one that has not. The embedded database sets less when it opens.
 */
export function collectAside(): void {
  setFlagsFromString("--no-parallel-scavenge");
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWTH_PERCENT}`);
  for (const thread of readThreads()) {
    try {
      setPriority(thread, NICENESS);
    } catch {
      // It has ended, or a sandbox forbids it: the server answers all the same.
    }
  }
}

/** Ids of V8's helper threads. */
function readThreads(): number[] {
  try {
    return readdirSync("/proc/self/task")
      .filter((id) => readFileSync(`/proc/self/task/${id}/comm`, "latin1").trim() === "V8Worker")
      .map(Number);
  } catch {
    return [];
  }
}
