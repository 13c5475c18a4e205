import { readdirSync, readFileSync } from "node:fs";

/** Linux counts processor time in ticks of 1/100 s (sysconf _SC_CLK_TCK is 100 on every supported architecture). */
const TICKS_PER_SECOND = 100;

type Times = { parent: number; own: number; reaped: number };

/** Processor seconds of one process with all its threads (proc(5), stat fields 14 and 15). */
export function processCpuSeconds(pid: number): number {
  return (readTimes(pid)?.own ?? 0) / TICKS_PER_SECOND;
}

/** Processor seconds of a whole Postgres cluster: its first process, all that live below it, and all that ended. */
export function clusterCpuSeconds(backendPid: number): number {
  const postmaster = readTimes(backendPid)?.parent ?? 0;
  let ticks = 0;
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const times = readTimes(Number(name));
    if (times?.parent === postmaster) ticks += times.own;
    if (Number(name) === postmaster && times) ticks += times.own + times.reaped;
  }
  return ticks / TICKS_PER_SECOND;
}

/** Resident memory of a process in MiB. */
export function residentMiB(pid: number): number {
  return readStatusMiB(pid, /VmRSS:\s+(\d+) kB/);
}

/** The highest that it has been, in MiB. `ru_maxrss` says more where the process that started it held more. */
export function highestResidentMiB(pid: number): number {
  return readStatusMiB(pid, /VmHWM:\s+(\d+) kB/);
}

function readStatusMiB(pid: number, line: RegExp): number {
  const match = line.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Math.round(Number(match?.[1] ?? 0) / 1024);
}

function readTimes(pid: number): Times | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The command's name may hold spaces and brackets; the fields begin behind its last bracket.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const at = (number: number) => Number(fields[number - 3] ?? 0);
    return { parent: at(4), own: at(14) + at(15), reaped: at(16) + at(17) };
  } catch {
    // The process ended between the listing and the reading.
    return undefined;
  }
}
