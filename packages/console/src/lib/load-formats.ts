import { nextTask } from "./next-task.ts";
import { formatNumber } from "./text.ts";
import { formatAbsolute, formatSpan } from "./time.ts";

/**
 * Makes the browser load how the language writes numbers, units and dates. The first formatter of each kind costs 5 to 30 ms, and
 * the screen that has its answer would pay for all of them at once: here each has a task of its own, while the answer is under way.
 */
export async function loadFormats(): Promise<void> {
  for (const load of [() => formatNumber(1_000), () => formatSpan(0), () => formatAbsolute("2026-01-01T00:00:00Z")]) {
    await nextTask();
    load();
  }
}
