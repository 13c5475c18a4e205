import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { EventLog } from "@rapport/ports/event-log";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openLmdbEventLog } from "./lmdb.ts";

const MIB = 1024 * 1024;
/** Values of one call: a quarter of a MiB on four partitions. */
const CALL = 256;

let dir = "";
let log: EventLog;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "event-log-"));
  log = await openLmdbEventLog({ dir: join(dir, "log") });
});
afterEach(async () => {
  await log.close();
  await rm(dir, { recursive: true });
});

// Other systems do not tell what of a file is in memory.
test.runIf(process.platform === "linux")(
  "however much is written and read, little of the file is in memory, and every value comes back",
  async () => {
    let highest = 0;
    for (let call = 0; call < 192; call += 1) {
      // Read while others write, as the projector does: a map ends under neither.
      const [offsets, records] = await Promise.all([
        append(call),
        log.read(call % 4, Math.max(0, (call - 8) * 64), 64, MIB),
      ]);
      expect(offsets.slice(0, 4)).toEqual([call * 64, call * 64, call * 64, call * 64]);
      expect(records.map(({ value }) => value[0])).toEqual(new Array(call === 0 ? 0 : 64).fill(Math.max(0, call - 8)));
      highest = Math.max(highest, residentMiB());
    }
    // Reading alone ends maps, too.
    for (let call = 0; call < 192; call += 1) {
      for (let partition = 0; partition < 4; partition += 1) {
        const records = await log.read(partition, call * 64, 64, MIB);
        expect(records.map(({ value }) => value[0])).toEqual(new Array(64).fill(call));
      }
      // Whoever reads does something with it; the file is closed by a commit, and commits wait for the loop's next turn.
      await setImmediate();
      highest = Math.max(highest, residentMiB());
    }
    expect(highest).toBeGreaterThan(1);
    expect(highest).toBeLessThan(16);
  },
);

test("a log whose file was taken away does not go on in an empty one", async () => {
  const file = join(dir, "log", "data.mdb");
  await append(0);
  await rename(file, `${file}.away`);
  await expect(
    (async () => {
      for (let call = 1; call < 96; call += 1) await append(call);
    })(),
  ).rejects.toMatchObject({ code: "unavailable", message: expect.stringContaining("its file is gone") });
  await expect(log.read(0, 0, 1, MIB)).rejects.toMatchObject({ code: "unavailable" });
  expect(existsSync(file)).toBe(false);
  // Where it is back, the log goes on with all that was answered.
  await rename(`${file}.away`, file);
  const end = log.ends()[0] ?? 0;
  expect(await log.append([{ partition: 0, value: Buffer.from("after") }])).toEqual([end]);
  expect(await log.read(0, end - 1, 2, MIB)).toHaveLength(2);
});

function append(call: number): Promise<number[]> {
  return log.append(Array.from({ length: CALL }, (_, i) => ({ partition: i % 4, value: Buffer.alloc(1024, call) })));
}

/** What of the log's file is mapped and resident (proc(5), smaps). */
function residentMiB(): number {
  const mappings = readFileSync("/proc/self/smaps", "utf8").split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m);
  const ours = mappings.filter((mapping) => mapping.split("\n")[0]?.includes(dir));
  const kib = ours.map((mapping) => Number(/^Rss:\s+(\d+) kB/m.exec(mapping)?.[1] ?? 0));
  return kib.reduce((sum, value) => sum + value, 0) / 1024;
}
