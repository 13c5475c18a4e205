import { appendFileSync } from "node:fs";
import { PARTITION_COUNT } from "@rapport/contracts/log";
import type { EventLog } from "@rapport/ports/event-log";
import { openLmdbEventLog } from "./lmdb.ts";

/**
 * Child process of the crash tests: `append <log> <answers> <run>` appends without end and notes every answer in a file;
 * `fill <log>` appends until the disk refuses and prints what the log says then and after room was made on `SIGUSR2`.
 */
const [mode = "", dir = "", answers = "", run = ""] = process.argv.slice(2);
const log = await openLmdbEventLog({ dir });
await (mode === "append" ? appendForever(log) : fill(log));

async function appendForever(log: EventLog): Promise<void> {
  let calls = 0;
  const caller = async () => {
    for (;;) {
      calls += 1;
      const call = calls;
      // Small calls, and now and then one that the engine writes in several pieces.
      const size = call % 200 === 0 ? 2_500 : 1 + (call % 7);
      const entries = Array.from({ length: size }, (_, index) => {
        const text = `${run}:${call}:${index}/${size}`;
        return {
          partition: (call + index * 13) % PARTITION_COUNT,
          text,
          value: Buffer.from(text.padEnd(100 + (index % 900))),
        };
      });
      const offsets = await log.append(entries);
      const lines = entries.map(({ partition, text }, index) => `${partition} ${offsets[index]} ${text}\n`);
      appendFileSync(answers, lines.join(""));
    }
  };
  await Promise.all(Array.from({ length: 16 }, caller));
}

async function fill(log: EventLog): Promise<void> {
  let kept = 0;
  let refusal = "";
  while (refusal === "") {
    await Promise.all(
      Array.from({ length: 8 }, () =>
        log.append([{ partition: 1, value: Buffer.alloc(3_000, 1) }]).then(
          () => {
            kept += 1;
          },
          (error: unknown) => {
            refusal = String(error);
          },
        ),
      ),
    );
  }
  const full = { kept, end: log.ends()[1], refusal, readable: (await log.read(1, 0, 1_000_000, 2 ** 30)).length };
  const room = new Promise<void>((resolve) => process.once("SIGUSR2", () => resolve()));
  const alive = setInterval(() => {}, 1_000);
  console.log(JSON.stringify(full));
  await room;
  clearInterval(alive);
  const [offset] = await log.append([{ partition: 1, value: Buffer.alloc(3_000, 2) }]);
  const readable = (await log.read(1, 0, 1_000_000, 2 ** 30)).length;
  console.log(JSON.stringify({ offset, readable }));
  await log.close();
}
