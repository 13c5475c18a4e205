import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";

/** Niceness of each thread by its name, as the kernel tells it (proc_pid_stat(5), field 19). */
const READ = `
  import { readdirSync, readFileSync } from "node:fs";
  const all = readdirSync("/proc/self/task").map((id) => readFileSync("/proc/self/task/" + id + "/stat", "utf8"));
  console.log(JSON.stringify(all.map((stat) => [/\\((.*)\\)/.exec(stat)[1], Number(stat.split(") ")[1].split(" ")[16])])));`;

const MODULE = new URL("./collect-aside.ts", import.meta.url).href;
const BEHIND = `import { collectAside } from ${JSON.stringify(MODULE)}; collectAside();`;

function run(program: string, ...nodeArgs: string[]): string {
  return execFileSync(process.execPath, [...nodeArgs, "--input-type=module", "-e", program], { encoding: "utf8" });
}

test("old objects may double before they are collected, also after V8 has reduced memory", () => {
  const collect = `globalThis.kept = Array.from({ length: 100_000 }, (_, i) => ({ i }));
    globalThis.gc({ type: "major", flavor: "last-resort" });`;
  const factorAfter = (first: string) =>
    /.*factor ([\d.]+) /s.exec(run(`${first}\n${collect}`, "--expose-gc", "--trace-gc-verbose"))?.[1];
  expect([factorAfter(""), factorAfter(BEHIND)]).toEqual(["1.1", "2.0"]);
});

test.runIf(process.platform === "linux")("V8's helpers go behind the thread that answers", () => {
  const nicenessAfter = (first: string): [string, number][] => JSON.parse(run(`${first}\n${READ}`));
  const of = (threads: [string, number][], isHelper: boolean) =>
    threads.flatMap(([name, niceness]) => ((name === "V8Worker") === isHelper ? [niceness] : []));
  const before = nicenessAfter("");
  const after = nicenessAfter(BEHIND);
  expect(of(before, true).length).toBeGreaterThan(0);
  expect(of(after, true)).toEqual(of(before, true).map(() => 10));
  expect(new Set(of(after, false))).toEqual(new Set(of(before, false)));
});
