import { stat } from "node:fs/promises";
import type { ImportProgress } from "./import/import-progress.ts";

const WIDTH = 30;
const REDRAW_MS = 100;

/** A bar on the error stream: share of the file, events, events per second, time left. Silent with `quiet`. */
export async function createProgressBar(file: string, quiet: boolean) {
  const { size } = await stat(file);
  const startMs = Date.now();
  let first: ImportProgress | undefined;
  let drawnMs = 0;

  function update(progress: ImportProgress): void {
    first ??= progress;
    const now = Date.now();
    if (quiet || (now - drawnMs < REDRAW_MS && !progress.done)) return;
    drawnMs = now;
    const share = size === 0 ? 1 : Math.min(1, progress.byte / size);
    const seconds = Math.max(0.001, (now - startMs) / 1000);
    const events = progress.accepted - first.accepted;
    const bytes = progress.byte - first.byte;
    const left = bytes > 0 ? Math.ceil(((size - progress.byte) / bytes) * seconds) : 0;
    const bar = "█".repeat(Math.round(share * WIDTH)).padEnd(WIDTH, "░");
    const rate = Math.round(events / seconds);
    process.stderr.write(
      `\r${bar} ${Math.floor(share * 100)} %  ${progress.accepted} events  ${progress.rejected} rejected  ${rate}/s  ${left} s left   `,
    );
  }
  return { update, end: () => (quiet ? undefined : process.stderr.write("\n")) };
}
