import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createRandom } from "@rapport/engine/random";
import { cutPower } from "./cut-power.ts";
import type { TraceCall } from "./read-trace.ts";
import { readTrace } from "./read-trace.ts";

const WRITER = fileURLToPath(new URL("./writer.ts", import.meta.url));
const INSPECTOR = fileURLToPath(new URL("./inspector.ts", import.meta.url));
const UNUSABLE = { acknowledged: 0, lost: 0, broken: 0, unusable: 1 };
const CALLS =
  "openat,rename,renameat,renameat2,lseek,pwrite64,pwritev,pwritev2,write,writev,fdatasync,fsync,msync,ftruncate,fallocate";
/** Shares of unsynced sectors that reach the disk, one drawn for each cut. */
const KEPT = [0, 0.1, 0.5, 0.9, 1];

export type PowerCutsOptions = {
  batches: number;
  cuts: number;
  seed: number;
  /** The disk says that it has synced, and has not. */
  syncsLie?: boolean;
  /** The first cut is at the very end, and nothing unsynced reaches the disk. */
  worstFirst?: boolean;
};

export type PowerCutsOutcome = {
  writes: number;
  syncs: number;
  cuts: number;
  /** Acknowledged batches looked for, over all cuts. */
  acknowledged: number;
  /** Acknowledged values that were gone or not as they were appended. */
  lost: number;
  /** Values that nobody appended so, and batches of which only a part is there. */
  broken: number;
  /** Disks on which the log did not open, or did not take a further append. */
  unusable: number;
};

/**
 * Traces one run of the embedded log (strace), and looks at the disk as a power cut at random moments of it could leave it.
 *
 * @throws Error when strace is missing or the traced process fails
 */
export async function runPowerCuts(options: PowerCutsOptions): Promise<PowerCutsOutcome> {
  const folder = await mkdtemp(join(tmpdir(), "rapport-power-"));
  try {
    const { calls, lines } = await traceWriter(folder, options);
    const random = createRandom(options.seed);
    const outcome = { acknowledged: 0, lost: 0, broken: 0, unusable: 0 };
    for (let cut = 0; cut < options.cuts; cut++) {
      const drawn = { kept: random.pick(KEPT), line: 1 + random.int(lines) };
      const after = cutPower(calls, {
        ...(options.worstFirst && cut === 0 ? { kept: 0, line: lines } : drawn),
        random: () => random.next(),
        syncsLie: options.syncsLie ?? false,
      });
      const dir = join(folder, `cut-${cut}`);
      await mkdir(dir);
      if (after.disk) await writeFile(join(dir, "data.mdb"), after.disk);
      const found = await inspect(dir, after.notes, options.seed);
      for (const name of ["acknowledged", "lost", "broken", "unusable"] as const) outcome[name] += found[name];
      await rm(dir, { recursive: true });
    }
    const count = (kind: TraceCall["kind"]) => calls.filter((call) => call.kind === kind).length;
    return { writes: count("write"), syncs: count("sync"), cuts: options.cuts, ...outcome };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function traceWriter(folder: string, { batches, seed }: PowerCutsOptions) {
  const [log, notes, trace] = [join(folder, "log"), join(folder, "notes"), join(folder, "trace")];
  const args = ["-f", "-y", "-xx", "-s", "100000000", "-e", `trace=${CALLS}`, "-o", trace];
  const writer = [process.execPath, WRITER, log, notes, String(batches), String(seed)];
  const { status, stderr, error } = spawnSync("strace", [...args, ...writer], { encoding: "utf8" });
  if (error || status !== 0) throw new Error(`strace and the writer ended with ${status}: ${error?.message ?? stderr}`);
  const text = await readFile(trace, "utf8");
  return {
    calls: readTrace(text, { data: join(log, "data.mdb"), madeAs: join(log, "unborn", "data.mdb"), notes }),
    lines: text.split("\n").length,
  };
}

/** What a process of its own finds in the log; one that ends without an answer has met a file that nobody can use. */
async function inspect(dir: string, notes: readonly string[], seed: number): Promise<typeof UNUSABLE> {
  const path = join(dir, "notes");
  await writeFile(path, notes.join("\n"));
  const { status, stdout } = spawnSync(process.execPath, [INSPECTOR, dir, path, String(seed)], { encoding: "utf8" });
  return status === 0 ? JSON.parse(stdout) : UNUSABLE;
}
