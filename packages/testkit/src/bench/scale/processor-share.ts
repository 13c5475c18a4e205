import { access, constants, mkdir, readFile, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Length of the kernel's accounting period; a process that has used its part of one waits for the next. */
const PERIOD_US = 10_000;
const ROOT = "/sys/fs/cgroup";

/** A group of the kernel whose processes together get a share of one processor and no more. */
export type ProcessorShare = { add: (pid: number) => Promise<void>; remove: () => Promise<void> };

/**
 * Makes such a group (Linux control groups, version 1 or 2; needs root).
 * @throws Error where this machine has no control groups that may be written
 */
export async function limitProcessor(name: string, share: number): Promise<ProcessorShare> {
  const unified = await readFile(join(ROOT, "cgroup.subtree_control"), "utf8").catch(() => undefined);
  const dir = join(ROOT, unified === undefined ? "cpu" : "", name);
  const quota = Math.round(PERIOD_US * share);
  try {
    if (unified?.includes("cpu") === false) await writeFile(join(ROOT, "cgroup.subtree_control"), "+cpu");
    await mkdir(dir);
    if (unified !== undefined) await writeFile(join(dir, "cpu.max"), `${quota} ${PERIOD_US}`);
    else {
      await writeFile(join(dir, "cpu.cfs_period_us"), `${PERIOD_US}`);
      await writeFile(join(dir, "cpu.cfs_quota_us"), `${quota}`);
    }
    await access(join(dir, "cgroup.procs"), constants.W_OK);
  } catch (cause) {
    throw new Error(`No process can be held to a share of a processor here: ${dir} cannot be set up (Linux, as root)`, {
      cause,
    });
  }
  return { add: (pid) => writeFile(join(dir, "cgroup.procs"), `${pid}`), remove: () => rmdir(dir) };
}
